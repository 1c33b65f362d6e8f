import { userPermissions } from '../schema/standard/userPermissions.ts';

/** A profile that comes with every org. */
export interface StandardProfile {
  readonly name: string;
  /** What the Metadata API calls it. */
  readonly fullName: string;
  readonly userPermissions: readonly string[];
  /** On every business object; each comes with its fields. */
  readonly objectPermissions: readonly string[];
}

const EVERYTHING = ['Create', 'Read', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'];
/** These are granted by hand only, also to administrators. */
const NOT_FOR_ADMINISTRATORS = new Set([
  'PasswordNeverExpires',
  'UseAnyApiAuth',
  'ApiUserOnly',
  'BulkApiHardDelete',
  'ForceTwoFactor',
  'TwoFactorApi',
  'ViewEncryptedData',
]);

export const standardProfiles: readonly StandardProfile[] = [
  {
    name: 'System Administrator',
    fullName: 'Admin',
    userPermissions: userPermissions
      .map(({ name }) => name)
      .filter((name) => !NOT_FOR_ADMINISTRATORS.has(name)),
    objectPermissions: EVERYTHING,
  },
  {
    name: 'Standard User',
    fullName: 'Standard',
    userPermissions: [
      'ActivitiesAccess',
      'ApiEnabled',
      'EditEvent',
      'EditTask',
      'EmailSingle',
      'ExportReport',
      'RunFlow',
      'RunReports',
      'ViewSetup',
    ],
    objectPermissions: ['Create', 'Read', 'Edit', 'Delete'],
  },
  {
    name: 'Read Only',
    fullName: 'ReadOnly',
    userPermissions: ['ActivitiesAccess', 'ApiEnabled', 'ExportReport', 'RunReports', 'ViewSetup'],
    objectPermissions: ['Read'],
  },
  {
    name: 'Minimum Access - Salesforce',
    fullName: 'Minimum Access - Salesforce',
    userPermissions: ['ActivitiesAccess'],
    objectPermissions: [],
  },
  {
    name: 'Minimum Access - API Only Integrations',
    fullName: 'Minimum Access - API Only Integrations',
    userPermissions: ['ApiEnabled', 'ApiUserOnly'],
    objectPermissions: [],
  },
];
