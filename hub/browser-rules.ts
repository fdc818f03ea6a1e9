import { readFileSync } from 'node:fs';
import type { BrowserRules } from '../gateway/server/browser-rules.js';
import type { Certificate } from '../gateway/server/gateway-server.js';
import { type Config, ConfigError } from '../platform/config/config.js';

/** The certificate that the gateway shows; `undefined` where it speaks plain http. @throws ConfigError */
export function certificateOf({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key }: Config): Certificate | undefined {
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new ConfigError('TLS_CERT_FILE and TLS_KEY_FILE go together.');
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** The scheme that clients use: of PUBLIC_URL, where something in between ends TLS, else of the gateway itself. */
export function schemeOf({ PUBLIC_URL, TLS_CERT_FILE }: Config): 'http' | 'https' {
  if (PUBLIC_URL) return PUBLIC_URL.startsWith('https:') ? 'https' : 'http';
  return TLS_CERT_FILE ? 'https' : 'http';
}

/** The hub's own pages are no strangers, also where a proxy calls the gateway by another name. */
export function browserRulesOf(config: Config): BrowserRules {
  const { PUBLIC_URL, ALLOWED_ORIGINS } = config;
  const own = PUBLIC_URL ? [new URL(PUBLIC_URL).origin] : [];
  return { httpsOnly: schemeOf(config) === 'https', allowedOrigins: [...own, ...ALLOWED_ORIGINS] };
}
