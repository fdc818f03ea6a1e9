import { byId } from '../../../platform/service/find-by-id.js';
import { Intervention } from '../entities/intervention.js';

export const interventionById = byId(Intervention);
