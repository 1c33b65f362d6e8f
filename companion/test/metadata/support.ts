import type { Plan } from '../../src/worksheet/interfaces.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

/** The plan of the smallest worksheet that there is, with these sections. */
export function planOf(sections: string): Plan {
  const profile = 'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }';
  return compilePlan(parseWorksheet(`${profile}\n${sections}`, 'worksheet.yaml'));
}
