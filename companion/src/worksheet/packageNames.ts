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
  stampFailureMessage: 'HL_Message__c',
  /** HL_Mod_Date of the contact of a person account, as the account shows it. */
  personModDate: 'HL_Mod_Date__pc',
  /** What stamps the contacts of an account whose fields they show. */
  flowDown: {
    flow: 'HL_Flow_Down',
    /** One record for an account whose contacts are still to be stamped. */
    object: 'HL_Flow_Down__c',
    /** How far its contacts are done. */
    after: 'HL_After__c',
    /** Whether the next step is a small one. */
    careful: 'HL_Careful__c',
    /** On Contact: the order in which they are done. */
    sequence: 'HL_Sequence__c',
  },
  /** For the companion's user, who only reads. */
  permissionSet: 'HL_Integration',
  /** For those who decide who is in the community. */
  communityManagerPermissionSet: 'HL_Community_Manager',
  /** For Higher Logic's own integration, where it writes contacts or activities. */
  writerPermissionSet: 'HL_Integration_Writer',
  /** The External Client Apps: for the companion to log in, and for members to sign on. */
  companionApp: 'HL_Companion',
  signOnApp: 'HL_Community_Sign_On',
  /** What holds new sign-ups in a container account until someone approves them. */
  approval: {
    /** Marks an account as a container. */
    container: 'HL_Container__c',
    /** The domain of an account's website. */
    websiteDomain: 'HL_Website_Domain__c',
    /** How far the approval of a contact is. */
    status: 'HL_Approval__c',
    /** The account that matching by e-mail domain found. */
    proposedAccount: 'HL_Proposed_Account__c',
    /** The public group that is told of a new sign-up. */
    approvers: 'HL_Approvers',
    /** For the people in that group. */
    permissionSet: 'HL_Approver',
    /** Takes in a contact that arrives in a container, and keeps IsActive. */
    arrivalFlow: 'HL_Contact_Approval',
    /** Takes members out of an account that becomes a container. */
    containerFlow: 'HL_Account_Container',
    /** The screens on which an approver decides; also the name of the quick action. */
    reviewFlow: 'HL_Review_Sign_Up',
    /** The folder and the template of the e-mail to the approvers; the alert has the template's name. */
    emailFolder: 'HL_Community',
    emailTemplate: 'HL_Contact_Awaits_Approval',
  },
} as const;
