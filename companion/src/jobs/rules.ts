import { todayAt } from '../refresh/days.ts';
import type { FieldCatalogue, ToMember } from '../refresh/interfaces.ts';
import { compileRules } from '../refresh/member.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { RefreshDeps } from './interfaces.ts';
import type { Run } from './run.ts';

/** The rules of the plan as they apply today by Salesforce's clock, to the contacts of one page. */
export async function rulesFor(run: Run, contacts: readonly ContactRecord[]): Promise<ToMember> {
  const catalogue = await run.catalogue.fieldsFor(contacts);
  if (run.catalogue.takeRelabelled()) {
    // What this job has refreshed so far has the old names: the next one reads everything.
    await run.save({ plan_fingerprint: '' });
  }
  return rulesToday(run.deps, catalogue);
}

/** The rules of the plan as they apply today by Salesforce's clock. */
export function rulesToday(
  { plan, salesforce, clock }: Pick<RefreshDeps, 'plan' | 'salesforce' | 'clock'>,
  catalogue: FieldCatalogue,
): ToMember {
  return compileRules({ plan, catalogue, today: todayAt(salesforce.serverTime() ?? clock()) });
}
