import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import { eraseFor } from '../records/erase.ts';
import { asSaveError } from '../records/saveError.ts';
import { createFor, deleteFor, updateFor } from '../records/service.ts';
import { beginTransaction } from '../records/transaction.ts';
import type { Transaction } from '../records/transaction.ts';
import { upsertFor } from '../records/upsert.ts';
import type { Upserted } from '../records/upsert.ts';
import type { Access, Field } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { columnsOf, toRecord } from './cells.ts';
import type { Column } from './cells.ts';
import { readCsv } from './csv.ts';
import { JobFailure } from './job.ts';
import type { Job } from './job.ts';
import { ResultSet } from './resultSet.ts';

export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';

export interface IngestJob extends Job {
  readonly jobType: 'V2Ingest';
  readonly operation: IngestOperation;
  /** Of an upsert. */
  readonly externalId?: Field;
  /** What was uploaded, until it is read. */
  data?: Buffer;
  outcome?: IngestOutcome;
}

/** Where the rows of an upload went. */
export interface IngestOutcome {
  readonly successful: ResultSet;
  readonly failed: ResultSet;
  readonly unprocessed: () => ResultSet;
}

/** Records of one transaction, as a trigger gets them. (Apex Developer Guide, "Triggers") */
const CHUNK = 200;

type Values = Record<string, unknown>;
type Save = (tx: Transaction, access: Access, job: IngestJob, values: Values) => Upserted;

const SAVE: Readonly<Record<IngestOperation, Save>> = {
  insert: (tx, access, { object }, values) => ({
    id: createFor(tx, access, object, values),
    created: true,
  }),
  update: (tx, access, { object }, { Id, ...values }) => {
    const id = requiredId(Id, 'an update');
    updateFor(tx, access, object, id, values);
    return { id, created: false };
  },
  upsert: (tx, access, { object, externalId }, values) => {
    const { [externalId!.name]: key, ...rest } = values;
    return upsertFor(tx, access, object, externalId!, key, rest);
  },
  delete: (tx, access, { object }, { Id }) => {
    const id = requiredId(Id, 'a delete');
    deleteFor(tx, access, object, id);
    return { id, created: false };
  },
  hardDelete: (tx, access, { object }, { Id }) => {
    const id = requiredId(Id, 'a delete');
    eraseFor(tx, access, object, id);
    return { id, created: false };
  },
};

/** Saves what was uploaded to a job, a transaction a step. */
export function* runIngestJob(org: Org, job: IngestJob): Generator<void> {
  const [header = [], ...rows] = readCsv(job.data ?? Buffer.alloc(0), job.format);
  delete job.data;
  let next = 0;
  const outcome: IngestOutcome = {
    successful: new ResultSet(['sf__Id', 'sf__Created', ...header], job.format),
    failed: new ResultSet(['sf__Id', 'sf__Error', ...header], job.format),
    unprocessed: () => {
      const set = new ResultSet(header, job.format);
      set.add(rows.slice(next));
      return set;
    },
  };
  job.outcome = outcome;
  const columns = columnsOf(header, job.object, org.schema, org.accessOf(job.createdById));
  if (isDeletion(job) && !columns.every(isId)) {
    throw new JobFailure('InvalidBatch', 'Records to delete may contain the Id only');
  }
  while (next < rows.length) {
    const chunk = rows.slice(next, next + CHUNK);
    transaction(org.db, () => {
      saveChunk(org, job, columns, chunk, outcome);
    });
    next += chunk.length;
    yield;
  }
}

function saveChunk(
  org: Org,
  job: IngestJob,
  columns: readonly Column[],
  chunk: readonly string[][],
  { successful, failed }: IngestOutcome,
): void {
  const tx = beginTransaction(org, org.user(job.createdById)!);
  const access = org.accessOf(job.createdById);
  const saved: string[][] = [];
  const refused: string[][] = [];
  for (const row of chunk) {
    try {
      const { id, created } = transaction(org.db, () =>
        SAVE[job.operation](tx, access, job, toRecord(columns, row)),
      );
      saved.push([id, String(created), ...row]);
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      refused.push([idOf(columns, row), errorText(error), ...row]);
    }
  }
  successful.add(saved);
  failed.add(refused);
}

function isDeletion({ operation }: IngestJob): boolean {
  return operation === 'delete' || operation === 'hardDelete';
}

function requiredId(id: unknown, call: string): string {
  if (typeof id === 'string') return id;
  throw new SalesforceError('MISSING_ARGUMENT', `Id not specified in ${call} call`);
}

function isId({ field, parent }: Column): boolean {
  return field.type === 'id' && !parent;
}

function idOf(columns: readonly Column[], row: readonly string[]): string {
  return row[columns.findIndex(isId)] ?? '';
}

/** `CODE:message:Field --`, as in the column `sf__Error`. */
function errorText(error: SalesforceError): string {
  const { statusCode, message, fields } = asSaveError(error);
  return `${statusCode}:${message}:${fields.length > 0 ? `${fields.join(',')} ` : ''}--`;
}
