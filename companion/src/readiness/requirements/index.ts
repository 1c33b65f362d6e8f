import type { Requirement } from '../interfaces.ts';
import { apiAccess } from './apiAccess.ts';
import { apiAllotment } from './apiAllotment.ts';
import { approvers, containers } from './approval.ts';
import { communityManagers } from './assignments.ts';
import { destination } from './destination.ts';
import { drift } from './drift.ts';
import { duplicateEmails, neverStamped, withoutEmail } from './contacts.ts';
import { edition } from './edition.ts';
import { environment } from './environment.ts';
import { fieldAccess } from './fieldAccess.ts';
import { flowLimit, otherAutomation, packageFlows } from './flows.ts';
import { flowsProvisioned } from './flowsProvisioned.ts';
import { apiEnabled, jwtLogin, recentLogins, soapLogin } from './login.ts';
import { accountAccess, contactAccess, taskAccess } from './objectAccess.ts';
import { objects } from './objects.ts';
import {
  duplicateRules,
  personAccounts,
  requiredFields,
  stateAndCountry,
  triggers,
} from './schemaTraps.ts';
import { groupPrefix, planFields, stampFields } from './stampFields.ts';
import { stampReadOnly } from './stampReadOnly.ts';
import { userActive, userExists } from './userActive.ts';
import { userDedicated } from './userDedicated.ts';
import { userEmail, userName } from './userEmail.ts';
import { appCreation, marketingUser, passwordNeverExpires, userProfile } from './userRights.ts';
import { validationRules } from './validationRules.ts';

/** Everything that an org is looked at for. */
export const requirements: readonly Requirement[] = [
  edition,
  apiAccess,
  flowsProvisioned,
  objects,
  environment,
  userExists,
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
  taskAccess,
  fieldAccess,
  apiEnabled,
  jwtLogin,
  soapLogin,
  recentLogins,
  apiAllotment,
  stampFields,
  planFields,
  stampReadOnly,
  packageFlows,
  drift,
  flowLimit,
  communityManagers,
  containers,
  approvers,
  otherAutomation,
  validationRules,
  triggers,
  duplicateRules,
  personAccounts,
  stateAndCountry,
  requiredFields,
  groupPrefix,
  neverStamped,
  withoutEmail,
  duplicateEmails,
  destination,
];
