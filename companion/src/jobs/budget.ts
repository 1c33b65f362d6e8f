import { findHalt, saveHalt } from '../community/halts.ts';
import type { HaltTable } from '../community/schema.ts';
import { HlError } from '../errors.ts';
import type { ApiUsage } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import type { Halt, RefreshDeps } from './interfaces.ts';

/** seeds/000: refresh stops once this part of the API limit is used… */
const HALTING_SHARE = 0.75;

/** …and goes on after so long. */
const HALT_MS = 24 * 3_600_000;

interface Budget {
  /** API calls of the org in the last 24 hours, whoever made them. */
  readonly used: number;
  /** The lower of the worksheet's allotment and the org's limit (seeds/001, "24 hour SF API call allotment"). */
  readonly allotment: number;
}

/** Null before an answer of Salesforce told. */
function budgetOf({ org }: ApiUsage, { access }: Pick<Plan, 'access'>): Budget | null {
  return (
    org && { used: org.used, allotment: Math.min(access.dailyApiCalls ?? Infinity, org.limit) }
  );
}

function isSpent(budget: Budget | null): boolean {
  return budget !== null && budget.used >= HALTING_SHARE * budget.allotment;
}

/** @throws HlError 'ApiBudgetSpent', after which a periodic refresh can go on where it stopped */
export function refuseBeyondBudget({
  plan,
  salesforce,
}: Pick<RefreshDeps, 'plan' | 'salesforce'>): void {
  const budget = budgetOf(salesforce.usage(), plan);
  if (budget !== null && isSpent(budget)) {
    throw new HlError(
      'ApiBudgetSpent',
      `Refresh stops for 24 hours: ${budget.used} of ${budget.allotment} API calls are used, which is 75 % or more.`,
      { actions: advice(), data: { ...budget } },
    );
  }
}

/** @throws HlError 'RefreshHalted' while a halt is in force */
export async function refuseWhileHalted({ community, clock }: RefreshDeps): Promise<void> {
  const halt = await findHalt(community.db, clock().toISOString());
  if (halt !== undefined) {
    throw new HlError(
      'RefreshHalted',
      `Refresh is halted until ${halt.until}, because at ${halt.since} ${describeUse(halt)}.`,
      { actions: advice() },
    );
  }
}

/**
 * Halts refresh for 24 hours if too much is used now, or Salesforce has refused to
 * answer because all of it is.
 *
 * @param error what the job ended with, if it failed
 */
export async function noteHalt(deps: RefreshDeps, error?: unknown): Promise<void> {
  const budget = budgetOf(deps.salesforce.usage(), deps.plan);
  const refused = error instanceof HlError && error.name === 'ApiLimitReached';
  if (!isSpent(budget) && !refused) {
    return;
  }
  const now = deps.clock();
  await saveHalt(deps.community.db, {
    since: now.toISOString(),
    until: new Date(now.getTime() + HALT_MS).toISOString(),
    used: budget?.used ?? null,
    allotment: budget?.allotment ?? null,
  });
}

export async function readHalt({
  community,
  clock,
}: Pick<RefreshDeps, 'community' | 'clock'>): Promise<Halt | null> {
  const halt = await findHalt(community.db, clock().toISOString());
  return halt === undefined
    ? null
    : { since: halt.since, until: halt.until, reason: describeUse(halt) };
}

function describeUse({ used, allotment }: HaltTable): string {
  return used === null || allotment === null
    ? 'Salesforce refused further API calls'
    : `${used} of ${allotment} API calls of 24 hours were used`;
}

function advice(): string[] {
  return [
    'Nothing is lost: after that time the usage is read again, and refresh goes on where it stopped.',
    'See in Setup > Company Information what else uses the API, or raise dailyApiCalls in the worksheet if it is lower than the org’s limit.',
  ];
}
