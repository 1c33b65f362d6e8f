import type { FastifyInstance } from 'fastify';
import { toDateTime } from '../../clock.ts';
import { SalesforceError } from '../../errors.ts';
import type { SObject } from '../../schema/types.ts';
import { visibleInSql } from '../../security/sharing.ts';
import { quote } from '../../storage/database.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

const MINUTE_MS = 60_000;
/** (REST API Developer Guide, "Get Updated", "Get Deleted") */
const MAX_AGE_DAYS = 30;

/** What was updated or deleted in a span of time, for clients that keep a copy of the data. */
export function registerReplication(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const parameters = ['start', 'end'];

  /** Records that were last touched in a span, as far as the user sees them. */
  const touched = ({ access }: RestCall, object: SObject, span: Span, deleted: boolean) => {
    const parameters: string[] = [span.start, span.end];
    const bind = (value: string) => `?${parameters.push(value)}`;
    const seen = visibleInSql(org.schema, access, object, 't', bind);
    const sql = `SELECT t.Id AS id, t.SystemModstamp AS moment FROM ${quote(object.name)} t
      WHERE t.SystemModstamp >= ?1 AND t.SystemModstamp < ?2 AND t.IsDeleted = ${Number(deleted)}
      ${seen === undefined ? '' : `AND ${seen}`} ORDER BY t.SystemModstamp, t.Id`;
    return org.db.prepare(sql).all(...parameters) as {
      id: string;
      moment: string;
    }[];
  };

  rest(
    app,
    context,
    'GET',
    '/sobjects/:object/updated',
    (call) => {
      const object = replicated(call, context);
      const span = readSpan(call, org.clock.now());
      const ids = touched(call, object, span, false).map(({ id }) => id);
      return { ids, latestDateCovered: span.end };
    },
    parameters,
  );
  rest(
    app,
    context,
    'GET',
    '/sobjects/:object/deleted',
    (call) => {
      const object = replicated(call, context);
      const now = org.clock.now();
      const span = readSpan(call, now);
      const deletedRecords = touched(call, object, span, true).map(({ id, moment }) => ({
        deletedDate: moment,
        id,
      }));
      return {
        deletedRecords,
        earliestDateAvailable: toDateTime(oldest(now)),
        latestDateCovered: span.end,
      };
    },
    parameters,
  );
}

function replicated({ access, param }: RestCall, { org }: ApiContext): SObject {
  const object = requireObject(org, access, param('object'));
  if (object.fields.has('isdeleted')) return object;
  throw new SalesforceError(
    'INVALID_TYPE_FOR_OPERATION',
    `entity type ${object.name} is not replicateable`,
  );
}

interface Span {
  readonly start: string;
  readonly end: string;
}

const oldest = (now: Date): Date => new Date(now.getTime() - MAX_AGE_DAYS * 24 * 60 * MINUTE_MS);

/** Seconds are ignored, and the span must be longer than a minute. */
function readSpan({ query }: RestCall, now: Date): Span {
  const minute = (name: string): number => {
    const moment = Date.parse(query(name) ?? '');
    if (Number.isNaN(moment)) {
      throw new SalesforceError('INVALID_REPLICATION_DATE', `${name} is not a valid dateTime`);
    }
    return Math.floor(moment / MINUTE_MS) * MINUTE_MS;
  };
  const [start, end] = [minute('start'), minute('end')];
  if (start >= end) {
    throw new SalesforceError(
      'INVALID_REPLICATION_DATE',
      'startDate must be at least one minute before endDate',
    );
  }
  if (start < oldest(now).getTime() - MINUTE_MS) {
    throw new SalesforceError(
      'INVALID_REPLICATION_DATE',
      `startDate cannot be more than ${MAX_AGE_DAYS} days ago`,
    );
  }
  return { start: toDateTime(new Date(start)), end: toDateTime(new Date(end)) };
}
