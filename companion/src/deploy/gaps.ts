import { HlError } from '../errors.ts';
import type { Plan } from '../worksheet/interfaces.ts';

export const stampedObjects = ['Contact', 'Account'] as const;
export type StampedObject = (typeof stampedObjects)[number];

/** What of the package a worksheet decides, as it stands in the source; undefined where a file is not there. */
export interface PackageContents {
  flows: Record<StampedObject, { file: string; filterFormula: string } | undefined>;
  /** `fields` are those that can be read: `Contact.Email`. */
  permissionSet: { file: string; fields: string[] } | undefined;
}

/** One field that the plan wants and the package lacks. */
export interface Gap {
  file: string;
  /** `Contact.Department` */
  field: string;
  problem: 'not watched' | 'not granted';
  /** The line to add, and where. */
  fix: string;
}

/** What the plan wants and the package lacks. What the package has beyond that does no harm. */
export function findGaps(plan: Plan, { flows, permissionSet }: PackageContents): Gap[] {
  const plans = { Contact: plan.contact, Account: plan.account };
  return stampedObjects.flatMap((object) => {
    const { triggerFields, grantedFields } = plans[object];
    const flow = flows[object] ?? missing(`the flow that stamps ${object} records`);
    const { file, fields } = permissionSet ?? missing('the permission set of the companion');
    const notWatched = without(triggerFields, watchedFields(flow.filterFormula));
    const granted = fields.map((field) => field.replace(`${object}.`, ''));
    const notGranted = without(grantedFields, granted);
    return [
      ...notWatched.map((field): Gap => ({
        file: flow.file,
        field: `${object}.${field}`,
        problem: 'not watched',
        fix: `at the end of <filterFormula> add: || ISCHANGED({!$Record.${field}})`,
      })),
      ...notGranted.map((field): Gap => ({
        file,
        field: `${object}.${field}`,
        problem: 'not granted',
        fix: `add: <fieldPermissions><editable>false</editable><field>${object}.${field}</field><readable>true</readable></fieldPermissions>`,
      })),
    ];
  });
}

/** The fields whose change starts a flow, in the order of its entry formula. */
export function watchedFields(filterFormula: string): string[] {
  const changes = filterFormula.matchAll(/ISCHANGED\s*\(\s*\{!\s*\$Record\.(\w+)\s*\}\s*\)/gi);
  return [...changes].map(([, field]) => field!);
}

/** One gap in a line, the file first. */
export function describeGap({ file, field, problem, fix }: Gap): string {
  return `${file}: ${field} is ${problem}; ${fix}`;
}

/** Salesforce does not distinguish API names by case. */
function without(wanted: readonly string[], present: readonly string[]): string[] {
  const known = new Set(present.map((field) => field.toLowerCase()));
  return wanted.filter((field) => !known.has(field.toLowerCase()));
}

function missing(what: string): never {
  throw new HlError('PackageError', `The package directory lacks ${what}.`, {
    actions: ['Restore the file from the Higher Logic package.'],
  });
}
