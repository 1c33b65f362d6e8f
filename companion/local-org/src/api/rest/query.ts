import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { toolingSchema } from '../../schema/tooling.ts';
import type { Schema } from '../../schema/types.ts';
import { describeColumns } from '../../soql/columns.ts';
import { runQuery } from '../../soql/query.ts';
import type { RowsResult } from '../../soql/query.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

const PAGE = { min: 200, default: 2000, max: 2000 };
/** Cursors that an org keeps open; the oldest goes when there are more. */
const MAX_CURSORS = 100;

interface Cursor {
  readonly userId: string;
  readonly result: RowsResult;
  readonly batchSize: number;
}

/** SOQL over REST: `query`, `queryAll` and the pages that follow; `tooling/query` asks for set-up. */
export function registerQuery(app: FastifyInstance, context: ApiContext): void {
  registerQueryOf(app, context, '', () => context.org.schema);
  registerQueryOf(app, context, '/tooling', () => toolingSchema);
}

function registerQueryOf(
  app: FastifyInstance,
  context: ApiContext,
  api: '' | '/tooling',
  schemaOf: () => Schema,
): void {
  const { org } = context;
  const cursors = new Map<string, Cursor>();
  let nextCursor = 1;

  const start = (call: RestCall, includeDeleted: boolean) => {
    const soql = call.query('q');
    if (!soql) {
      throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
    }
    const queryContext = {
      db: org.db,
      schema: schemaOf(),
      api,
      access: call.access,
      now: org.clock.now(),
      includeDeleted,
      version: call.version,
    };
    if (call.query('columns') === 'true') return describeColumns(soql, queryContext);
    const result = runQuery(soql, queryContext);
    if (result.kind === 'count') return { totalSize: result.totalSize, done: true, records: [] };
    if (result.kind === 'aggregate') {
      return { totalSize: result.totalSize, done: true, records: result.records };
    }
    return page(call, { userId: call.access.userId, result, batchSize: batchSize(call) }, 0);
  };

  const page = ({ version }: RestCall, cursor: Cursor, from: number, id?: string) => {
    const { result, batchSize } = cursor;
    const { totalSize } = result;
    const to = Math.min(from + batchSize, totalSize);
    const records = result.fetch(from, to);
    if (to === totalSize) return { totalSize, done: true, records };
    const locator = id ?? keep(cursor);
    return {
      totalSize,
      done: false,
      nextRecordsUrl: `/services/data/v${version}${api}/query/${locator}-${to}`,
      records,
    };
  };

  const keep = (cursor: Cursor): string => {
    const id = `01gHL${String(nextCursor++).padStart(10, '0')}AAA`;
    cursors.set(id, cursor);
    const [oldest] = cursors.keys();
    if (cursors.size > MAX_CURSORS && oldest !== undefined) cursors.delete(oldest);
    return id;
  };

  const parameters = ['q', 'columns'];
  rest(app, context, 'GET', `${api}/query`, (call) => start(call, false), parameters);
  rest(app, context, 'GET', `${api}/queryAll`, (call) => start(call, true), parameters);
  for (const path of [`${api}/query/:locator`, `${api}/queryAll/:locator`]) {
    rest(app, context, 'GET', path, (call) => {
      const [, id = '', from = ''] = /^(\w+)-(\d+)$/.exec(call.param('locator')) ?? [];
      const cursor = cursors.get(id);
      if (cursor?.userId !== call.access.userId || Number(from) > cursor.result.totalSize) {
        throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
      }
      return page(call, cursor, Number(from), id);
    });
  }
}

/** Records a page, from the header `Sforce-Query-Options: batchSize=…`. */
function batchSize({ request }: RestCall): number {
  const header = request.headers['sforce-query-options'];
  if (header === undefined) return PAGE.default;
  const match = /^\s*batchSize\s*=\s*(\d+)\s*$/i.exec(String(header));
  if (!match) {
    throw new SalesforceError(
      'INVALID_QUERY_OPTIONS',
      `The local org does not understand Sforce-Query-Options: ${String(header)}`,
    );
  }
  return Math.min(Math.max(Number(match[1]), PAGE.min), PAGE.max);
}
