/**
 * User permissions (also called system permissions) that the local org knows,
 * with what the platform demands together with each. `PermissionSet` has a
 * field `Permissions…` for each of them.
 */
export interface UserPermission {
  readonly name: string;
  readonly label: string;
  /** Permissions that a permission set must hold with this one, or its deploy fails. */
  readonly requires?: readonly string[];
}

export const userPermissions: readonly UserPermission[] = [
  { name: 'ApiEnabled', label: 'API Enabled' },
  { name: 'BulkApiHardDelete', label: 'Bulk API Hard Delete' },
  { name: 'ViewSetup', label: 'View Setup and Configuration' },
  { name: 'ViewAllData', label: 'View All Data' },
  { name: 'ModifyAllData', label: 'Modify All Data', requires: ['ViewAllData'] },
  { name: 'CustomizeApplication', label: 'Customize Application', requires: ['ViewSetup'] },
  { name: 'ModifyMetadata', label: 'Modify Metadata Through Metadata API Functions' },
  { name: 'ManageUsers', label: 'Manage Users', requires: ['ViewSetup', 'ViewRoles'] },
  { name: 'AssignPermissionSets', label: 'Assign Permission Sets', requires: ['ViewSetup'] },
  { name: 'PasswordNeverExpires', label: 'Password Never Expires' },
  { name: 'UseAnyApiAuth', label: 'Use Any API Auth' },
  { name: 'RunFlow', label: 'Run Flows' },
  { name: 'ManageFlow', label: 'Manage Flow' },
  { name: 'ViewAllUsers', label: 'View All Users' },
  { name: 'ViewRoles', label: 'View Roles and Role Hierarchy' },
  { name: 'EditTask', label: 'Edit Tasks' },
  { name: 'EditEvent', label: 'Edit Events' },
  { name: 'ActivitiesAccess', label: 'Access Activities' },
  { name: 'ApiUserOnly', label: 'Api Only User' },
  { name: 'AuthorApex', label: 'Author Apex', requires: ['ModifyMetadata', 'ViewSetup'] },
  { name: 'EmailMass', label: 'Mass Email' },
  { name: 'EmailSingle', label: 'Send Email' },
  { name: 'RunReports', label: 'Run Reports' },
  { name: 'ExportReport', label: 'Export Reports', requires: ['RunReports'] },
  { name: 'ExternalClientAppAdmin', label: 'Create, edit, and delete External Client Apps' },
  {
    name: 'ExternalClientAppViewer',
    label: 'View all External Client Apps, view their settings, and edit their policies',
  },
  { name: 'ManageRemoteAccess', label: 'Manage Connected Apps' },
  { name: 'ManageLoginAccessPolicies', label: 'Manage Login Access Policies' },
  { name: 'ManagePasswordPolicies', label: 'Manage Password Policies' },
  { name: 'ManageProfilesPermissionsets', label: 'Manage Profiles and Permission Sets' },
  { name: 'ManageSharing', label: 'Manage Sharing', requires: ['ViewSetup', 'ViewRoles'] },
  { name: 'MonitorLoginHistory', label: 'Monitor Login History' },
  { name: 'ViewEventLogFiles', label: 'View Event Log Files' },
  { name: 'DataExport', label: 'Weekly Data Export' },
  { name: 'ForceTwoFactor', label: 'Multi-Factor Authentication for User Interface Logins' },
  { name: 'TwoFactorApi', label: 'Multi-Factor Authentication for API Logins' },
  { name: 'LightningExperienceUser', label: 'Lightning Experience User' },
  { name: 'ManageAuthProviders', label: 'Manage Auth. Providers' },
  { name: 'ManageCustomPermissions', label: 'Manage Custom Permissions' },
  { name: 'ManageInternalUsers', label: 'Manage Internal Users' },
  { name: 'ManageIpAddresses', label: 'Manage IP Addresses' },
  { name: 'ManageRoles', label: 'Manage Roles', requires: ['ViewSetup', 'ViewRoles'] },
  { name: 'ManageSessionPermissionSets', label: 'Manage Session Permission Set Activations' },
  { name: 'ManageTwoFactor', label: 'Manage Multi-Factor Authentication in API' },
  { name: 'ResetPasswords', label: 'Reset User Passwords and Unlock Users' },
  { name: 'TransferAnyEntity', label: 'Transfer Record' },
  { name: 'ViewEncryptedData', label: 'View Encrypted Data' },
  { name: 'ViewHealthCheck', label: 'View Health Check', requires: ['ViewSetup'] },
];
