import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { accessDirectives } from '../../platform/access/access-rule.js';

/** What the planner may pass over although it is `for: SECURITY`: it is enforced before planning (gateway/access). */
const plannable = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  ...accessDirectives.map((name) => `https://specs.apollo.dev/${name}/v0.1`),
]);

/**
 * A supergraph text as Apollo's libraries work with it.
 * @throws GraphQLError when it is none, or needs a feature that nobody here has
 */
export const readSupergraph = (sdl: string): Supergraph => Supergraph.build(sdl, { supportedFeatures: plannable });

const accessLink = new RegExp(
  `^\\s*@link\\(url: "https://specs\\.apollo\\.dev/(${accessDirectives.join('|')})/[^)]*\\)\\n`,
  'gm',
);

/** Whether the text asks for access control. */
export const asksForAccessControl = (sdl: string): boolean => sdl.search(accessLink) >= 0;

/** The text for a gateway that refuses what it cannot enforce, like `@apollo/gateway`: the subgraphs still do. */
export const withoutAccessLinks = (sdl: string): string => sdl.replaceAll(accessLink, '');
