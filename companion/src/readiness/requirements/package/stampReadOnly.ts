import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { quote } from '../../../salesforce/soql.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import { query, type Row } from '../../questions.ts';

const FIELDS = ['Contact', 'Account'].map((object) => `${object}.${PACKAGE.modDate}`);

export const stampReadOnly = requirement({
  id: 'stamp-read-only',
  group: 'Package',
  requirement: `Nobody changes ${PACKAGE.modDate} by hand, whatever layout shows it`,
  source:
    'Integration guide, "Create the HL_Mod_Date custom field": "a read only field for informational purposes"',
  sees: ['setup'],
  asks: () => ({
    // Who may not edit a field sees it read-only on every layout.
    editors: query(
      'SELECT Field, Parent.Label, Parent.IsOwnedByProfile, Parent.Profile.Name FROM FieldPermissions' +
        ` WHERE PermissionsEdit = true AND Field IN (${FIELDS.map(quote).join(', ')})` +
        ` AND Parent.Name != ${quote(PACKAGE.backfillPermissionSet)}`,
    ),
    backfilling: query(
      `SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(PACKAGE.backfillPermissionSet)}`,
    ),
  }),
  judge: ({ editors, backfilling }) => {
    const names = [...new Set(editors.records.map(nameOf))];
    if (names.length > 0) {
      return warn(
        `May edit the fields: ${names.join(', ')}. A stamp that is set by hand hides what really changed.`,
        'Setup > Object Manager > Contact, and Account > Fields & Relationships > HL_Mod_Date > Set Field-Level Security: Read-Only.',
      );
    }
    return backfilling.totalSize === 0
      ? pass(
          'No profile and no permission set may edit the fields, so every layout shows them read-only.',
        )
      : warn(
          `${PACKAGE.backfillPermissionSet} is still assigned to ${backfilling.records.map(assignee).join(', ')}, who may edit the fields.`,
          'Setup > Permission Sets > HL Backfill > Manage Assignments: remove them when the backfill is done.',
        );
  },
});

function assignee(row: Row): string {
  return (row['Assignee'] as { Username?: string } | null)?.Username ?? '';
}

function nameOf(row: Row): string {
  const parent = row['Parent'] as {
    Label?: string;
    IsOwnedByProfile?: boolean;
    Profile?: { Name?: string } | null;
  } | null;
  return parent?.IsOwnedByProfile === true
    ? `the profile ${parent.Profile?.Name ?? ''}`
    : `the permission set ${parent?.Label ?? ''}`;
}
