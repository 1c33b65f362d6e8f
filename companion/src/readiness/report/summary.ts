import type { Readiness } from '../check.ts';
import { type Check, type CheckStatus, type Group } from '../interfaces.ts';

export const STATUS_WORDS: Readonly<Record<CheckStatus, string>> = {
  fail: 'not met',
  unknown: 'unknown',
  warn: 'to look at',
  pass: 'met',
};

/** The verdict in one sentence. */
export function summarise({ ready, checks }: Readiness): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const counts = (['fail', 'unknown', 'warn', 'pass'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${STATUS_WORDS[status]}`);
  return `${ready ? 'Ready' : 'Not ready'}: ${counts.join(', ')}.`;
}

/** What was looked at, as whom, when and at what cost. */
export function describeSubject({
  organizationId,
  username,
  checkedAt,
  apiCalls,
}: Readiness): string {
  return `Org ${organizationId ?? 'unknown'}, integration user ${username}, ${checkedAt}, ${apiCalls} API calls.`;
}

/** The checks of each group, in the order in which they stand. */
export function grouped(checks: readonly Check[]): [Group, Check[]][] {
  return [...Map.groupBy(checks, ({ group }) => group)];
}
