import { checkFields, objectsOf } from '../../../worksheet/orgCheck.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { describeIfThere, type ObjectAnswer } from '../../questions.ts';

/** The same rule as `hl worksheet check`; the fields of the package are looked at for drift. */
export const worksheetFields = requirement({
  id: 'worksheet-fields',
  group: 'Package',
  requirement: 'Every field that the worksheet names is there, with a type that can serve',
  source: 'Integration guide, "Demographics", "Community Groups", "Security Groups"',
  asks: ({ plan }) =>
    Object.fromEntries(objectsOf(plan).map((object) => [object, describeIfThere(object)])),
  judge: (answers, { worksheet, plan }) => {
    const org = new Map(
      Object.entries<ObjectAnswer | null>(answers).flatMap(([name, object]) =>
        object === null ? [] : [[name, object] as const],
      ),
    );
    const problems = checkFields(worksheet, plan, org);
    return problems.length === 0
      ? pass(`All fields that the worksheet names on ${[...org.keys()].join(', ')} are there.`)
      : fail(
          `${problems.map(({ text }) => text).join('; ')}.`,
          'Correct the worksheet, or create the field in Setup > Object Manager > the object > Fields & Relationships. If it is there, assign whoever checks a permission set that shows it.',
        );
  },
});
