import type { IncomingMessage } from 'node:http';
import { addressListOf, plainAddress } from '../../platform/access/address-list.js';

/** Where a call comes from: an IP address as people write it. */
export type AddressOf = (message: IncomingMessage) => string;

/**
 * The address of whoever calls. Only a proxy that is trusted is believed about who called it: `x-forwarded-for` is read
 * from its end, past trusted proxies, to the first address that is none.
 * @param trustedProxies addresses and CIDR blocks
 */
export function createAddressOf(trustedProxies: readonly string[]): AddressOf {
  const isTrusted = addressListOf(trustedProxies);
  return ({ socket, headers }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    let address = plainAddress(socket.remoteAddress ?? '');
    while (isTrusted(address)) {
      const before = plainAddress(forwarded.pop()?.trim() ?? '');
      if (!before) break;
      address = before;
    }
    return address;
  };
}
