/** What the guide lists for an object (seeds/000, "User permissions"), as `ObjectPermissions` names it. */
const WORDS = {
  PermissionsRead: 'Read',
  PermissionsCreate: 'Create',
  PermissionsEdit: 'Edit',
  PermissionsViewAllRecords: 'View All',
  PermissionsModifyAllRecords: 'Modify All',
} as const;

export type Right = keyof typeof WORDS;

export const RIGHTS = Object.keys(WORDS) as Right[];

/** What it takes to read every record. */
export const FOR_READING: readonly Right[] = ['PermissionsRead', 'PermissionsViewAllRecords'];

/** What it takes, beyond that, to create and change every record. */
export const FOR_WRITING: readonly Right[] = RIGHTS.filter((right) => !FOR_READING.includes(right));

export function names(rights: readonly Right[]): string {
  return rights.map((right) => WORDS[right]).join(', ');
}
