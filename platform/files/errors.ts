import { HubError } from '../errors/hub-error.js';

/** The file is larger than may be stored; `details.maxBytes` says how large it may be. */
export class FileTooLargeError extends HubError {
  readonly code = 'FILE_TOO_LARGE';
  readonly httpStatus = 413;

  constructor(maxBytes: number) {
    super(`A file may have at most ${maxBytes} bytes.`, { details: { maxBytes } });
  }
}

/** The content is of no type that is stored; `details` has what it was found to be and what is taken. */
export class FileTypeRefusedError extends HubError {
  readonly code = 'FILE_TYPE_REFUSED';
  readonly httpStatus = 415;
}

/** What the storage holds is not what was put there, or is there no more. */
export class FileDamagedError extends HubError {
  readonly code = 'FILE_DAMAGED';
  readonly httpStatus = 500;
}

/** The link was not made here, or was altered. Whether there is such a file, it does not say. */
export class FileLinkRefusedError extends HubError {
  readonly code = 'FILE_LINK_REFUSED';
  readonly httpStatus = 403;
}

/** The link was good once. */
export class FileLinkExpiredError extends HubError {
  readonly code = 'FILE_LINK_EXPIRED';
  readonly httpStatus = 410;
}
