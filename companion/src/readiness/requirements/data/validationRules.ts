import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import { customObjects } from '../../packageParts.ts';
import { isTrue } from '../../questions.ts';

interface ValidationRule {
  readonly fullName: string;
  readonly active: string | boolean;
  readonly errorConditionFormula: string;
}

const OBJECTS: ReadonlySet<string> = new Set(['Contact', 'Account']);

export const validationRules = requirement({
  id: 'validation-rules',
  group: 'Data and automation',
  requirement: 'No validation rule refuses a stamp',
  source:
    'Apex Developer Guide, "Triggers and Order of Execution": rules run again when a flow saves',
  asks: ({ plan }) => ({ objects: customObjects(plan) }),
  judge: ({ objects }) => {
    const stamped = objects.filter(({ fullName }) => OBJECTS.has(String(fullName)));
    const active = stamped.flatMap((object) =>
      asList(object['validationRules'])
        .filter((rule) => isTrue(rule.active))
        .map((rule) => ({
          name: `${String(object['fullName'])}.${rule.fullName}`,
          formula: rule.errorConditionFormula,
        })),
    );
    if (active.length === 0) {
      return pass('No validation rule is active on Contact or Account.');
    }
    const standing = active.filter(({ formula }) => !onlyOnChange(formula)).map(({ name }) => name);
    return standing.length === 0
      ? pass(
          `None of the active rules (${active.map(({ name }) => name).join(', ')}) can refuse a stamp: they look only at what a save changes, or at new records.`,
        )
      : warn(
          `Records that break one of these already are not stamped when somebody changes them: ${standing.join(', ')}. The person’s change is saved, and the refusal becomes an HL Stamp Failure.`,
          'Setup > Object Manager > Contact, or Account > Validation Rules: begin the formula with AND(NOT($Permission.…), …) or with ISCHANGED of what it looks at; or mend the records that break it.',
        );
  },
});

/**
 * A stamp changes nothing but itself, so a rule that wants another change, or a
 * new record, is not broken by it. Judged by the formula's text: what is not
 * plainly so counts as a rule that can refuse.
 */
function onlyOnChange(formula: string): boolean {
  const wantsChange = /\bIS(CHANGED|NEW)\s*\(/i.test(formula);
  const orElse = /\bOR\s*\(|\|\|/i.test(formula);
  const wantsNoChange = /(\bNOT\s*\(|!)\s*IS(CHANGED|NEW)\b/i.test(formula);
  const wantsStamp = new RegExp(`\\b${PACKAGE.modDate}\\b`, 'i').test(formula);
  return wantsChange && !orElse && !wantsNoChange && !wantsStamp;
}

function asList(rules: unknown): readonly ValidationRule[] {
  if (rules === undefined || rules === null) {
    return [];
  }
  return (Array.isArray(rules) ? rules : [rules]) as ValidationRule[];
}
