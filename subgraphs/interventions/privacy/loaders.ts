import { byId } from '../../../platform/service/find-by-id.js';
import { Erasure } from './erasure.js';

export const erasureById = byId(Erasure);
