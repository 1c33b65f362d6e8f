import assert from 'node:assert/strict';
import type { SalesforceError } from '../../src/errors.ts';
import { compileFlow } from '../../src/flow/compile.ts';
import {
  meetsEntryConditions,
  runFlow,
  type CompiledFlow,
  type Interview,
} from '../../src/flow/run.ts';
import type { EmailRequest } from '../../src/mail/types.ts';
import { parseXml, type Problem } from '../../src/metadata/xml.ts';
import { makeField, picklist } from '../../src/schema/field.ts';
import { OrgSchema, standardObjects } from '../../src/schema/schema.ts';
import type { Field, SObject, Values } from '../../src/schema/types.ts';

function makeObject(name: string, keyPrefix: string, fields: Field[]): SObject {
  const system = [
    makeField('Id', 'Record ID', 'id', { createable: false, updateable: false }),
    makeField('CreatedDate', 'Created Date', 'datetime', { updateable: false }),
  ];
  return {
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix,
    custom: true,
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    triggerable: true,
    isSetup: false,
    configuration: null,
    hasActivities: false,
    sharingModel: 'ReadWrite',
    fields: new Map([...system, ...fields].map((field) => [field.name.toLowerCase(), field])),
  };
}

const library = makeObject('Library__c', 'a00', [
  makeField('Name', 'Name', 'string'),
  makeField('City__c', 'City', 'string'),
]);

const loan = makeObject('Loan__c', 'a01', [
  makeField('Name', 'Name', 'string'),
  makeField('Title__c', 'Title', 'string'),
  makeField('Email__c', 'E-mail', 'email'),
  makeField('Days__c', 'Days', 'double', { precision: 18, scale: 2 }),
  makeField('Fee__c', 'Fee', 'currency', { precision: 18, scale: 2 }),
  makeField('Returned__c', 'Returned', 'boolean'),
  makeField('Due__c', 'Due', 'date'),
  makeField('Stamp__c', 'Stamp', 'datetime'),
  makeField('Status__c', 'Status', 'picklist', { picklistValues: picklist('Out', 'Back') }),
  makeField('Address__c', 'Address', 'address'),
  makeField('Library__c', 'Library', 'reference', {
    referenceTo: ['Library__c'],
    relationshipName: 'Library__r',
  }),
  makeField('OwnerId', 'Owner', 'reference', {
    referenceTo: ['User', 'Group'],
    relationshipName: 'Owner',
  }),
]);

export const schema = new OrgSchema([...standardObjects, library, loan]);

/** The root of a flow file around its elements. */
export const flowXml = (content: string, status = 'Active'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
  <apiVersion>64.0</apiVersion>
  <label>Loan: made &amp; mended</label>
  <processType>AutoLaunchedFlow</processType>
  <status>${status}</status>
  ${content}
</Flow>`;

export interface StartOptions {
  readonly conditions?: string;
  readonly to?: string;
  readonly type?: 'RecordBeforeSave' | 'RecordAfterSave';
  readonly when?: 'Create' | 'Update' | 'CreateAndUpdate';
}

export const start = (options: StartOptions = {}): string => `
  <start>
    <locationX>0</locationX>
    <locationY>0</locationY>
    <connector><targetReference>${options.to ?? 'Stamp_It'}</targetReference></connector>
    ${options.conditions ?? ''}
    <object>Loan__c</object>
    <recordTriggerType>${options.when ?? 'CreateAndUpdate'}</recordTriggerType>
    <triggerType>${options.type ?? 'RecordAfterSave'}</triggerType>
  </start>`;

export const formulaCondition = (formula: string): string =>
  `<filterFormula>${escape(formula)}</filterFormula>`;

export const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const place = '<locationX>0</locationX><locationY>0</locationY>';
export const named = (name: string): string =>
  `<name>${name}</name><label>${name.replace(/_/g, ' ')}</label>${place}`;
export const connector = (to: string, kind = 'connector'): string =>
  `<${kind}><targetReference>${to}</targetReference></${kind}>`;

export const update = (name: string, field: string, value: string, more = ''): string => `
  <recordUpdates>
    ${named(name)}
    <inputAssignments><field>${field}</field><value>${value}</value></inputAssignments>
    <inputReference>$Record</inputReference>
    ${more}
  </recordUpdates>`;

export const create = (name: string, object: string, inputs: string, more = ''): string => `
  <recordCreates>
    ${named(name)}
    ${inputs}
    <object>${object}</object>
    ${more}
  </recordCreates>`;
export const input = (field: string, value: string): string =>
  `<inputAssignments><field>${field}</field><value>${value}</value></inputAssignments>`;

/** Sets Stamp__c to the current time. */
export const stampIt = update(
  'Stamp_It',
  'Stamp__c',
  '<elementReference>$Flow.CurrentDateTime</elementReference>',
);

export const assignments = (name: string, items: string[], more = ''): string => `
  <assignments>
    ${named(name)}
    ${items.map((item) => `<assignmentItems>${item}</assignmentItems>`).join('')}
    ${more}
  </assignments>`;
export const item = (to: string, operator: string, value: string): string =>
  `<assignToReference>${to}</assignToReference><operator>${operator}</operator><value>${value}</value>`;

/** The elements of a flow so that those of one name stand together. */
export function grouped(content: string): string {
  const elements = content.match(/<(\w+)>.*?<\/\1>/gs) ?? [];
  const name = (element: string) => /\w+/.exec(element)![0];
  return elements.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0)).join('');
}

export function problemsOf(xml: string): Problem[] {
  return compileFlow('Loan_Flow', parseXml(xml), schema).problems;
}

export function compiled(xml: string): CompiledFlow {
  const { flow, problems } = compileFlow('Loan_Flow', parseXml(xml), schema);
  assert.deepEqual(problems, []);
  assert.ok(flow);
  return flow;
}

export const now = new Date('2026-11-21T03:30:15.250Z');
export const stamped = '2026-11-21T03:30:15.000+0000';

export interface Save {
  readonly record?: Values;
  /** Of an update: the record before it. */
  readonly prior?: Values;
  /** Makes updates fail. */
  readonly failure?: SalesforceError;
  readonly createFailure?: SalesforceError;
  readonly libraries?: Record<string, Values>;
  /** Records that are found, by object. */
  readonly stored?: Record<string, Values[]>;
}

export interface Outcome {
  /** Whether the flow ran. */
  readonly ran: boolean;
  /** The record that was saved, as a before-save flow left it. */
  readonly record: Values;
  readonly updates: { object: string; update: Values }[];
  readonly deletions: { object: string; id: string }[];
  readonly creations: { object: string; created: Values }[];
  readonly emails: EmailRequest[];
  readonly alerts: { name: string; recordId: string }[];
}

/** Lets a flow meet a save, as the order of execution does. */
export function save(flow: CompiledFlow, options: Save): Outcome {
  const record: Values = { Id: 'a01000000000001AAA', ...options.prior, ...options.record };
  const updates: Outcome['updates'] = [];
  const creations: Outcome['creations'] = [];
  const deletions: Outcome['deletions'] = [];
  const emails: Outcome['emails'] = [];
  const alerts: Outcome['alerts'] = [];
  const interview: Interview = {
    isNew: !options.prior,
    record,
    prior: options.prior,
    host: {
      schema,
      now,
      user: { Id: '005000000000001AAA', FirstName: 'Ada', TimeZoneSidKey: 'America/Los_Angeles' },
      organization: { Name: 'The Libraries' },
      readRecord: (object, id) => (object === 'Library__c' ? options.libraries?.[id] : undefined),
      hasCustomPermission: () => false,
      createRecords(object, records) {
        if (options.createFailure) throw options.createFailure;
        return records.map((created) => `a02${String(creations.push({ object, created }))}`);
      },
      deleteRecords(object, ids) {
        deletions.push(...ids.map((id) => ({ object, id })));
      },
      findRecords: (object, match) =>
        (options.stored?.[object] ?? []).filter((row) =>
          Object.entries(match).every(([name, value]) => (row[name] ?? null) === value),
        ),
      sendEmail(request) {
        emails.push(request);
      },
      sendAlert(name, recordId) {
        alerts.push({ name, recordId });
      },
      updateRecords(object, changes) {
        if (options.failure) throw options.failure;
        updates.push(...changes.map((update) => ({ object, update })));
      },
    },
  };
  const ran = meetsEntryConditions(flow, interview);
  if (ran) runFlow(flow, interview);
  return { ran, record, updates, creations, deletions, emails, alerts };
}
