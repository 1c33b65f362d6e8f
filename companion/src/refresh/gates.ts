import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { Gate } from '../worksheet/interfaces.ts';
import { hasPassed, type Today } from './days.ts';
import type { GateVerdict, GroupMembership, Verdict } from './interfaces.ts';
import { readCheckbox, readDate } from './values.ts';

/** @param groups the security groups that the contact would be in as a member */
type Judge = (contact: ContactRecord, groups: readonly GroupMembership[]) => GateVerdict;

/**
 * Whether a contact may be in the community: every gate of the worksheet must let
 * it in (seeds/000, "Determine eligibility for community access").
 *
 * @returns a function that throws HlError 'WorksheetError' for a contact in which
 * a gate's field is of the wrong type
 */
export function compileGates(
  gates: readonly Gate[],
  today: Today,
): (contact: ContactRecord, groups: readonly GroupMembership[]) => Verdict {
  const judges = gates.map((gate) => compileGate(gate, today));
  return (contact, groups) => {
    const verdicts = judges.map((judge) => judge(contact, groups));
    return { eligible: verdicts.every(({ passed }) => passed), gates: verdicts };
  };
}

/** Why a contact is not eligible, gate by gate. */
export function reasonsAgainst({ gates }: Verdict): string[] {
  return gates.filter(({ passed }) => !passed).map(({ detail }) => detail);
}

function compileGate(gate: Gate, today: Today): Judge {
  switch (gate.gate) {
    /** seeds/000, "IsActive": "If this field is checked, a record is active." */
    case 'IsActive':
      return checkboxGate(gate, 'isActive', true);
    /** seeds/000, "RemoveOn": only a contact whose field is not checked is synchronised. */
    case 'RemoveOn':
      return checkboxGate(gate, 'removeOn', false);
    case 'Expiration date':
      return expirationGate(gate, today(gate.timeZone));
    case 'Limit by Security Group':
      return limitGate(gate);
  }
}

function checkboxGate(
  { gate, field }: { gate: string; field: string },
  entry: string,
  wanted: boolean,
): Judge {
  const verdictOn = (checked: boolean): GateVerdict => ({
    gate,
    passed: checked === wanted,
    detail: `${gate}: ${field} is ${checked ? 'checked' : 'not checked'}`,
  });
  const [checked, notChecked] = [verdictOn(true), verdictOn(false)];
  return (contact) => (readCheckbox(contact, field, entry) ? checked : notChecked);
}

/** seeds/000, "Expiration date". A contact without a date does not expire. */
function expirationGate(
  { gate, field }: Extract<Gate, { gate: 'Expiration date' }>,
  today: string,
): Judge {
  return (contact) => {
    const date = readDate(contact, field, 'expiration');
    const passed = date === null || !hasPassed(date, today);
    const found = date === null ? 'blank' : passed ? date : `${date}, which has passed`;
    return { gate, passed, detail: `${gate}: ${field} is ${found}` };
  };
}

/** seeds/000, "Limit by Security Group": the contact "has one of the allowed values". */
function limitGate({ gate, allowed }: Extract<Gate, { gate: 'Limit by Security Group' }>): Judge {
  const wanted = new Set(allowed);
  const list = allowed.join(', ');
  return (_contact, groups) => {
    const group = groups.find(({ key, name }) => wanted.has(name) || wanted.has(key));
    const found = groups.map(({ name }) => name).join(', ');
    return group === undefined
      ? { gate, passed: false, detail: `${gate}: allowed are ${list}; found ${found}` }
      : { gate, passed: true, detail: `${gate}: in ${group.name}` };
  };
}
