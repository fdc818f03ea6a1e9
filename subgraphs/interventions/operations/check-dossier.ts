import { refuseViolations, type Violation } from '../../../platform/errors/violations.js';
import type { Document, Operation, Photo, Product } from '../entities/dossier.js';
import type { Intervention } from '../entities/intervention.js';

const maxText = 2_000;
const maxItems = 1_000;

type Dossier = Partial<
  Pick<
    Intervention,
    'reference' | 'beneficiary' | 'site' | 'operations' | 'products' | 'documents' | 'photos' | 'installer'
  >
>;

/**
 * The rules that even an incomplete dossier keeps: what is there has a sane size, range and form. What a vendor
 * needs beyond that is checked by its connector before anything is sent.
 *
 * @throws InvalidInputError naming every field that breaks one
 */
export function checkDossier(dossier: Dossier): void {
  const violations: Violation[] = [];
  const refuse = (field: string, message: string) => violations.push({ field, message });

  const texts = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      if (value.length > maxText) refuse(path, `must have at most ${maxText} characters`);
      if (value.includes('\0')) refuse(path, 'must not contain the NUL character');
    } else if (Array.isArray(value)) {
      if (value.length > maxItems) refuse(path, `must have at most ${maxItems} items`);
      for (const [index, item] of value.slice(0, maxItems).entries()) texts(item, `${path}.${index}`);
    } else if (value && typeof value === 'object' && !(value instanceof Date)) {
      for (const [key, item] of Object.entries(value)) texts(item, path ? `${path}.${key}` : key);
    }
  };
  texts(dossier, '');

  if (dossier.reference !== undefined && !/^[\w.:/-]{1,100}$/.test(dossier.reference)) {
    refuse('reference', 'must be 1 to 100 letters, digits or . : / _ -');
  }
  const quantity = (item: Operation | Product, path: string) => {
    if (item.quantity < 1 || item.quantity > 1_000_000) refuse(`${path}.quantity`, 'must be between 1 and 1000000');
  };
  const url = (item: Document | Photo, path: string) => {
    if (item.fileId) return;
    if (!isWebUrl(item.url ?? '')) refuse(`${path}.url`, 'must be an http or https URL, or a fileId be given');
  };
  for (const [index, operation] of (dossier.operations ?? []).entries()) {
    quantity(operation, `operations.${index}`);
    if (operation.code.trim() === '') refuse(`operations.${index}.code`, 'must not be empty');
  }
  for (const [index, product] of (dossier.products ?? []).entries()) quantity(product, `products.${index}`);
  for (const [index, document] of (dossier.documents ?? []).entries()) url(document, `documents.${index}`);
  for (const [index, photo] of (dossier.photos ?? []).entries()) {
    url(photo, `photos.${index}`);
    const { latitude, longitude } = photo.coordinates ?? { latitude: 0, longitude: 0 };
    if (Math.abs(latitude) > 90) refuse(`photos.${index}.coordinates.latitude`, 'must be between -90 and 90');
    if (Math.abs(longitude) > 180) refuse(`photos.${index}.coordinates.longitude`, 'must be between -180 and 180');
  }
  refuseViolations(violations);
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
