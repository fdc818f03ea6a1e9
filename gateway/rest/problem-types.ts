/** A kind of problem, as its own page and the description tell it. */
export interface ProblemType {
  status: number;
  title: string;
  /** What it means and what to do. */
  description: string;
}

/** Every code that the REST doors answer with; the same codes as the graph's. */
export const problemTypes: Readonly<Record<string, ProblemType>> = {
  MALFORMED_REQUEST: {
    status: 400,
    title: 'Bad request',
    description: 'The call cannot be read: no JSON object, or a parameter or field that is not known here.',
  },
  BAD_USER_INPUT: {
    status: 400,
    title: 'Bad request',
    description: 'A field has a value of the wrong type, is missing, or is not known.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    title: 'Bad request',
    description: 'The running graph does not have what this route needs.',
  },
  UNAUTHENTICATED: { status: 401, title: 'Not authenticated', description: 'No key, or one that is not good.' },
  WEBHOOK_REFUSED: {
    status: 401,
    title: 'Not authenticated',
    description: 'The signature of the webhook is missing, wrong or too old.',
  },
  FORBIDDEN: { status: 403, title: 'Not allowed', description: 'The key lacks the scope in requiredScope.' },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    status: 403,
    title: 'Not allowed',
    description: 'The key lacks a scope that a field of the answer needs.',
  },
  FILE_LINK_REFUSED: {
    status: 403,
    title: 'Not allowed',
    description: 'The link was not made here, or was altered.',
  },
  FILE_LINK_EXPIRED: {
    status: 410,
    title: 'Expired',
    description: 'The link was good once: ask whoever gave it for a new one.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    description: 'There is no such thing in this organization, or nothing at this path.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Not this way',
    description: 'The header Allow lists what this path takes.',
  },
  CONFLICT: {
    status: 409,
    title: 'Conflict',
    description: 'The change does not fit the present state: a step that is not there from here, or a duplicate.',
  },
  DELIVERIES_WAITING: {
    status: 409,
    title: 'Conflict',
    description: 'So many deliveries wait for the connection (`waiting`): cancel them, or delete it with force.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    title: 'Conflict',
    description: 'The first call with this Idempotency-Key is still being worked on: ask again after Retry-After.',
  },
  IDEMPOTENCY_OUTCOME_UNKNOWN: {
    status: 409,
    title: 'Conflict',
    description:
      'The first call with this Idempotency-Key was cut off in the middle: look whether it took effect, then use a new key.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    title: 'Changed since',
    description: 'Somebody changed it since the version in If-Match: read it again and repeat the change.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Too large', description: 'The body is larger than this door lets in.' },
  FILE_TOO_LARGE: {
    status: 413,
    title: 'Too large',
    description: 'The file is larger than may be stored: maxBytes says how large it may be.',
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Not JSON', description: 'Send the body as application/json.' },
  FILE_TYPE_REFUSED: {
    status: 415,
    title: 'Not such a file',
    description: 'The content is of no type that is stored: found says what it is, taken what may come.',
  },
  INVALID_INPUT: {
    status: 422,
    title: 'Not valid',
    description: 'The input breaks rules; violations names each field and rule.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'Not valid',
    description: 'The Idempotency-Key was used for another call within 24 hours.',
  },
  TOO_MANY_REFUSALS: {
    title: 'Too many operations beyond the limits',
    status: 429,
    description:
      'One graph operation after another asked for more than one may; `Retry-After` says when to come again.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many calls',
    description: 'More calls than the key or the address may make: ask again after Retry-After.',
  },
  VARIABLE_LIMIT_EXCEEDED: {
    status: 400,
    title: 'Too much',
    description: 'The body holds more values than one call may bring: max says how many.',
  },
  VARIABLE_DEPTH_LIMIT_EXCEEDED: {
    status: 400,
    title: 'Too deep',
    description: 'The body has more lists and objects within each other than one call may bring: max says how many.',
  },
  VARIABLE_SIZE_LIMIT_EXCEEDED: {
    status: 400,
    title: 'Too long',
    description: 'The texts of the body are longer than one call may bring: max says how many characters.',
  },
  COST_LIMIT_EXCEEDED: {
    status: 400,
    title: 'Too much',
    description: 'What is asked for costs more than one call may: ask for fewer at once.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Internal error',
    description: 'Something went wrong on our side; the request id finds it in the logs.',
  },
  FILE_DAMAGED: {
    status: 500,
    title: 'Internal error',
    description: 'What is stored is not what was put there: put the file there again.',
  },
  VENDOR_ERROR: {
    status: 502,
    title: 'The vendor failed',
    description: 'The vendor that was asked did not answer well.',
  },
  SUBGRAPH_UNAVAILABLE: {
    status: 503,
    title: 'Not available',
    description: 'A part of the hub does not answer: try again later.',
  },
  UNAVAILABLE: { status: 503, title: 'Not available', description: 'Not possible right now: try again later.' },
  SUBGRAPH_TIMEOUT: { status: 504, title: 'Too slow', description: 'A part of the hub took too long.' },
};

const otherwise: ProblemType = {
  status: 500,
  title: 'Internal error',
  description: 'Something went wrong on our side.',
};

/** What a code is at the REST doors; one that is not listed is an internal error. */
export const problemTypeOf = (code: string): ProblemType => problemTypes[code] ?? otherwise;

/** The URI reference of a code's problem type; it can be read there. */
export const problemTypeUri = (code: string): string => `/api/problems/${code.toLowerCase().replaceAll('_', '-')}`;
