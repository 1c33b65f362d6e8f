/**
 * Elements without which the platform refuses a file although its WSDL marks
 * them as optional. What an implemented type needs beyond that (a text field
 * its length, say) stands with the type.
 * (Metadata API Developer Guide, "Required." in the field tables of each type)
 */
export const alsoRequired: Readonly<Record<string, readonly string[]>> = {
  CustomApplication: ['label'],
  CustomMetadata: ['label'],
  CustomNotificationType: ['masterLabel'],
  CustomPermission: ['label'],
  ExternalClientApplication: ['label', 'distributionState'],
  FlowDefinition: ['activeVersionNumber'],
  GlobalValueSet: ['masterLabel', 'sorted'],
  Group: ['name'],
  Queue: ['name'],
  PermissionSetGroup: ['label'],
  RemoteSiteSetting: ['url'],
};
