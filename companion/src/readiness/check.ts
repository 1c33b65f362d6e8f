import type { ApiFault } from '../salesforce/errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { createAsker, type Asker, type OrgConnection } from './ask.ts';
import { assignCommand, deployCommand } from './commands.ts';
import type { Check, CheckStatus, Context, Finding, Requirement, Sight } from './interfaces.ts';
import { GROUPS, unknown } from './interfaces.ts';
import { organizationQuestion } from './organization.ts';
import type { Question } from './questions.ts';
import { readSight, SIGHT_WORDS, sightQuestions } from './sight.ts';
import { readUser, userQuestion } from './user.ts';

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

/** `askedAs` is who is logged in. */
export type CheckOptions = Omit<Context, 'username' | 'user' | 'sight'>;

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
  const { plan, askedAs } = options;
  const username = plan.access.username ?? askedAs;
  const sight = sightQuestions(askedAs);
  await asker.ask([userQuestion(username), organizationQuestion, sight.sets, sight.objects]);
  const context: Context = {
    ...options,
    username,
    user: readUser(answerTo(asker, userQuestion(username))),
    sight: readSight(answerTo(asker, sight.sets), answerTo(asker, sight.objects)),
  };

  const due = requirements.filter(({ applies }) => applies?.(plan) ?? true);
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

function look(one: Requirement, asker: Asker, context: Context): Check {
  const { id, group, requirement, source } = one;
  return { id, group, requirement, source, ...find(one, asker, context) };
}

function find(one: Requirement, asker: Asker, context: Context): Finding {
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(one.asks(context))) {
    const { answer, refusal } = asker.reply(question);
    if (refusal === undefined) {
      answers[name] = answer;
    } else if (refusal.errorCode === 'NOT_FOUND' && question.ifAbsent !== undefined) {
      answers[name] = question.ifAbsent;
    } else {
      return refused(one, refusal, context);
    }
  }
  const missing = one.sees?.find((sight) => !sees(sight, context));
  return missing === undefined ? one.judge(answers, context) : unseen(missing, context);
}

/** Everybody sees the own logins. */
function sees(what: Sight, { sight, askedAs, username }: Context): boolean {
  return sight.has(what) || (what === 'users' && askedAs.toLowerCase() === username.toLowerCase());
}

/** Without full sight, that nothing was found says nothing. */
function unseen(missing: Sight, { askedAs }: Context): Finding {
  const { lacks, who } = SIGHT_WORDS[missing];
  return unknown(`${askedAs} ${lacks}.`, who);
}

/** A field or an object that is not there is either hidden from whoever asks or not deployed. */
function refused(
  { shownBy = PACKAGE.permissionSet }: Requirement,
  { errorCode, message }: ApiFault,
  context: Context,
): Finding {
  // SOQL errors quote the query first, and say what was wrong with it in the last line's first sentence.
  const reason = /^.*?\.(?= |$)/.exec(lastLine(message))?.[0] ?? (lastLine(message) || errorCode);
  return unknown(
    `Salesforce does not tell ${context.askedAs}: ${reason}`,
    message.includes(OUR_FIELD)
      ? `Where the package is not there yet: ${deployCommand(context)}. Where it is, show its fields to whoever checks: ${assignCommand(shownBy, context)}`
      : SIGHT_WORDS.setup.who,
  );
}

/** What Salesforce says of a field of the package, all of which begin so. */
const OUR_FIELD = "No such column 'HL_";

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function answerTo<A>(asker: Asker, question: Question<A>): A | undefined {
  return asker.reply(question).answer as A | undefined;
}

function readOrganizationId(asker: Asker): string | null {
  const id = answerTo(asker, organizationQuestion)?.records[0]?.['Id'];
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
