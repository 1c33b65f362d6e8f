import type { Plan } from '../worksheet/interfaces.ts';
import type { Worksheet } from '../worksheet/schema/worksheet.ts';
import type { DestinationFacts } from './destination.ts';
import type { Question } from './questions.ts';

/** `unknown`: the org does not know what was asked, or this user may not see it. It is never taken for `pass`. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'unknown';

/** What one requirement came to. */
export interface Finding {
  readonly status: CheckStatus;
  /** What was looked at and what was there. */
  readonly found: string;
  /** The click path that mends it, or the commands, each in backticks; null where nothing is to be mended. */
  readonly fix: string | null;
}

/** One line of the report. */
export interface Check extends Finding {
  readonly id: string;
  readonly group: Group;
  readonly requirement: string;
  /** Where the requirement comes from. */
  readonly source: string;
}

/** In the order in which an implementer deals with them. */
export const GROUPS = [
  'Org',
  'Integration user',
  'Permissions',
  'Login',
  'API allotment',
  'Package',
  'Data and automation',
  'Destination',
] as const;
export type Group = (typeof GROUPS)[number];

/** The integration user as the org has it. */
export interface IntegrationUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
  readonly profileId: string;
  readonly profileName: string;
  readonly isMarketingUser: boolean;
}

/**
 * What whoever asks must see for an empty answer to mean that nothing is there:
 * set-up, the logins of others, every contact and account.
 */
export type Sight = 'setup' | 'users' | 'records';

/** How the companion logs in, as far as this machine knows. */
export interface LoginFacts {
  /** Whether it is logged in by certificate now. */
  readonly jwt: boolean;
  /** ISO 8601: the end of the certificate beside the private key; null if there is none here. */
  readonly certificateExpires: string | null;
}

/** What every requirement may ask about. */
export interface Context {
  readonly plan: Plan;
  /** What the plan was made of: its own check names entries by it. */
  readonly worksheet: Worksheet;
  /** The user that the worksheet names, or else the one that the check is logged in as. */
  readonly username: string;
  /** null if the org shows no such user. */
  readonly user: IntegrationUser | null;
  /** Who asks: what this user may not see is unknown. */
  readonly askedAs: string;
  /** For commands in a fix: the alias or the user name that `--target-org` took. */
  readonly targetOrg: string;
  readonly sight: ReadonlySet<Sight>;
  readonly now: Date;
  readonly login: LoginFacts;
  /** null where members go nowhere but to the community store. */
  readonly destination: DestinationFacts | null;
}

export type Questions = Readonly<Record<string, Question>>;
export type Answers<Q extends Questions> = {
  readonly [Name in keyof Q]: Q[Name] extends Question<infer A> ? A : never;
};

/** One thing that an org must have or be. */
export interface Requirement<Q extends Questions = Questions> {
  readonly id: string;
  readonly group: Group;
  /** As a sentence that holds when all is well. */
  readonly requirement: string;
  /** The seed or the platform's documentation. */
  readonly source: string;
  /** Whether the worksheet makes it a requirement at all; always, if absent. */
  readonly applies?: (plan: Plan) => boolean;
  /** The permission set of the package that shows what is asked for; that of the integration user, if absent. */
  readonly shownBy?: string;
  /** Without this sight nothing is judged, and the requirement is unknown. */
  readonly sees?: readonly Sight[];
  /** What to ask; if the org refuses one of the questions, the requirement is unknown. */
  readonly asks: (context: Context) => Q;
  readonly judge: (answers: Answers<Q>, context: Context) => Finding;
}

/** Lets the answers that a requirement judges be typed by the questions that it asks. */
export function requirement<Q extends Questions>(definition: Requirement<Q>): Requirement {
  return definition as unknown as Requirement;
}

export function pass(found: string): Finding {
  return { status: 'pass', found, fix: null };
}

export function warn(found: string, fix: string): Finding {
  return { status: 'warn', found, fix };
}

export function fail(found: string, fix: string): Finding {
  return { status: 'fail', found, fix };
}

export function unknown(found: string, fix: string): Finding {
  return { status: 'unknown', found, fix };
}
