import type { Requirement } from '../interfaces.ts';
import { apiAllotment } from './allotment/apiAllotment.ts';
import { apexTriggers } from './data/apexTriggers.ts';
import { contactsWithoutEmail } from './data/contactsWithoutEmail.ts';
import { duplicateEmails } from './data/duplicateEmails.ts';
import { duplicateRules } from './data/duplicateRules.ts';
import { groupFieldNames } from './data/groupFieldNames.ts';
import { neverStamped } from './data/neverStamped.ts';
import { otherAutomation } from './data/otherAutomation.ts';
import { personAccounts } from './data/personAccounts.ts';
import { requiredFields } from './data/requiredFields.ts';
import { stateAndCountryPicklists } from './data/stateAndCountryPicklists.ts';
import { validationRules } from './data/validationRules.ts';
import { workflowRules } from './data/workflowRules.ts';
import { destination } from './destination/destination.ts';
import { apiEnabled } from './login/apiEnabled.ts';
import { certificate } from './login/certificate.ts';
import { companionApp } from './login/companionApp.ts';
import { jwtLogin } from './login/jwtLogin.ts';
import { loginRestrictions } from './login/loginRestrictions.ts';
import { recentLogins } from './login/recentLogins.ts';
import { soapLogin } from './login/soapLogin.ts';
import { api } from './org/api.ts';
import { edition } from './org/edition.ts';
import { environment } from './org/environment.ts';
import { flowsProvisioned } from './org/flowsProvisioned.ts';
import { objects } from './org/objects.ts';
import { approvers } from './package/approvers.ts';
import { communityManagers } from './package/communityManagers.ts';
import { containerAccounts } from './package/containerAccounts.ts';
import { flowLimit } from './package/flowLimit.ts';
import { packageDrift } from './package/packageDrift.ts';
import { packageFlows } from './package/packageFlows.ts';
import { stampFields } from './package/stampFields.ts';
import { stampReadOnly } from './package/stampReadOnly.ts';
import { worksheetFields } from './package/worksheetFields.ts';
import { accountAccess } from './permissions/accountAccess.ts';
import { activityAccess } from './permissions/activityAccess.ts';
import { contactAccess } from './permissions/contactAccess.ts';
import { fieldAccess } from './permissions/fieldAccess.ts';
import { appCreation } from './user/appCreation.ts';
import { marketingUser } from './user/marketingUser.ts';
import { passwordNeverExpires } from './user/passwordNeverExpires.ts';
import { user } from './user/user.ts';
import { userActive } from './user/userActive.ts';
import { userDedicated } from './user/userDedicated.ts';
import { userEmail } from './user/userEmail.ts';
import { userName } from './user/userName.ts';
import { userProfile } from './user/userProfile.ts';

/** Everything that an org is looked at for; each file is named after the id of its requirement. */
export const requirements: readonly Requirement[] = [
  edition,
  api,
  flowsProvisioned,
  objects,
  environment,
  user,
  userActive,
  userDedicated,
  userEmail,
  userName,
  userProfile,
  marketingUser,
  appCreation,
  passwordNeverExpires,
  contactAccess,
  accountAccess,
  activityAccess,
  fieldAccess,
  apiEnabled,
  companionApp,
  certificate,
  jwtLogin,
  soapLogin,
  loginRestrictions,
  recentLogins,
  apiAllotment,
  stampFields,
  worksheetFields,
  stampReadOnly,
  packageFlows,
  packageDrift,
  flowLimit,
  communityManagers,
  containerAccounts,
  approvers,
  otherAutomation,
  workflowRules,
  apexTriggers,
  validationRules,
  duplicateRules,
  personAccounts,
  stateAndCountryPicklists,
  requiredFields,
  groupFieldNames,
  neverStamped,
  contactsWithoutEmail,
  duplicateEmails,
  destination,
];
