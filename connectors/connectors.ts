import type { Connector } from '../platform/connectors/connector.js';
import { partner, symphonics } from './symphonics/index.js';

/** Every connector of the hub. */
export const connectors: readonly Connector[] = [symphonics, partner];
