import { SalesforceError } from '../../errors.ts';

/** `@{account.id}`, `@{contacts.records[0].AccountId}`. */
const REFERENCE = /@\{(\w+)((?:\.\w+|\[\d+\])*)\}/g;

/**
 * Puts what earlier subrequests answered in the place of the references to it,
 * everywhere inside a text, an array or an object.
 * @throws {SalesforceError} PROCESSING_HALTED when there is no such value: the
 * subrequest named is unknown, comes later or failed.
 */
export function resolveReferences(value: unknown, bodies: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(REFERENCE, (_match, id: string, path: string) =>
      String(follow(bodies, id, path)),
    );
  }
  if (Array.isArray(value)) return value.map((one) => resolveReferences(one, bodies));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolveReferences(one, bodies)]),
  );
}

function follow(bodies: ReadonlyMap<string, unknown>, id: string, path: string): unknown {
  let value: unknown = bodies.get(id);
  for (const [step] of path.matchAll(/\w+/g)) {
    value = (value as Record<string, unknown> | null | undefined)?.[step];
  }
  if (value !== undefined && value !== null && typeof value !== 'object') return value;
  throw new SalesforceError(
    'PROCESSING_HALTED',
    `Invalid reference specified. No value for ${id}${path} found in ${id}`,
  );
}
