import type { Making } from '../community/members.ts';
import { timeZoneOf, todayAt, type Today } from '../refresh/days.ts';
import type { FieldCatalogue, ToMember } from '../refresh/interfaces.ts';
import { compileRules } from '../refresh/member.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import { fingerprintRules } from './fingerprint.ts';
import type { RefreshDeps } from './interfaces.ts';
import type { Run } from './run.ts';

/** The rules of a plan as they apply on one day. */
export interface Rules {
  readonly toMember: ToMember;
  /** Equal for rules that are the same but for the day. */
  readonly fingerprint: string;
}

/** The rules of the plan as they apply today by Salesforce's clock, to the contacts of one page. */
export async function rulesFor(run: Run, contacts: readonly ContactRecord[]): Promise<Rules> {
  const catalogue = await run.catalogue.fieldsFor(contacts);
  if (run.catalogue.takeRelabelled()) {
    // What this job has refreshed so far has the old names: the next one reads everything.
    await run.save({ plan_fingerprint: '' });
  }
  return {
    toMember: rulesToday(run.deps, catalogue),
    fingerprint: fingerprintRules(run.deps.plan, catalogue),
  };
}

/** What makes members today, as far as that is known before a contact is looked at. */
export async function makingOf({ deps, catalogue }: Run): Promise<Making> {
  return {
    rulesHash: fingerprintRules(deps.plan, await catalogue.fieldsFor([])),
    today: todayOf(deps),
  };
}

/** The day that it is by Salesforce's clock where the association is: `2026-12-31`. */
export function todayOf(deps: Moment & Pick<RefreshDeps, 'plan'>): string {
  return today(deps)(timeZoneOf(deps.plan.gates));
}

type Moment = Pick<RefreshDeps, 'salesforce' | 'clock'>;

function today({ salesforce, clock }: Moment): Today {
  return todayAt(salesforce.serverTime() ?? clock());
}

/** The rules of the plan as they apply today by Salesforce's clock. */
export function rulesToday(
  deps: Moment & Pick<RefreshDeps, 'plan'>,
  catalogue: FieldCatalogue,
): ToMember {
  return compileRules({ plan: deps.plan, catalogue, today: today(deps) });
}
