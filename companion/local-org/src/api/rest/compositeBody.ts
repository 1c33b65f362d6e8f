import { notImplemented, SalesforceError } from '../../errors.ts';

/** (REST API Developer Guide, "Composite") */
const MAX_SUBREQUESTS = 25;

/** One request inside a composite request. */
export interface Subrequest {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const KNOWN = new Set(['compositeRequest', 'allOrNone', 'collateSubrequests']);
const KNOWN_OF_SUBREQUEST = new Set(['method', 'url', 'referenceId', 'httpHeaders', 'body']);

/**
 * Checks the form of a composite request. `collateSubrequests` may be given: to
 * run the requests one by one, in their order, fits either value.
 * @throws {SalesforceError} for a request that is refused as a whole.
 */
export function readComposite(body: unknown): {
  subrequests: readonly Subrequest[];
  allOrNone: boolean;
} {
  const { compositeRequest, allOrNone = false, ...rest } = asObject(body);
  refuseUnknown({ compositeRequest, allOrNone, ...rest }, KNOWN);
  if (!Array.isArray(compositeRequest) || typeof allOrNone !== 'boolean') {
    throw malformed('The body must hold an array "compositeRequest".');
  }
  if (compositeRequest.length > MAX_SUBREQUESTS) {
    throw new SalesforceError(
      'BAD_REQUEST',
      `A composite request can hold up to ${MAX_SUBREQUESTS} subrequests; this one holds ${compositeRequest.length}.`,
    );
  }
  const subrequests = compositeRequest.map(readSubrequest);
  const seen = new Set<string>();
  for (const { referenceId } of subrequests) {
    if (seen.has(referenceId)) throw malformed(`Duplicate referenceId ${referenceId}.`);
    seen.add(referenceId);
  }
  return { subrequests, allOrNone };
}

function readSubrequest(given: unknown): Subrequest {
  const subrequest = asObject(given);
  refuseUnknown(subrequest, KNOWN_OF_SUBREQUEST);
  const { method, url, referenceId, httpHeaders = {}, body } = subrequest;
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw malformed('Every subrequest needs a method and a url.');
  }
  if (typeof referenceId !== 'string' || !/^\w+$/.test(referenceId)) {
    throw malformed(
      'Every subrequest needs a referenceId of letters, numbers and underscores: ' +
        JSON.stringify(referenceId),
    );
  }
  const headers = Object.entries(asObject(httpHeaders)).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    method: method.toUpperCase(),
    url,
    referenceId,
    headers: Object.fromEntries(headers),
    body,
  };
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw malformed('An object was expected.');
}

function refuseUnknown(object: Record<string, unknown>, known: ReadonlySet<string>): void {
  const foreign = Object.keys(object).find((name) => !known.has(name));
  if (foreign !== undefined) throw notImplemented(`${foreign} of a composite request`);
}

function malformed(message: string): SalesforceError {
  return new SalesforceError('JSON_PARSER_ERROR', message);
}
