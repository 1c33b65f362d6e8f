import type { LocalOrg } from 'salesforce-local-org';
import { describeJob } from '../cli/format.ts';
import { INACTIVE_EVERY, sample, startBareOrg } from '../cli/localOrg.ts';
import type { JobResult, MemberRefreshView } from '../jobs/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { runCommand } from './command.ts';
import { type Cast, castRoles, edits } from './edits.ts';
import type { DemoContact, DemoReport, Narrator } from './interfaces.ts';
import {
  compareCalls,
  type MadeEdit,
  refuseOtherWork,
  reportEdits,
  type Stamps,
} from './results.ts';
import { type SalesforceUser, salesforceUser } from './salesforceUser.ts';
import { createWorkspace } from './workspace.ts';

const HOUR_MS = 60 * 60 * 1000;

/** What the acts of the demo work with. */
interface Stage {
  org: LocalOrg;
  user: SalesforceUser;
  narrator: Narrator;
  /** Moves the org's clock on, and says so. */
  passAnHour: () => void;
  /** Runs a command line of `sf` or `hl` and returns its JSON result. */
  run: <T>(commandLine: string, secrets?: Record<string, string>) => Promise<T>;
}

/**
 * The whole story on a local org of its own: deploy with the real `sf`, refresh,
 * edit as Salesforce users do, refresh again. Leaves nothing behind, also when
 * it fails or when `signal` ends it.
 *
 * @throws HlError 'DemoError' when a step fails, or when an edit leads to
 * anything else than it must
 */
export async function runDemo(narrator: Narrator, signal: AbortSignal): Promise<DemoReport> {
  const started = performance.now();
  const workspace = createWorkspace();
  try {
    narrator.heading('A Salesforce org on this machine');
    let ahead = 0;
    const clock = { now: () => new Date(Date.now() + ahead) };
    const org = await startBareOrg({ port: 0, clock });
    try {
      org.loadSampleData(sample);
      narrator.say(`${sample.contacts} contacts in ${sample.accounts} accounts at ${org.url}`);
      const story = await perform({
        org,
        user: salesforceUser(org, signal),
        narrator,
        passAnHour: () => {
          ahead += HOUR_MS;
          narrator.heading('An hour later…');
        },
        run: (commandLine, secrets = {}) => {
          narrator.command(commandLine);
          return runCommand(workspace, commandLine, { signal, secrets });
        },
      });
      return { ...sample, ...story, durationMs: Math.round(performance.now() - started) };
    } finally {
      await org.close();
    }
  } finally {
    workspace.remove();
  }
}

async function perform(
  stage: Stage,
): Promise<Omit<DemoReport, 'contacts' | 'accounts' | 'durationMs'>> {
  const { narrator, user } = stage;
  narrator.heading('An admin deploys the package with the Salesforce CLI');
  const deployed = await deployWithSf(stage);
  const cast = await activateMembers(stage);

  // Each refresh reads again what was stamped a few minutes before the one before it.
  stage.passAnHour();
  narrator.say('The first refresh brings everybody.');
  const firstRefresh = await refresh(stage);

  stage.passAnHour();
  narrator.say('People work in Salesforce.');
  const before = await readStamps(user);
  const made = await makeEdits(stage, cast);
  const after = await readStamps(user);

  narrator.heading('The second refresh brings exactly what changed');
  const secondRefresh = await refresh(stage);
  refuseOtherWork(secondRefresh, made);
  narrator.say('It read nobody else: who has no new stamp is not even looked at.');
  const history = await stage.run<MemberRefreshView[]>(
    `hl jobs members --limit ${sample.contacts}`,
  );
  return {
    deployed,
    firstRefresh,
    secondRefresh,
    edits: reportEdits(
      made,
      history.filter(({ jobId }) => jobId === secondRefresh.jobId),
      { before, after },
    ),
    apiCalls: {
      firstRefresh: compareCalls(firstRefresh),
      secondRefresh: compareCalls(secondRefresh),
    },
  };
}

async function deployWithSf({ org, narrator, run }: Stage): Promise<string[]> {
  await run(`sf org login access-token --instance-url ${org.url} --alias demo --no-prompt`, {
    SF_ACCESS_TOKEN: org.accessToken,
  });
  const { files } = await run<{ files: { type: string; fullName: string }[] }>(
    'sf project deploy start --target-org demo',
  );
  await run(
    `sf org assign permset --name ${PACKAGE.permissionSet} --name ${PACKAGE.communityManagerPermissionSet} --target-org demo`,
  );
  const deployed = files.map(({ type, fullName }) => `${type} ${fullName}`);
  for (const component of deployed) narrator.say(component);
  return deployed;
}

/** The admin's data load after the deployment: says who is a member. */
async function activateMembers({ user, narrator }: Stage): Promise<Cast> {
  const contacts = await user.query<DemoContact>(
    'SELECT Id, Name, AccountId FROM Contact ORDER BY Email',
  );
  const inactive = contacts.filter((_, index) => index % INACTIVE_EVERY === 0);
  const active = contacts.filter((_, index) => index % INACTIVE_EVERY !== 0);
  await user.updateAll(
    'Contact',
    active.map(({ Id }) => Id),
    { [PACKAGE.isActive]: true },
  );
  narrator.say(
    `A data load checks ${PACKAGE.isActive} on ${active.length} contacts; ${inactive.length} stay inactive.`,
  );
  return castRoles(active, inactive);
}

async function refresh({ run, narrator }: Stage): Promise<JobResult> {
  const result = await run<JobResult>('hl refresh periodic --target-org demo');
  for (const line of describeJob(result).split('\n')) narrator.say(line);
  return result;
}

async function makeEdits({ user, narrator }: Stage, cast: Cast): Promise<MadeEdit[]> {
  const made: MadeEdit[] = [];
  for (const edit of edits) {
    const contacts = await edit.apply(user, cast);
    narrator.say(`${edit.what}: ${contacts.map(({ Name }) => Name).join(', ')}`);
    made.push({ edit, contacts });
  }
  return made;
}

async function readStamps(user: SalesforceUser): Promise<Stamps> {
  type Stamped = Record<'Id' | typeof PACKAGE.modDate, string> & {
    Account: Record<typeof PACKAGE.modDate, string> | null;
  };
  const contacts = await user.query<Stamped>(
    `SELECT Id, ${PACKAGE.modDate}, Account.${PACKAGE.modDate} FROM Contact`,
  );
  return new Map(
    contacts.map((contact) => [
      contact.Id,
      [contact[PACKAGE.modDate], contact.Account?.[PACKAGE.modDate]].join(),
    ]),
  );
}
