import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { toolingSchema } from '../../schema/tooling.ts';
import type { Schema } from '../../schema/types.ts';
import { describeColumns } from '../../soql/columns.ts';
import { runQuery } from '../../soql/query.ts';
import { queryContext } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { QueryCursors } from './cursors.ts';
import type { Cursor } from './cursors.ts';
import { readPage } from './pages.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** Records that a client may ask for at least. (REST API Developer Guide, "Query Options Header") */
const MIN_BATCH_SIZE = 200;

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
  const cursors = new QueryCursors(org.clock);

  const start = (call: RestCall, includeDeleted: boolean) => {
    const soql = call.query('q');
    if (!soql) {
      throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
    }
    const asked = queryContext(org, call, { schema: schemaOf(), api, includeDeleted });
    if (call.query('columns') === 'true') return describeColumns(soql, asked);
    const result = runQuery(soql, asked);
    if (result.kind === 'count') return { totalSize: result.totalSize, done: true, records: [] };
    if (result.kind === 'aggregate') {
      return { totalSize: result.totalSize, done: true, records: result.records };
    }
    const size = batchSize(call, result.maxBatchSize);
    return page(call, { userId: call.access.userId, result, batchSize: size }, 0);
  };

  const page = ({ version }: RestCall, cursor: Cursor, from: number, id?: string) => {
    const url = (locator: string, row: number) =>
      `/services/data/v${version}${api}/query/${locator}-${row}`;
    const { totalSize } = cursor.result;
    const { records, to } = readPage(cursor, from, (result, row) =>
      url(cursors.open({ ...cursor, result }), row),
    );
    if (to === totalSize) return { totalSize, done: true, records };
    const nextRecordsUrl = url(id ?? cursors.open(cursor), to);
    return { totalSize, done: false, nextRecordsUrl, records };
  };

  const parameters = ['q', 'columns'];
  rest(app, context, 'GET', `${api}/query`, (call) => start(call, false), parameters);
  rest(app, context, 'GET', `${api}/queryAll`, (call) => start(call, true), parameters);
  for (const path of [`${api}/query/:locator`, `${api}/queryAll/:locator`]) {
    rest(app, context, 'GET', path, (call) => {
      const { id, cursor, from } = cursors.find(call.param('locator'), call.access.userId);
      return page(call, cursor, from, id);
    });
  }
}

/** Records a page, from the header `Sforce-Query-Options: batchSize=…`. */
function batchSize({ request }: RestCall, max: number): number {
  const header = request.headers['sforce-query-options'];
  if (header === undefined) return max;
  const match = /^\s*batchSize\s*=\s*(\d+)\s*$/i.exec(String(header));
  if (!match) {
    throw new SalesforceError(
      'INVALID_QUERY_OPTIONS',
      `The local org does not understand Sforce-Query-Options: ${String(header)}`,
    );
  }
  return Math.min(Math.max(Number(match[1]), MIN_BATCH_SIZE), max);
}
