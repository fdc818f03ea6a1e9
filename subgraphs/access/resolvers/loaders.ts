import { byId } from '../../../platform/service/find-by-id.js';
import { ApiKey } from '../entities/api-key.js';

export const apiKeyById = byId(ApiKey);
