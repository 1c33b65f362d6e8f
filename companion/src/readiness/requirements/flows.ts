import type { Plan } from '../../worksheet/interfaces.ts';
import { quote } from '../../salesforce/soql.ts';
import { fail, pass, requirement, warn } from '../interfaces.ts';
import { isProfessional, organizationQuestion } from '../organization.ts';
import { namesOf, packageParts } from '../packageParts.ts';
import { query, toolingQuery, type QueryAnswer, type Row } from '../questions.ts';

const everyFlow = query(
  'SELECT ApiName, Label, ProcessType, TriggerType, TriggerObjectOrEventId, IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView',
);

const versions = (names: readonly string[]) =>
  toolingQuery(
    `SELECT Status, VersionNumber, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN (${names.map(quote).join(', ')}) ORDER BY VersionNumber DESC`,
  );

const ourFlows = (plan: Plan) => namesOf(packageParts(plan), 'Flow');

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
  asks: ({ plan }) => ({ flows: everyFlow, versions: versions(ourFlows(plan)) }),
  judge: ({ flows, versions: ofFlows }, { plan, targetOrg }) => {
    const names = ourFlows(plan);
    const problems = names
      .map((name) => problemWith(name, flows, ofFlows))
      .filter((problem) => problem !== null);
    return problems.length === 0
      ? pass(`Running in their newest versions: ${names.join(', ')}.`)
      : fail(
          `${problems.join('; ')}.`,
          `Setup > Flows > the flow > newest version > Activate; where it is not there or invalid: hl deploy --target-org ${targetOrg}. In production turn on "Deploy processes and flows as active" first (Setup > Process Automation Settings).`,
        );
  },
});

/** Professional Edition: five active flows of a type (Salesforce Help, "Flow Limits and Considerations"). */
const FLOWS_OF_PROFESSIONAL = 5;

export const flowLimit = requirement({
  id: 'flow-limit',
  group: 'Package',
  requirement: 'The edition allows as many active flows as there are and must be',
  source:
    'Salesforce Help, "General Flow Limits": Professional Edition, five active flows of a type',
  asks: () => ({ organization: organizationQuestion, flows: everyFlow }),
  judge: ({ organization, flows }, { plan }) => {
    if (!isProfessional(organization)) {
      return pass('The edition allows 2,000 active flows of a type.');
    }
    const ours = new Set(
      packageParts(plan)
        .filter(({ content }) => content['processType'] === 'AutoLaunchedFlow')
        .map(({ fullName }) => fullName),
    );
    const others = flows.records.filter(
      (row) =>
        row['IsActive'] === true &&
        row['ProcessType'] === 'AutoLaunchedFlow' &&
        !ours.has(String(row['ApiName'])),
    );
    const needed = ours.size + others.length;
    const found = `The package needs ${ours.size} of the ${FLOWS_OF_PROFESSIONAL} active flows, and ${others.length} others are active.`;
    return needed <= FLOWS_OF_PROFESSIONAL
      ? pass(found)
      : fail(
          found,
          `Deactivate in Setup > Flows what is not needed of ${others.map((row) => String(row['Label'])).join(', ')}, or put several into one.`,
        );
  },
});

export const otherAutomation = requirement({
  id: 'other-automation',
  group: 'Data and automation',
  requirement: 'No other automation on Contact or Account is in the way',
  source: 'Apex Developer Guide, "Triggers and Order of Execution"',
  asks: () => ({ flows: everyFlow }),
  judge: ({ flows }, { plan }) => {
    const ours = ourFlows(plan);
    const others = flows.records.filter(
      (row) =>
        row['IsActive'] === true &&
        !ours.includes(String(row['ApiName'])) &&
        ['Contact', 'Account'].includes(String(row['TriggerObjectOrEventId'])),
    );
    return others.length === 0
      ? pass('No other record-triggered flow runs on Contact or Account.')
      : warn(
          `These flows run there too: ${others.map(describeFlow).join('; ')}.`,
          'See in Setup > Flows that none changes a field that our flows watch after they have run: such a change is not stamped in the same save. Our stamp also sets them off once more.',
        );
  },
});

function describeFlow(row: Row): string {
  return `${String(row['Label'])} (${String(row['TriggerObjectOrEventId'])}, ${String(row['TriggerType'])})`;
}

function nameOf(row: Row): string | undefined {
  return (row['Definition'] as { DeveloperName?: string } | null)?.DeveloperName;
}
