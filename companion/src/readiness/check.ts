import type { ApiFault } from '../salesforce/errors.ts';
import { quote } from '../salesforce/soql.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { createAsker, type Asker, type OrgConnection } from './ask.ts';
import type {
  Check,
  CheckStatus,
  Context,
  Finding,
  IntegrationUser,
  Requirement,
} from './interfaces.ts';
import { GROUPS, unknown } from './interfaces.ts';
import { organizationQuestion } from './organization.ts';
import { query, type QueryAnswer, type Question } from './questions.ts';

export interface Readiness {
  /** No requirement failed and none is unknown. */
  readonly ready: boolean;
  readonly organizationId: string | null;
  /** Whom the check looked at. */
  readonly username: string;
  readonly checkedAt: string;
  readonly apiCalls: number;
  readonly checks: readonly Check[];
}

export interface CheckOptions {
  readonly plan: Plan;
  /** Who is logged in. */
  readonly askedAs: string;
  readonly targetOrg: string;
  readonly login: Context['login'];
  readonly destination: Context['destination'];
  readonly now: Date;
}

/**
 * Looks whether an org is ready, requirement by requirement. It only reads.
 *
 * @throws HlError where the org does not get to answer: nothing can be said then
 */
export async function checkReadiness(
  connection: OrgConnection,
  requirements: readonly Requirement[],
  options: CheckOptions,
): Promise<Readiness> {
  const asker = createAsker(connection);
  const username = options.plan.access.username ?? options.askedAs;
  await asker.ask([userQuestion(username), organizationQuestion]);
  const context: Context = { ...options, username, user: readUser(asker, username) };

  const due = requirements.filter(({ applies }) => applies?.(options.plan) ?? true);
  await asker.ask(due.flatMap((one) => Object.values(one.asks(context))));
  const checks = due.map((one) => look(one, asker, context));
  return {
    ready: checks.every(({ status }) => status === 'pass' || status === 'warn'),
    organizationId: readOrganizationId(asker),
    username,
    checkedAt: options.now.toISOString(),
    apiCalls: asker.calls(),
    checks: inOrder(checks),
  };
}

function userQuestion(username: string): Question<QueryAnswer> {
  return query(
    'SELECT Id, Username, Email, IsActive, ProfileId, Profile.Name, UserPermissionsMarketingUser' +
      ` FROM User WHERE Username = ${quote(username)}`,
  );
}

function look(one: Requirement, asker: Asker, context: Context): Check {
  const { id, group, requirement, source } = one;
  return { id, group, requirement, source, ...find(one, asker, context) };
}

function find(one: Requirement, asker: Asker, context: Context): Finding {
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(one.asks(context))) {
    const { answer, refusal } = asker.reply(question);
    if (refusal !== undefined) {
      return refused(refusal, context);
    }
    answers[name] = answer;
  }
  return one.judge(answers, context);
}

/** A field or an object that is not there is either hidden from whoever asks or not deployed. */
function refused({ errorCode, message }: ApiFault, { askedAs, targetOrg }: Context): Finding {
  // SOQL errors quote the query first, and say what was wrong with it in their last line.
  const reason = message.trim().split('\n').at(-1) ?? errorCode;
  return unknown(
    `Salesforce does not tell ${askedAs}: ${reason}`,
    Object.values<unknown>(PACKAGE).some(
      (name) => typeof name === 'string' && message.includes(name),
    )
      ? `Deploy the package first (hl deploy --target-org ${targetOrg}), and check as a user who has its permission set.`
      : 'Check as an administrator, or as a user with "View Setup and Configuration".',
  );
}

function readUser(asker: Asker, username: string): IntegrationUser | null {
  const { answer } = asker.reply(userQuestion(username));
  const [row] = (answer as QueryAnswer | undefined)?.records ?? [];
  if (row === undefined) {
    return null;
  }
  const profile = row['Profile'] as { Name?: string } | null;
  return {
    id: String(row['Id']),
    username: String(row['Username']),
    email: String(row['Email']),
    isActive: row['IsActive'] === true,
    profileId: String(row['ProfileId']),
    profileName: profile?.Name ?? '',
    isMarketingUser: row['UserPermissionsMarketingUser'] === true,
  };
}

function readOrganizationId(asker: Asker): string | null {
  const { answer } = asker.reply(organizationQuestion);
  const id = (answer as QueryAnswer | undefined)?.records[0]?.['Id'];
  return typeof id === 'string' ? id : null;
}

const WORST_FIRST: readonly CheckStatus[] = ['fail', 'unknown', 'warn', 'pass'];

/** By group, the worst first: of the groups, and in each. */
function inOrder(checks: readonly Check[]): Check[] {
  const rank = ({ status }: Check) => WORST_FIRST.indexOf(status);
  return GROUPS.map((group) =>
    checks.filter((check) => check.group === group).toSorted((a, b) => rank(a) - rank(b)),
  )
    .filter((some) => some.length > 0)
    .toSorted(([a], [b]) => rank(a!) - rank(b!))
    .flat();
}
