import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { HubError } from '../errors/hub-error.js';
import type { Violation } from '../errors/violations.js';
import { addressKind } from './public-address.js';

/** A socket was asked for to an address that user-typed URLs may not lead to; nothing was connected. */
export class AddressRefusedError extends HubError {
  readonly code = 'ADDRESS_REFUSED';
  readonly httpStatus = 422;
}

export type ResolveAll = (host: string, options: LookupOptions, done: ResolvedAll) => void;
type ResolvedAll = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

export interface OutboundGuardOptions {
  /** Lets through this very machine, over plain http too: development and tests. Default false. */
  allowLoopback?: boolean;
  /** Default: the system's resolver. */
  resolve?: ResolveAll;
  /** For a connection to be made, in milliseconds. Default 10,000. */
  connectTimeoutMs?: number;
}

/** Keeps requests to addresses that users typed on the public internet. */
export interface OutboundGuard {
  /**
   * Connects to public unicast addresses alone. The very addresses that were resolved and checked are connected to, so
   * a name that changes its mind is never believed twice. Follows no redirects.
   */
  dispatcher: Dispatcher;
  /** What is wrong with a URL that somebody typed; empty when nothing is. Resolves its name, connects to nothing. */
  violations(field: string, url: string): Promise<Violation[]>;
  close(): Promise<void>;
}

const resolveWithSystem: ResolveAll = (host, options, done) => systemLookup(host, { ...options, all: true }, done);

export function createOutboundGuard(options: OutboundGuardOptions = {}): OutboundGuard {
  const { allowLoopback = false, resolve = resolveWithSystem, connectTimeoutMs = 10_000 } = options;
  /** Plain http is for this very machine, and only where that is allowed. */
  const allowed = (protocol: string, address: string): boolean => {
    const kind = addressKind(address);
    return (kind === 'public' && protocol === 'https:') || (kind === 'loopback' && allowLoopback);
  };
  const connectorFor = (protocol: string) =>
    buildConnector({
      allowH2: false,
      timeout: connectTimeoutMs,
      lookup: guardedLookup(resolve, (address) => allowed(protocol, address)),
    });
  const connectors = { plain: connectorFor('http:'), secure: connectorFor('https:') };

  const dispatcher = new Agent({
    allowH2: false,
    connect(target, callback) {
      const host = bare(target.hostname);
      // A literal address is connected to without a lookup, so it is looked at here.
      if (isIP(host) !== 0 && !allowed(target.protocol, host)) return callback(refusal(host), null);
      const connect = target.protocol === 'https:' ? connectors.secure : connectors.plain;
      return connect(target, callback);
    },
  });

  return {
    dispatcher,
    async violations(field, text) {
      const broken = (message: string): Violation[] => [{ field, message }];
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const schemes = allowLoopback ? ['https:', 'http:'] : ['https:'];
      if (!url || !schemes.includes(url.protocol)) return broken('must be an https URL');
      if (url.username || url.password) return broken('must not hold credentials');
      const host = bare(url.hostname);
      const addresses = isIP(host) === 0 ? await addressesOf(resolve, host) : [host];
      if (addresses.length === 0) return broken('must have a host name that resolves');
      if (addresses.every((address) => allowed(url.protocol, address))) return [];
      if (url.protocol === 'http:') return broken('must be https: plain http is only for this very machine');
      return broken('must lead to a public address: private, local and reserved ones are refused');
    },
    close: () => dispatcher.destroy(),
  };
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

const refusal = (host: string) =>
  new AddressRefusedError(`${host} is not, or not only, a public address: nothing was sent.`, { details: { host } });

function addressesOf(resolve: ResolveAll, host: string): Promise<string[]> {
  return new Promise((done) => {
    resolve(host, { all: true }, (error, found) => done(error ? [] : found.map(({ address }) => address)));
  });
}

/** A lookup for `net.connect`: one address that is not allowed refuses them all. */
function guardedLookup(resolve: ResolveAll, allowed: (address: string) => boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host, options, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return done(error ?? refusal(host), '');
      if (!found.every(({ address }) => allowed(address))) return done(refusal(host), '');
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}
