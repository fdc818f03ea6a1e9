import { describeDossierToSymphonics } from './dossier-to-symphonics.js';

describe('with each subgraph in a process of its own', () => describeDossierToSymphonics('apart'));
