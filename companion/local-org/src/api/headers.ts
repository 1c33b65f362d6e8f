import { notImplemented } from '../errors.ts';

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
