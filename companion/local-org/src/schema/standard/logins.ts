import { makeField } from '../field.ts';
import type { SObject } from '../types.ts';
import { auditFields, idField, makeObject } from './common.ts';

const fixed = { createable: false, updateable: false, permissionable: false } as const;
const notSaved = {
  isSetup: true,
  createable: false,
  deletable: false,
  undeletable: false,
  triggerable: false,
} as const;

const userId = makeField('UserId', 'User ID', 'reference', {
  ...fixed,
  nillable: false,
  referenceTo: ['User'],
});

/** One row for each attempt to log in. (Object Reference, LoginHistory) */
const loginHistory = makeObject(
  'LoginHistory',
  'Login History',
  '0Ya',
  [
    idField,
    userId,
    makeField('LoginTime', 'Login Time', 'datetime', fixed),
    makeField('LoginType', 'Login Type', 'picklist', fixed),
    makeField('SourceIp', 'Source IP', 'string', { ...fixed, length: 39 }),
    makeField('LoginUrl', 'Login URL', 'string', fixed),
    makeField('Application', 'Application', 'string', fixed),
    makeField('ApiType', 'API Type', 'string', fixed),
    makeField('ApiVersion', 'API Version', 'string', { ...fixed, length: 32 }),
    makeField('Status', 'Status', 'string', { ...fixed, length: 128 }),
    makeField('Browser', 'Browser', 'string', { ...fixed, length: 64 }),
    makeField('Platform', 'Platform', 'string', { ...fixed, length: 64 }),
    makeField('ClientVersion', 'Client Version', 'string', { ...fixed, length: 64 }),
  ],
  { ...notSaved, updateable: false, labelPlural: 'Login History' },
);

/** Whether a user is frozen or locked out: one row for each user. (Object Reference, UserLogin) */
const userLogin = makeObject(
  'UserLogin',
  'User Login',
  '0Yw',
  [
    idField,
    { ...userId, relationshipName: 'User' },
    makeField('IsFrozen', 'Frozen', 'boolean', { permissionable: false, createable: false }),
    makeField('IsPasswordLocked', 'Password Locked', 'boolean', {
      permissionable: false,
      createable: false,
    }),
    ...auditFields,
  ],
  { ...notSaved, updateable: true },
);

export const loginObjects: readonly SObject[] = [loginHistory, userLogin];
