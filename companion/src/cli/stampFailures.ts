import type { Connection } from '@salesforce/core';
import type { StatusView } from '../jobs/interfaces.ts';
import type { StampFailure } from '../refresh/explain/interfaces.ts';
import { quote } from '../salesforce/soql.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';

/** The overview, and how many refused stamps the org holds; null for a user who cannot see them. */
export type StatusReport = StatusView & { readonly stampFailures: number | null };

/** Salesforce's word for an object that is not there, or not for this user. */
const NO_SUCH_OBJECT = 'INVALID_TYPE';

/** More would not be read. */
const SHOWN = 3;

/** One API call. */
export function countStampFailures(connection: Pick<Connection, 'query'>): Promise<number | null> {
  return unlessHidden(async () => {
    const { totalSize } = await connection.query(`SELECT COUNT() FROM ${PACKAGE.stampFailure}`);
    return totalSize;
  });
}

/**
 * The newest refused stamps of some records; null for a user who cannot see them.
 * One API call.
 *
 * @param ids 18 characters each
 */
export function findStampFailures(
  connection: Pick<Connection, 'query'>,
  ids: readonly string[],
): Promise<StampFailure[] | null> {
  return unlessHidden(async () => {
    const { records } = await connection.query<{
      CreatedDate: string;
      HL_Message__c: string | null;
    }>(
      `SELECT CreatedDate, HL_Message__c FROM ${PACKAGE.stampFailure}` +
        ` WHERE Name IN (${ids.map(quote).join(',')}) ORDER BY CreatedDate DESC LIMIT ${SHOWN}`,
    );
    return records.map(({ CreatedDate, HL_Message__c: message }) => ({
      at: new Date(CreatedDate).toISOString(),
      message: message ?? 'it does not say why',
    }));
  });
}

async function unlessHidden<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === NO_SUCH_OBJECT) return null;
    throw error;
  }
}
