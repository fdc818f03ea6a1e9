import { docuseal } from './docuseal.js';
import { invoiceNinja } from './invoice-ninja.js';
import { mautic } from './mautic.js';
import { symphonics } from './symphonics.js';
import type { Vendor } from './vendor.js';

/** Whom `start` connects the first organization to, in the order in which they are shown. */
export const vendors: readonly Vendor[] = [symphonics, docuseal, invoiceNinja, mautic];
