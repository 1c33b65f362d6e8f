import { checkFields, objectsOf } from '../../../worksheet/orgCheck.ts';
import { fail, pass, requirement, unknown } from '../../interfaces.ts';
import { describe, describeIfThere } from '../../questions.ts';
import { SIGHT_WORDS } from '../../sight.ts';

/** The same rule as `hl worksheet check`; the fields of the package are looked at for drift. */
export const worksheetFields = requirement({
  id: 'worksheet-fields',
  group: 'Package',
  requirement: 'Every field that the worksheet names is there, with a type that can serve',
  source: 'Integration guide, "Demographics", "Community Groups", "Security Groups"',
  asks: ({ plan }) => {
    const [contact = '', account = '', ...own] = objectsOf(plan);
    return {
      contact: describe(contact),
      account: describe(account),
      activity: own[0] === undefined ? describe(contact) : describeIfThere(own[0]),
    };
  },
  judge: ({ contact, account, activity }, { worksheet, plan, sight }) => {
    const objects = [contact, account, ...(activity === null ? [] : [activity])];
    const org = new Map(objects.map((object) => [object.name, object]));
    const problems = checkFields(worksheet, plan, org);
    if (problems.length === 0) {
      return pass(
        `All fields that the worksheet names on ${[...org.keys()].join(', ')} are there.`,
      );
    }
    const found = `${problems.map(({ text }) => text).join('; ')}.`;
    return sight.has('setup')
      ? fail(
          found,
          'Correct the worksheet, or create the field in Setup > Object Manager > the object > Fields & Relationships. If it is there, assign whoever checks a permission set that shows it.',
        )
      : unknown(found, SIGHT_WORDS.setup.who);
  },
});
