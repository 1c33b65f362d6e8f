import { z } from 'zod';
import { communityGroups, securityGroups } from './groups.ts';
import { demographics, emailOptOut, expiration, isActive, profile, removeOn } from './members.ts';
import {
  account,
  activitySync,
  contact,
  contactManager,
  containerAccounts,
  flowDown,
  personAccounts,
} from './package.ts';
import { access, destination, refresh, sso } from './service.ts';

/** Every section of seeds/001 and every setting of seeds/000, in the order in which they are filled in. */
export const worksheetSchema = z.strictObject({
  access: access.prefault({}).describe('Who the companion is in Salesforce.'),
  isActive,
  removeOn,
  expiration,
  emailOptOut,
  profile,
  demographics,
  communityGroups: communityGroups.prefault({}).describe('What makes community groups.'),
  securityGroups: securityGroups.prefault({}).describe('What makes security groups.'),
  flowDown,
  contact: contact.prefault({}).describe('What is watched on contacts.'),
  account: account.prefault({}).describe('What is watched on accounts.'),
  personAccounts,
  containerAccounts,
  contactManager,
  activitySync,
  sso,
  refresh: refresh.prefault({}).describe('When members are refreshed.'),
  destination: destination.prefault({}).describe('Where members go.'),
});

/** A worksheet that has passed every check, with its defaults filled in. */
export type Worksheet = z.output<typeof worksheetSchema>;
