import type { Connector } from '../platform/connectors/connector.js';
import { docuseal } from './docuseal/index.js';
import { invoiceNinja } from './invoice-ninja/index.js';
import { mautic } from './mautic/index.js';
import { partner, symphonics } from './symphonics/index.js';

/** Every connector of the hub. */
export const connectors: readonly Connector[] = [symphonics, partner, docuseal, invoiceNinja, mautic];
