import { makeField, picklist } from '../field.ts';
import type { SObject } from '../types.ts';
import { setupObject } from './setup.ts';

const fixed = { createable: false, updateable: false } as const;
const immutable = { updateable: false, nillable: false } as const;

/** Public groups and queues, which are told apart by their type. */
const group = setupObject(
  'Group',
  'Group',
  '00G',
  [
    makeField('Name', 'Name', 'string', { length: 40, nillable: false, nameField: true }),
    makeField('DeveloperName', 'Developer Name', 'string', { length: 80 }),
    makeField('Type', 'Type', 'picklist', {
      ...immutable,
      defaultValue: 'Regular',
      picklistValues: picklist('Regular', 'Queue'),
      restrictedPicklist: true,
    }),
    makeField('Description', 'Description', 'textarea', { length: 255 }),
    makeField('Email', 'Email', 'email'),
    makeField('DoesSendEmailToMembers', 'Send Email to Members', 'boolean'),
    makeField('DoesIncludeBosses', 'Include Bosses', 'boolean', { defaultValue: true }),
  ],
  { deletable: true },
);

const groupMember = setupObject(
  'GroupMember',
  'Group Member',
  '011',
  [
    makeField('GroupId', 'Group ID', 'reference', {
      ...immutable,
      referenceTo: ['Group'],
      relationshipName: 'Group',
      childRelationshipName: 'GroupMembers',
    }),
    makeField('UserOrGroupId', 'User/Group ID', 'reference', {
      ...immutable,
      referenceTo: ['Group', 'User'],
    }),
  ],
  { updateable: false, deletable: true },
);

/** The objects whose records a queue may own. */
const queueSobject = setupObject(
  'QueueSobject',
  'Queue Sobject',
  '03g',
  [
    makeField('QueueId', 'Group ID', 'reference', {
      ...fixed,
      referenceTo: ['Group'],
      relationshipName: 'Queue',
      childRelationshipName: 'QueueSobjects',
    }),
    makeField('SobjectType', 'Sobject Type', 'picklist', fixed),
  ],
  { createable: false, updateable: false },
);

export const groupObjects: readonly SObject[] = [group, groupMember, queueSobject];
