import type { Connection } from '@salesforce/core';
import { HlError } from '../errors.ts';
import { comparePackage, packageFolders } from '../metadata/disk/generate.ts';
import { describeOrg } from '../salesforce/describe.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { checkAgainstOrg, objectsOf, type OrgProblem } from '../worksheet/orgCheck.ts';
import { doubtsAboutOrg } from '../worksheet/orgDoubts.ts';
import type { Worksheet } from '../worksheet/schema/worksheet.ts';
import { findId } from './permissionSet.ts';
import { refuseOutdated } from './upToDate.ts';

/**
 * Looks whether a deployment can do what the worksheet asks for, before
 * anything is sent: the package follows the worksheet, the org has the fields
 * that it names, and the user whom it names.
 *
 * @returns what the org offers nowhere, and may have all the same
 * @throws HlError 'PackageOutdatedError', 'WorksheetOrgError' or 'AssignmentError'
 */
export async function checkBeforeDeploy(
  connection: Connection,
  worksheet: Worksheet,
  plan: Plan,
  { directory, username }: { directory: string; username: string },
): Promise<OrgProblem[]> {
  refuseOutdated(comparePackage(plan, packageFolders(directory)));
  const org = await describeOrg(connection, objectsOf(plan));
  const problems = checkAgainstOrg(worksheet, plan, org);
  if (problems.length > 0) {
    throw new HlError(
      'WorksheetOrgError',
      ['The org cannot serve the worksheet:', ...problems.map(({ text }) => `  ${text}`)].join(
        '\n',
      ),
      {
        actions: ['Correct the worksheet, or make these fields in the org, and deploy again.'],
        data: problems,
      },
    );
  }
  await findId(connection, 'User', 'Username', username);
  return doubtsAboutOrg(plan, org);
}
