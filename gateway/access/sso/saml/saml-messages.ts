import { parseDomFromString, parseXml2JsFromString, xpath } from '@node-saml/node-saml/lib/xml.js';
import { z } from 'zod';
import { SsoRefusedError } from '../sso-refused-error.js';

// What node-saml leaves open is read by the parser that node-saml reads with, so that both see the same message.

const attributes = z.record(z.string(), z.string());
const textual = z.object({ _: z.string().optional(), $: attributes.optional() });
const single = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .length(1)
    .transform((list) => list[0]);
const optionalList = <Item extends z.ZodType>(item: Item) => z.array(item).default([]);

const response = z.object({
  Response: z.object({
    $: attributes,
    Issuer: single(textual),
    Status: single(z.object({ StatusCode: single(z.object({ $: attributes })) })),
  }),
});

const assertion = z.object({
  Assertion: z.object({
    $: attributes,
    Issuer: single(textual),
    Subject: single(
      z.object({
        NameID: single(textual),
        SubjectConfirmation: z.array(
          z.object({ $: attributes, SubjectConfirmationData: optionalList(z.object({ $: attributes }).partial()) }),
        ),
      }),
    ),
    AuthnStatement: z.array(z.object({ $: attributes })).min(1),
    AttributeStatement: optionalList(
      z.union([
        z.object({
          Attribute: optionalList(z.object({ $: attributes, AttributeValue: optionalList(z.unknown()) })),
        }),
        z.string(),
      ]),
    ),
  }),
});

export type SamlResponse = z.output<typeof response>['Response'];
export type SamlAssertion = z.output<typeof assertion>['Assertion'];

/** The XML of a message as it was posted. No document type is taken: it could make one text into another. */
export function xmlOf(message: string): string {
  const xml = Buffer.from(message, 'base64').toString('utf8');
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new SsoRefusedError('the message has a document type');
  return xml;
}

/** What stands around the assertion; not necessarily signed. @throws SsoRefusedError */
export async function readResponse(message: string, strength: Strength): Promise<SamlResponse> {
  const xml = xmlOf(message);
  await refuseWeakSignatures(xml, strength);
  await refuseStraySignatures(xml);
  return shaped(response, await parsed(parseXml2JsFromString(xml)), 'response').Response;
}

/** What signatures have to be. */
export interface Strength {
  sha1Accepted: boolean;
}

/** Two documents of one SHA-1 can be made: what was signed may not be what is read. @throws SsoRefusedError */
export async function refuseWeakSignatures(xml: string, { sha1Accepted }: Strength): Promise<void> {
  if (sha1Accepted) return;
  const document = await parsed(parseDomFromString(xml));
  const query = "//*[local-name(.)='SignatureMethod' or local-name(.)='DigestMethod']/@Algorithm";
  const weak = xpath.selectAttributes(document, query).find(({ value }) => /sha1$/i.test(value));
  if (weak) throw new SsoRefusedError(`the signature is made with SHA-1 (${weak.value}): sha1Accepted would take it`);
}

/** A signature that belongs neither to a response nor to an assertion is there to be mistaken for one that does. */
async function refuseStraySignatures(xml: string): Promise<void> {
  const document = await parsed(parseDomFromString(xml));
  const query = "//*[local-name(.)='Signature' and namespace-uri(.)='http://www.w3.org/2000/09/xmldsig#']";
  for (const { parentNode } of xpath.selectElements(document, query)) {
    const name = parentNode?.nodeName.replace(/^.*:/, '');
    if (name !== 'Response' && name !== 'Assertion') throw new SsoRefusedError(`there is a signature in ${name}`);
  }
}

/** @param verified of node-saml: read from the very bytes that were signed. @throws SsoRefusedError */
export const readAssertion = (verified: unknown): SamlAssertion => shaped(assertion, verified, 'assertion').Assertion;

/** The attributes by name. @throws SsoRefusedError when one name is there twice: which one counts is not ours to choose */
export function attributesOf({ AttributeStatement: statements }: SamlAssertion): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { $, AttributeValue: values } of statements.flatMap((one) =>
    typeof one === 'string' ? [] : one.Attribute,
  )) {
    const name = $.Name ?? '';
    if (found.has(name)) throw new SsoRefusedError(`the attribute ${name} is there twice`);
    found.set(
      name,
      values.map(textOf).filter((value) => value !== ''),
    );
  }
  return found;
}

export const textOf = (value: unknown): string => {
  const parsed = z.union([z.string(), textual]).safeParse(value);
  if (!parsed.success) return '';
  return (typeof parsed.data === 'string' ? parsed.data : (parsed.data._ ?? '')).trim();
};

async function parsed<Parsed>(parsing: Promise<Parsed>): Promise<Parsed> {
  return parsing.catch((cause: unknown) => {
    throw new SsoRefusedError('the message is not XML', { cause });
  });
}

function shaped<Shape extends z.ZodType>(shape: Shape, value: unknown, what: string): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SsoRefusedError(`the ${what} is not as it should be: ${issue?.path.join('.')}`);
}
