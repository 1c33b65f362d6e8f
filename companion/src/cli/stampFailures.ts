import type { Connection } from '@salesforce/core';
import type { StatusView } from '../jobs/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';

/** The overview, and how many refused stamps the org holds; null for a user who cannot see them. */
export type StatusReport = StatusView & { readonly stampFailures: number | null };

/** Salesforce's word for an object that is not there, or not for this user. */
const NO_SUCH_OBJECT = 'INVALID_TYPE';

/** One API call. */
export async function countStampFailures(
  connection: Pick<Connection, 'query'>,
): Promise<number | null> {
  try {
    const { totalSize } = await connection.query(`SELECT COUNT() FROM ${PACKAGE.stampFailure}`);
    return totalSize;
  } catch (error) {
    if (error instanceof Error && error.name === NO_SUCH_OBJECT) return null;
    throw error;
  }
}
