import type { Connection } from '@salesforce/core';
import { HlError } from '../errors.ts';
import { connectionError } from '../salesforce/connectionError.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';

export interface BackfillReport {
  /** Contacts that had no stamp when it began. */
  readonly found: number;
  readonly stamped: number;
  readonly failures: readonly BackfillFailure[];
  /** Contacts that still have none. */
  readonly remaining: number;
  /** Whether it ended early to leave API calls to others. */
  readonly halted: boolean;
}

export interface BackfillFailure {
  readonly legacyContactKey: string;
  /** Salesforce's own words. */
  readonly problem: string;
}

export interface BackfillOptions {
  readonly plan: Pick<Plan, 'access'>;
  readonly now: Date;
  readonly onProgress?: (done: number, found: number) => void;
}

/** Contacts in one bulk job, which Salesforce takes apart itself; so many are at stake when it is killed. */
const BATCH_SIZE = 10_000;
/** Each look at a job is an API call. */
const POLL_MS = 5_000;
const TIMEOUT_MS = 30 * 60_000;
/** seeds/000, "Periodic Refresh": at 75 % of the limit everything halts. */
const HALT_AT = 0.75;

/**
 * Stamps the contacts that are older than the flows, in bulk. What it did stays
 * done: run again after an interruption or a halt, it goes on with the rest.
 *
 * @throws HlError 'CannotStamp' if the user may not write the stamp, 'BackfillUnfinished' if a bulk
 *   job takes too long, and what a connection throws
 */
export async function backfill(
  connection: Connection,
  options: BackfillOptions,
): Promise<BackfillReport> {
  try {
    return await stampAll(connection, options);
  } catch (error) {
    throw connectionError(error, connection.instanceUrl);
  }
}

async function stampAll(
  connection: Connection,
  { plan, now, onProgress }: BackfillOptions,
): Promise<BackfillReport> {
  await requireEditableStamp(connection);
  const found = await countUnstamped(connection);
  const failures: BackfillFailure[] = [];
  let stamped = 0;
  let after = '';
  while (!isHalted(connection, plan)) {
    const ids = await unstampedAfter(connection, after);
    const last = ids.at(-1);
    if (last === undefined) {
      return { found, stamped, failures, remaining: failures.length, halted: false };
    }
    const result = await stamp(connection, ids, now);
    stamped += result.stamped;
    failures.push(...result.failures);
    after = last;
    onProgress?.(stamped + failures.length, found);
  }
  return { found, stamped, failures, remaining: await countUnstamped(connection), halted: true };
}

const UNSTAMPED = `FROM Contact WHERE ${PACKAGE.modDate} = null`;

/** @throws what a connection throws */
export async function countUnstamped(
  connection: Pick<Connection, 'query' | 'instanceUrl'>,
): Promise<number> {
  try {
    const { totalSize } = await connection.query(`SELECT COUNT() ${UNSTAMPED}`);
    return totalSize;
  } catch (error) {
    throw connectionError(error, connection.instanceUrl);
  }
}

/** In the order of their Id, so that one that cannot be stamped is met once. */
async function unstampedAfter(connection: Connection, after: string): Promise<string[]> {
  const behind = after === '' ? '' : ` AND Id > '${after}'`;
  const { records } = await connection.query<{ Id: string }>(
    `SELECT Id ${UNSTAMPED}${behind} ORDER BY Id LIMIT ${BATCH_SIZE}`,
    { autoFetch: true, maxFetch: BATCH_SIZE },
  );
  return records.map(({ Id }) => Id);
}

async function stamp(connection: Connection, ids: readonly string[], now: Date) {
  const { successfulResults, failedResults } = await connection.bulk2
    .loadAndWaitForResults({
      object: 'Contact',
      operation: 'update',
      input: ids.map((Id) => ({ Id, [PACKAGE.modDate]: now.toISOString() })),
      pollInterval: POLL_MS,
      pollTimeout: TIMEOUT_MS,
    })
    .catch((error: unknown) => {
      throw isPollingTimeout(error) ? unfinishedError() : error;
    });
  const done = new Set(successfulResults.map((row) => row.sf__Id));
  const problems = new Map(failedResults.map((row) => [row.sf__Id, row.sf__Error]));
  return {
    stamped: done.size,
    failures: ids
      .filter((id) => !done.has(id))
      .map((id) => ({
        legacyContactKey: id,
        problem: problems.get(id) ?? 'Salesforce did not get to it.',
      })),
  };
}

function isPollingTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'JobPollingTimeout';
}

function unfinishedError(): HlError {
  return new HlError(
    'BackfillUnfinished',
    `Salesforce has not finished a bulk job within ${TIMEOUT_MS / 60_000} minutes. It goes on there.`,
    { actions: ['Setup > Bulk Data Load Jobs shows it. Run the backfill again when it is done.'] },
  );
}

/** To a user without field-level security the field does not exist, or cannot be written. */
async function requireEditableStamp(connection: Connection): Promise<void> {
  const { fields } = await connection.describe('Contact');
  const field = fields.find(({ name }) => name === PACKAGE.modDate);
  if (field?.updateable !== true) {
    throw new HlError(
      'CannotStamp',
      field === undefined
        ? `The org shows ${connection.getUsername() ?? 'this user'} no field Contact.${PACKAGE.modDate}.`
        : `${connection.getUsername() ?? 'This user'} may not write Contact.${PACKAGE.modDate}, which only the flows do otherwise.`,
      {
        actions: [
          ...(field === undefined ? ['Deploy the package first: `hl deploy`.'] : []),
          `For the time of the backfill: \`sf org assign permset --name ${PACKAGE.backfillPermissionSet}\`.`,
        ],
      },
    );
  }
}

/** Read from the answers to the calls that are made anyway; before the first nothing is known. */
function isHalted({ limitInfo }: Connection, { access }: Pick<Plan, 'access'>): boolean {
  const usage = limitInfo.apiUsage;
  return (
    usage !== undefined &&
    usage.used >= HALT_AT * Math.min(usage.limit, access.dailyApiCalls ?? usage.limit)
  );
}
