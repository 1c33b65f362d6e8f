import type { IncomingMessage } from 'node:http';
import { notImplemented, SalesforceError } from '../errors.ts';

/** Headers that change what a call does on the platform and that the local org does not carry out. */
const refusedHeaders = [
  'sforce-duplicate-rule-header',
  'sforce-mru',
  'x-sfdc-packageversion',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
];

/** @throws {SalesforceError} NOT_IMPLEMENTED, naming the header. */
export function refuseHeaders(headers: Readonly<Record<string, unknown>>): void {
  const refused = refusedHeaders.find((header) => header in headers);
  if (refused !== undefined) throw notImplemented(`the header ${refused}`);
}

/** Bytes of a URL, and of a URL with all headers. (REST API Developer Guide, "Status Codes") */
const MAX_BYTES = 16_384;

/** @throws {SalesforceError} with status 414 or 431. */
export function refuseLongRequests({ url = '', rawHeaders }: IncomingMessage): void {
  const tooLong = (errorCode: string, what: string, status: number) =>
    new SalesforceError(errorCode, `The length of the ${what} exceeds ${MAX_BYTES} bytes`, {
      status,
    });
  if (url.length > MAX_BYTES) throw tooLong('URI_TOO_LONG', 'URI', 414);
  // Each name and value come with a colon, a blank or a line ending.
  const headers = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  if (url.length + headers > MAX_BYTES) {
    throw tooLong('REQUEST_HEADER_FIELDS_TOO_LARGE', 'URI and headers', 431);
  }
}
