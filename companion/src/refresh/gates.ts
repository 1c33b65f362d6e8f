import type { ContactRecord, FieldValue } from '../salesforce/interfaces.ts';
import type { Gate } from '../worksheet/interfaces.ts';
import type { GateVerdict, Verdict } from './interfaces.ts';
import { isChecked, valueOf } from './values.ts';

/** Whether a contact may be in the community: every gate of the worksheet must let it in. */
export function judge(contact: ContactRecord, gates: readonly Gate[]): Verdict {
  const verdicts = gates.map((gate) => RULES[gate.gate](contact, gate));
  return { eligible: verdicts.every(({ passed }) => passed), gates: verdicts };
}

/** Why a contact is not eligible, gate by gate. */
export function reasonsAgainst({ gates }: Verdict): string[] {
  return gates.filter(({ passed }) => !passed).map(({ detail }) => detail);
}

const RULES: Readonly<Record<Gate['gate'], (contact: ContactRecord, gate: Gate) => GateVerdict>> = {
  /** seeds/000, "IsActive": "If this field is checked, a record is active." */
  IsActive: (contact, { gate, field }) => {
    const value = valueOf(contact, field);
    return { gate, passed: isChecked(value), detail: `${gate}: ${field} is ${boxText(value)}` };
  },
};

function boxText(value: FieldValue): string {
  return isChecked(value) ? 'checked' : 'not checked';
}
