import type { Readiness } from '../check.ts';
import type { Check, CheckStatus, Group } from '../interfaces.ts';
import { count } from '../words.ts';

export const STATUS_WORDS: Readonly<Record<CheckStatus, string>> = {
  fail: 'not met',
  unknown: 'unknown',
  warn: 'to look at',
  pass: 'met',
};

/** The verdict in one sentence. */
export function summarise({ ready, checks }: Readiness): string {
  const howMany = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const counts = (['fail', 'unknown', 'warn', 'pass'] as const)
    .filter((status) => howMany(status) > 0)
    .map((status) => `${howMany(status)} ${STATUS_WORDS[status]}`);
  return `${ready ? 'Ready' : 'Not ready'}: ${counts.join(', ')}.`;
}

const when = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** What was looked at, as whom, when and at what cost. */
export function describeSubject({
  organizationId,
  username,
  checkedAt,
  apiCalls,
}: Readiness): string {
  return `Org ${organizationId ?? 'unknown'}, integration user ${username}, ${when.format(new Date(checkedAt))} UTC, ${count(apiCalls, 'API call')}.`;
}

/** A text in pieces: every second one is a command, which stands between backticks. */
export function piecesOf(text: string): { text: string; isCommand: boolean }[] {
  return text
    .split('`')
    .map((piece, index) => ({ text: piece, isCommand: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** The commands of all that is not met, each once, as they are typed. */
export function commandsOf({ checks }: Pick<Readiness, 'checks'>): string[] {
  const pieces = checks.flatMap(({ fix }) => piecesOf(fix ?? ''));
  return [...new Set(pieces.filter(({ isCommand }) => isCommand).map(({ text }) => text))];
}

/** The checks of each group, in the order in which they stand. */
export function grouped(checks: readonly Check[]): [Group, Check[]][] {
  return [...Map.groupBy(checks, ({ group }) => group)];
}
