import type { Connection } from '@salesforce/core';
import { toXml } from '../metadata/xml.ts';
import { quote } from '../salesforce/soql.ts';
import { deployFiles } from './files.ts';

/** Which of the flows run in the org. */
export async function runningFlows(
  connection: Connection,
  flows: readonly string[],
): Promise<string[]> {
  if (flows.length === 0) return [];
  const { records } = await connection.query<{ ApiName: string }>(
    `SELECT ApiName FROM FlowDefinitionView WHERE IsActive = true AND ApiName IN (${flows.map(quote).join(', ')})`,
  );
  return records.map(({ ApiName }) => ApiName);
}

/**
 * Deactivates those of the flows that run in the org. Their versions stay, so
 * that it can be undone in Setup.
 *
 * @returns the names of those that ran
 * @throws HlError 'DeployFailedError' with what Salesforce said
 */
export async function deactivateFlows(
  connection: Connection,
  flows: readonly string[],
): Promise<string[]> {
  const running = await runningFlows(connection, flows);
  if (running.length === 0) return [];
  await deployFiles(
    connection,
    Object.fromEntries(
      running.map((flow) => [
        `flowDefinitions/${flow}.flowDefinition-meta.xml`,
        toXml('FlowDefinition', { activeVersionNumber: 0 }),
      ]),
    ),
  );
  return running;
}
