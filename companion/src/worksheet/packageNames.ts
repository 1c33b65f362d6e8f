/**
 * What our Salesforce package brings into an org, by API name. Every other
 * file takes the names from here.
 */
export const PACKAGE = {
  /** Stamped by the flows on Contact and Account (seeds/000, "Create the HL_Mod_Date custom field"). */
  modDate: 'HL_Mod_Date__c',
  /** The IsActive checkbox of an association that has none of its own. */
  isActive: 'HL_IsActive__c',
  /** The flows that stamp, by the object that they stamp. */
  stampFlows: { Contact: 'HL_Contact_Mod_Date', Account: 'HL_Account_Mod_Date' },
  /** Where the flows record stamps that the org refused. */
  stampFailure: 'HL_Stamp_Failure__c',
  /** For the companion's user, who only reads. */
  permissionSet: 'HL_Integration',
  /** For those who decide who is in the community. */
  communityManagerPermissionSet: 'HL_Community_Manager',
} as const;
