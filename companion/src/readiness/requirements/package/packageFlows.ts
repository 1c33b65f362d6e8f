import { quote } from '../../../salesforce/soql.ts';
import { deployCommand } from '../../commands.ts';
import { everyFlow, ourFlows } from '../../flows.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { toolingQuery, type QueryAnswer, type Row } from '../../questions.ts';

const versions = (names: readonly string[]) =>
  toolingQuery(
    `SELECT Status, VersionNumber, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN (${names.map(quote).join(', ')}) ORDER BY VersionNumber DESC`,
  );

/** A version can land as an invalid draft, and in production inactive, without an error (Metadata API, "Flow"). */
function problemWith(name: string, flows: QueryAnswer, ofFlows: QueryAnswer): string | null {
  const flow = flows.records.find((row) => row['ApiName'] === name);
  if (flow === undefined) {
    return `${name} is not there`;
  }
  const newest = ofFlows.records.find((row) => nameOf(row) === name);
  if (newest?.['Status'] === 'InvalidDraft') {
    return `version ${String(newest['VersionNumber'])} of ${name} is invalid`;
  }
  if (flow['IsActive'] !== true) {
    return `${name} is not active`;
  }
  return flow['ActiveVersionId'] === flow['LatestVersionId']
    ? null
    : `${name} runs an older version than its newest, ${String(newest?.['VersionNumber'])}`;
}

export const packageFlows = requirement({
  id: 'package-flows',
  group: 'Package',
  requirement: 'The flows of the package are there, and their newest versions run',
  source:
    'Integration guide, "Create the Flow"; Metadata API, "Flow": deployed inactive without an error',
  sees: ['setup'],
  asks: ({ plan }) => ({ flows: everyFlow, versions: versions(ourFlows(plan)) }),
  judge: ({ flows, versions: ofFlows }, context) => {
    const names = ourFlows(context.plan);
    const problems = names
      .map((name) => problemWith(name, flows, ofFlows))
      .filter((problem) => problem !== null);
    return problems.length === 0
      ? pass(`Running in their newest versions: ${names.join(', ')}.`)
      : fail(
          `${problems.join('; ')}.`,
          `Setup > Flows > the flow > newest version > Activate; where it is not there or invalid: ${deployCommand(context)}. In production turn on "Deploy processes and flows as active" first (Setup > Process Automation Settings).`,
        );
  },
});

function nameOf(row: Row): string | undefined {
  return (row['Definition'] as { DeveloperName?: string } | null)?.DeveloperName;
}
