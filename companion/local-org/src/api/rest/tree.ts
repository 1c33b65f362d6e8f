import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { asSaveError } from '../../records/saveError.ts';
import type { SaveError } from '../../records/saveError.ts';
import { createFor } from '../../records/service.ts';
import { beginTransaction } from '../../records/transaction.ts';
import type { SObject } from '../../schema/types.ts';
import { transaction } from '../../storage/database.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** (REST API Developer Guide, "sObject Tree") */
const LIMITS = { records: 200, objects: 5, levels: 5 };

type Json = Record<string, unknown>;

/** One record of a tree, with the field that points at the record above it. */
interface Node {
  readonly object: SObject;
  readonly referenceId: string;
  readonly values: Json;
  readonly level: number;
  readonly parent?: { readonly referenceId: string; readonly lookup: string };
}
type Result =
  | { readonly referenceId: string; readonly id: string }
  | { readonly referenceId: string; readonly errors: readonly SaveError[] };

/** `composite/tree`: records with the records below them, all created or none. */
export function registerTree(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;

  rest(app, context, 'POST', '/composite/tree/:object', (call) => {
    const root = requireObject(org, call.access, call.param('object'));
    const records = recordsOf(call.request.body);
    try {
      const nodes = records.flatMap((record) => flatten(call, record, root, 1));
      checkLimits(nodes);
      const results = transaction(org.db, () => createAll(call, nodes));
      call.reply.status(201);
      return { hasErrors: false, results };
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      call.reply.status(400);
      return { hasErrors: true, results: error.results };
    }
  });

  /** The records of a tree from the top down, so that every parent comes before its children. */
  function flatten(
    call: RestCall,
    record: Json,
    object: SObject,
    level: number,
    parent?: Node['parent'],
  ): Node[] {
    const { attributes, ...rest } = record;
    const { type, referenceId } = (attributes ?? {}) as Json;
    if (typeof type !== 'string' || typeof referenceId !== 'string') {
      throw invalid('Include attributes with a type and a referenceId in each record.');
    }
    if (type.toLowerCase() !== object.name.toLowerCase()) {
      throw invalid(`A record of type ${object.name} was expected, not ${type}.`, referenceId);
    }
    const values: Json = {};
    const children: Node[] = [];
    for (const [name, value] of Object.entries(rest)) {
      const relationship = org.schema
        .childRelationships(object.name)
        .find((one) => one.relationshipName?.toLowerCase() === name.toLowerCase());
      if (!relationship) {
        values[name] = value;
        continue;
      }
      const child = requireObject(org, call.access, relationship.childObject);
      for (const below of recordsOf(value)) {
        const up = { referenceId, lookup: relationship.field };
        children.push(...flatten(call, below, child, level + 1, up));
      }
    }
    return [{ object, referenceId, values, level, ...(parent && { parent }) }, ...children];
  }

  function createAll({ access, user }: RestCall, nodes: readonly Node[]): Result[] {
    const tx = beginTransaction(org, user);
    const ids = new Map<string, string>();
    const failures: Result[] = [];
    for (const { object, referenceId, values, parent } of nodes) {
      // What stands below a record that failed is not tried.
      if (parent && !ids.has(parent.referenceId)) continue;
      const link = parent ? { [parent.lookup]: ids.get(parent.referenceId) } : {};
      try {
        ids.set(referenceId, createFor(tx, access, object, { ...values, ...link }));
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error;
        failures.push({ referenceId, errors: [asSaveError(error)] });
      }
    }
    if (failures.length > 0) throw new Failed(failures);
    return [...ids].map(([referenceId, id]) => ({ referenceId, id }));
  }
}

/** Ends the transaction of a tree: nothing of it is stored. */
class Failed extends Error {
  readonly results: readonly Result[];

  constructor(results: readonly Result[]) {
    super('The tree was not saved');
    this.results = results;
  }
}

function recordsOf(body: unknown): Json[] {
  const { records } = (body ?? {}) as { records?: unknown };
  const isRecord = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (Array.isArray(records) && records.every(isRecord)) return records as Json[];
  throw new SalesforceError('JSON_PARSER_ERROR', 'The body must hold an array "records"');
}

function checkLimits(nodes: readonly Node[]): void {
  const seen = new Set<string>();
  for (const { referenceId } of nodes) {
    if (seen.has(referenceId)) {
      throw invalid('Duplicate ReferenceId provided in the request.', referenceId);
    }
    seen.add(referenceId);
  }
  const counts: [what: string, count: number, limit: number][] = [
    ['records', nodes.length, LIMITS.records],
    ['different types of objects', new Set(nodes.map(({ object }) => object)).size, LIMITS.objects],
    ['levels', Math.max(0, ...nodes.map(({ level }) => level)), LIMITS.levels],
  ];
  const over = counts.find(([, count, limit]) => count > limit);
  if (over) throw invalid(`A request can contain up to ${over[2]} ${over[0]}.`);
}

/** What is wrong with the request as a whole is reported as the platform does: as a result. */
function invalid(message: string, referenceId = ''): Failed {
  return new Failed([
    { referenceId, errors: [{ statusCode: 'INVALID_INPUT', message, fields: [] }] },
  ]);
}
