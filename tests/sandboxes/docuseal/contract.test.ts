import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { useDocuseal } from './with-docuseal.js';

const { withDocuseal, withReceiver } = useDocuseal();

// The vendor's own description, read in place: it is no part of this repository.
const folder = '../shared/contracts/docuseal';
const isHere = existsSync(`${folder}/openapi.json`);
const read = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** In samples where the schema does not name it. */
const sampledOnly = { expire_at: {}, metadata: {}, template: {} };

/**
 * The schema as the vendor's samples keep to it: anything may be null, `values` may be a list, what is required but
 * not described may be missing, and so may the template where there is none. What it does not name is refused.
 */
function asSampled(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asSampled);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'example' || key === 'format') return [];
    if (key === 'type') return [[key, [...new Set([value, 'null'].flat())]]];
    if (key === 'required' && Array.isArray(value) && isObject(schema.properties)) {
      const { template: _template, ...described } = schema.properties;
      return [[key, value.filter((name) => name in described)]];
    }
    if (key === 'enum' && Array.isArray(value)) return [[key, [...value, null]]];
    if (key === 'properties' && isObject(value)) {
      const properties = Object.entries(value).map(([name, one]) => [name, name === 'values' ? {} : asSampled(one)]);
      return [[key, { ...sampledOnly, ...Object.fromEntries(properties) }]];
    }
    // Since each of them may be null, one of them would not be exactly one.
    return [[key === 'oneOf' ? 'anyOf' : key, asSampled(value)]];
  });
  const relaxed = Object.fromEntries(entries) as Json;
  return 'properties' in relaxed ? { ...relaxed, additionalProperties: false } : relaxed;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });

function problems(schema: unknown, value: unknown): string[] {
  const validate = ajv.compile(asSampled(schema) as Json);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

(isHere ? describe : describe.skip)(`DocuSeal's own description (skipped where ${folder} is absent)`, () => {
  test('describes what the sandbox answers', async () => {
    const vendor = await withDocuseal();
    const { paths } = read('openapi.json') as { paths: Record<string, Record<string, Json>> };
    const check = async (method: string, path: string, described: string, body?: object) => {
      const answer = await vendor.send(method, path, { body });
      const responses = paths[described]?.[method.toLowerCase()]?.responses as Record<string, { content: Json }>;
      const media = responses['200']?.content['application/json'] as { schema: unknown };
      expect(answer.status).toBe(200);
      expect({ described, problems: problems(media.schema, answer.body) }).toEqual({ described, problems: [] });
      return answer.body;
    };
    const submitters = [{ email: 'jeanne@example.fr', values: { Name: 'Jeanne' } }];
    const document = {
      name: 'Devis',
      file: Buffer.from('%PDF-1.4').toString('base64'),
      fields: [{ name: 'Signature' }],
    };
    const made = await check('POST', '/submissions', '/submissions', { template_id: 1, submitters });
    await check('POST', '/submissions/pdf', '/submissions/pdf', { documents: [document], submitters: [{ name: 'J' }] });
    await check('POST', '/submissions/html', '/submissions/html', { documents: [{ html: 'x' }], submitters: [{}] });
    const [{ id, submission_id }] = made as [{ id: number; submission_id: number }];
    await check('PUT', `/submitters/${id}`, '/submitters/{id}', { send_email: true });
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    await check('GET', '/submissions', '/submissions');
    await check('GET', `/submissions/${submission_id}`, '/submissions/{id}');
    await check('GET', `/submissions/${submission_id}/documents?merge=true`, '/submissions/{id}/documents');
    await check('GET', '/submitters', '/submitters');
    await check('GET', `/submitters/${id}`, '/submitters/{id}');
    await check('GET', '/templates', '/templates');
    await check('GET', '/templates/2', '/templates/{id}');
    await check('DELETE', `/submissions/${submission_id}`, '/submissions/{id}');
  });

  test('describes the webhooks it sends', async () => {
    const hook = await withReceiver();
    const vendor = await withDocuseal({ webhookUrl: hook.url, webhooks: 'before-answer' });
    const [client] = await vendor.create();
    const submission_id = client?.submission_id ?? 0;
    await vendor.sandbox.sendEvent({ event: 'form.viewed', submission_id });
    await vendor.sandbox.sendEvent({ event: 'form.started', submission_id });
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    const [other] = await vendor.create();
    await vendor.sandbox.sendEvent({ event: 'form.declined', submission_id: other?.submission_id ?? 0, reason: 'No' });
    const [third] = await vendor.create();
    await vendor.sandbox.sendEvent({ event: 'submission.expired', submission_id: third?.submission_id ?? 0 });
    await vendor.send('DELETE', `/submissions/${submission_id}`);
    expect(hook.received).toHaveLength(10);
    for (const { body } of hook.received) {
      const webhook = JSON.parse(body) as { event_type: string };
      const kind = webhook.event_type.startsWith('form.') ? 'form' : 'submission';
      const found = problems(read(`${kind}Webhook.schema.json`), webhook);
      expect({ event: webhook.event_type, problems: found }).toEqual({ event: webhook.event_type, problems: [] });
    }
  });
});
