import { BlockList, isIP } from 'node:net';

/** IPv4 that is nobody's public machine: the IANA special-purpose registry, and the one metadata service outside of it. */
const specialIPv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The only block public unicast IPv6 is given out of; mapped IPv4, NAT64, unique local and link-local lie outside. */
const globalIPv6 = '2000::/3';

/** What is not public within it: protocol assignments (Teredo among them), documentation, 6to4. */
const specialIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const listOf = (family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits] = subnet.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
};

const special4 = listOf('ipv4', specialIPv4);
const loopback4 = listOf('ipv4', ['127.0.0.0/8']);
const global6 = listOf('ipv6', [globalIPv6]);
const special6 = listOf('ipv6', specialIPv6);

export type AddressKind = 'public' | 'loopback' | 'other';

/**
 * What an IP address is. Everything that is not known to be public unicast is `other`: an IPv4 address inside an IPv6
 * one (mapped, NAT64, 6to4), an address with a zone, a text that is no address at all.
 *
 * @param address as a resolver gives it, without brackets
 */
export function addressKind(address: string): AddressKind {
  const family = isIP(address);
  if (family === 4) {
    if (loopback4.check(address, 'ipv4')) return 'loopback';
    return special4.check(address, 'ipv4') ? 'other' : 'public';
  }
  if (family !== 6 || address.includes('%')) return 'other';
  if (/^[0:]+:0*1$/.test(address)) return 'loopback';
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6') ? 'public' : 'other';
}
