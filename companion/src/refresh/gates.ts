import { HlError } from '../errors.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { Gate } from '../worksheet/interfaces.ts';
import type { GateVerdict, Verdict } from './interfaces.ts';
import { toChecked, valueOf } from './values.ts';

/**
 * Whether a contact may be in the community: every gate of the worksheet must let it in.
 *
 * @throws HlError 'WorksheetError' if a gate's field is of the wrong type: to
 * take what it holds for "no" would disable every member
 */
export function judge(contact: ContactRecord, gates: readonly Gate[]): Verdict {
  const verdicts = gates.map((gate) => judgeGate(contact, gate));
  return { eligible: verdicts.every(({ passed }) => passed), gates: verdicts };
}

/** Why a contact is not eligible, gate by gate. */
export function reasonsAgainst({ gates }: Verdict): string[] {
  return gates.filter(({ passed }) => !passed).map(({ detail }) => detail);
}

function judgeGate(contact: ContactRecord, gate: Gate): GateVerdict {
  switch (gate.gate) {
    /** seeds/000, "IsActive": "If this field is checked, a record is active." */
    case 'IsActive': {
      const checked = readCheckbox(contact, 'isActive', gate.field);
      return verdict(gate, checked, checked);
    }
    /** seeds/000, "RemoveOn": only a contact whose field is not checked is synchronised. */
    case 'RemoveOn': {
      const checked = readCheckbox(contact, 'removeOn', gate.field);
      return verdict(gate, checked, !checked);
    }
    default:
      throw new HlError(
        'NotImplemented',
        `This version of the companion does not apply the gate ${gate.gate}.`,
        { actions: ['Leave it out of the worksheet.'] },
      );
  }
}

function verdict(
  { gate, field }: { gate: string; field: string },
  checked: boolean,
  passed: boolean,
): GateVerdict {
  return { gate, passed, detail: `${gate}: ${field} is ${checked ? 'checked' : 'not checked'}` };
}

function readCheckbox(contact: ContactRecord, entry: string, field: string): boolean {
  const checked = toChecked(valueOf(contact, field));
  if (checked === undefined) {
    throw new HlError(
      'WorksheetError',
      `The worksheet’s ${entry} names ${field}, which is not a checkbox.`,
      { actions: [`Name a checkbox of Contact, or write "${entry}: none" if there is none.`] },
    );
  }
  return checked;
}
