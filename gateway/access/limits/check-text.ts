import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { LimitExceededError } from './limit-exceeded-error.js';
import type { OperationLimits } from './operation-limits.js';

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
/** Levels that arguments may have beyond those of the fields. */
const ofArguments = 32;

/**
 * Reads the words of a document without making anything of them, and stops at the limit: the parser calls itself for
 * each level, so a document that is nothing but brackets must not even reach it. A syntax error is left to the parser.
 * @throws LimitExceededError
 */
export function checkText(text: string, { maxTokens, maxDepth }: OperationLimits): void {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let level = 0;
  try {
    for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
      if (++tokens > maxTokens) throw new LimitExceededError('TOKEN_LIMIT_EXCEEDED', maxTokens);
      if (opening.has(kind)) level++;
      else if (closing.has(kind)) level--;
      if (level > maxDepth + ofArguments) throw new LimitExceededError('DEPTH_LIMIT_EXCEEDED', maxDepth);
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
}
