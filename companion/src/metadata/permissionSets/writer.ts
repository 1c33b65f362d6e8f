import type { Plan } from '../../worksheet/interfaces.ts';
import { grantedThrough, UNGRANTABLE_FIELDS } from '../../worksheet/standardFields.ts';
import { fieldsOf, permissionSet, type ObjectRight, type PermissionSet } from './grants.ts';

/** seeds/000, "User permissions", and Delete, without which Salesforce refuses Modify All. */
const AS_THE_GUIDE_LISTS: readonly ObjectRight[] = [
  'read',
  'create',
  'edit',
  'delete',
  'viewAll',
  'modifyAll',
];

/**
 * For Higher Logic's own integration where it writes: contacts (Contact
 * Manager) and activities (Activity Sync). Null where the worksheet has
 * neither, so that nobody is given what nobody uses.
 */
export function writerPermissionSet(plan: Plan): PermissionSet | null {
  const { contactManager, activitySync } = plan;
  if (contactManager === null && activitySync === null) return null;
  return permissionSet({
    label: 'HL Integration Writer',
    description:
      'For the user of Higher Logic’s own integration, beside HL Integration: writes contacts from the community (Contact Manager) and its activities (Activity Sync), as far as the worksheet has them. Not for the companion, which only reads.',
    objects: {
      ...(contactManager !== null && {
        Account: AS_THE_GUIDE_LISTS,
        Contact: AS_THE_GUIDE_LISTS,
      }),
      ...(activitySync !== null && ownObject(activitySync.object)),
    },
    fields: {
      ...(contactManager !== null && writtenContactFields(contactManager)),
      ...(activitySync !== null && writtenActivityFields(activitySync)),
    },
    // Tasks have no permissions of their own in a permission set, and View All and Modify All of
    // them come only with those of all data: who writes activities needs neither.
    userPermissions: activitySync?.object === 'Task' ? ['ActivitiesAccess', 'EditTask'] : [],
  });
}

function ownObject(object: string): Record<string, readonly ObjectRight[]> {
  return object === 'Task' ? {} : { [object]: ['read', 'create', 'edit'] };
}

function writtenContactFields({ fields, create }: NonNullable<Plan['contactManager']>) {
  // A new contact is put into its account (seeds/000, "Contact creation initial setup").
  const written = [...fields.map(({ field }) => field), ...(create ? ['AccountId'] : [])];
  const grantable = written.filter((field) => !UNGRANTABLE_FIELDS.has(field));
  return fieldsOf('Contact', grantable.map(grantedThrough), 'edit');
}

function writtenActivityFields(activity: NonNullable<Plan['activitySync']>) {
  const { object, contact, date, type, description } = activity;
  const fields = [contact, date, type, description];
  const grantable =
    object === 'Task' ? fields.filter((field) => !REQUIRED_OF_TASK.has(field)) : fields;
  return fieldsOf(object, grantable, 'edit');
}

/** Required fields refuse field permissions: whoever may edit tasks may write them. */
const REQUIRED_OF_TASK: ReadonlySet<string> = new Set(['OwnerId', 'Priority', 'Status']);
