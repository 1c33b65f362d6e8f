import { todayAt } from '../refresh/days.ts';
import type { ToMember } from '../refresh/interfaces.ts';
import { compileRules } from '../refresh/member.ts';
import type { RefreshDeps } from './interfaces.ts';

/** The rules of the plan as they apply today. */
export function rulesToday({ plan, clock }: Pick<RefreshDeps, 'plan' | 'clock'>): ToMember {
  return compileRules({ plan, catalogue: new Map(), today: todayAt(clock()) });
}
