import { describeDossierToSymphonics } from './dossier-to-symphonics.js';

describe('in one process', () => describeDossierToSymphonics('together'));
