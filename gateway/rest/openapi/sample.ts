import type { Components, JsonSchema } from './json-schema.js';

/** A value that the schema takes, for the description: examples where there are any, else the simplest. */
export function sample(schema: JsonSchema, components: Components): unknown {
  if (typeof schema.$ref === 'string') {
    return sample(components.get(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)) ?? {}, components);
  }
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.oneOf)) return sample(schema.oneOf[0], components);
  const [type] = [schema.type].flat();
  if (type === 'object') {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
    return Object.fromEntries(properties.map(([name, of]) => [name, sample(of, components)]));
  }
  if (type === 'array') return [sample(schema.items as JsonSchema, components)];
  if (schema.format === 'date-time') return '2025-03-04T10:15:00.000Z';
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  return type === 'string' ? 'text' : {};
}
