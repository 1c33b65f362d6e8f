import { makeField, picklist } from '../field.ts';
import { makeObject, recordFields } from './common.ts';

const computed = { createable: false, updateable: false } as const;
const required = { nillable: false, permissionable: false } as const;

/** The status that closes a task. */
export const CLOSED = 'Completed';
/** The priority that makes it a high one. */
export const HIGH = 'High';

export const task = makeObject(
  'Task',
  'Task',
  '00T',
  recordFields([
    makeField('WhoId', 'Name ID', 'reference', {
      referenceTo: ['Contact'],
      relationshipName: 'Who',
      childRelationshipName: 'Tasks',
      cascadeDelete: true,
    }),
    // The schema adds every object that has activities.
    makeField('WhatId', 'Related To ID', 'reference', {
      relationshipName: 'What',
      childRelationshipName: 'Tasks',
      cascadeDelete: true,
    }),
    makeField('Subject', 'Subject', 'combobox', {
      nameField: true,
      picklistValues: picklist('Call', 'Email', 'Send Letter', 'Send Quote', 'Other'),
    }),
    makeField('ActivityDate', 'Due Date Only', 'date'),
    makeField('Status', 'Status', 'picklist', {
      ...required,
      length: 40,
      defaultValue: 'Not Started',
      picklistValues: picklist(
        'Not Started',
        'In Progress',
        CLOSED,
        'Waiting on someone else',
        'Deferred',
      ),
    }),
    makeField('Priority', 'Priority', 'picklist', {
      ...required,
      length: 20,
      defaultValue: 'Normal',
      picklistValues: picklist(HIGH, 'Normal', 'Low'),
    }),
    makeField('IsHighPriority', 'High Priority', 'boolean', {
      ...computed,
      permissionable: false,
    }),
    makeField('Description', 'Description', 'textarea', { length: 32000 }),
    makeField('Type', 'Type', 'picklist', {
      length: 40,
      picklistValues: picklist('Call', 'Meeting', 'Other'),
    }),
    makeField('TaskSubtype', 'Task Subtype', 'picklist', {
      length: 40,
      updateable: false,
      permissionable: false,
      restrictedPicklist: true,
      defaultValue: 'Task',
      picklistValues: picklist('Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'),
    }),
    makeField('AccountId', 'Account ID', 'reference', {
      ...computed,
      permissionable: false,
      referenceTo: ['Account'],
      relationshipName: 'Account',
    }),
    makeField('IsClosed', 'Closed', 'boolean', { ...computed, permissionable: false }),
    makeField('CompletedDateTime', 'Completed Date', 'datetime', {
      ...computed,
      permissionable: false,
    }),
    makeField('CallDurationInSeconds', 'Call Duration', 'int', { precision: 8 }),
    makeField('CallType', 'Call Type', 'picklist', {
      length: 40,
      picklistValues: picklist('Internal', 'Inbound', 'Outbound'),
    }),
    makeField('CallDisposition', 'Call Result', 'string'),
    makeField('CallObject', 'Call Object Identifier', 'string'),
    makeField('IsReminderSet', 'Reminder Set', 'boolean', { permissionable: false }),
    makeField('ReminderDateTime', 'Reminder Date/Time', 'datetime', { permissionable: false }),
  ]),
);
