import { BlockList, isIP } from 'node:net';

const bitsOf = { 4: 32, 6: 128 } as const;

/** Whether a text is an IP address, or a block of them in CIDR notation: `192.0.2.7`, `2001:db8::/32`. */
export function isAddressOrBlock(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family !== 4 && family !== 6) return false;
  if (address.includes('%') || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsOf[family]);
}

/**
 * Whether an address lies in one of the blocks. An IPv4 address that came by an IPv6 socket (`::ffff:192.0.2.7`) is the
 * IPv4 address.
 * @param blocks as `isAddressOrBlock` lets them in
 */
export function addressListOf(blocks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', bits] = block.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** An address as people write it: without the mapping into IPv6 and without a zone. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
