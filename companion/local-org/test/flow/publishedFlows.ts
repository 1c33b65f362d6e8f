import assert from 'node:assert/strict';
import type { Connection } from 'jsforce';
import type { LocalOrg, LocalOrgOptions } from '../../src/index.ts';
import {
  assignPermissionSet,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  withOrg,
} from '../support.ts';
import { connector, grouped, named } from './support.ts';

/*
 * Flows built as those that public repositories hold: the same elements, connected in the same way,
 * with objects, names and words of our own.
 */

export const text = (value: string) => `<stringValue>${value}</stringValue>`;
export const number = (value: number) => `<numberValue>${value}</numberValue>`;
export const yes = '<booleanValue>true</booleanValue>';
export const no = '<booleanValue>false</booleanValue>';
export const reference = (path: string) => `<elementReference>${path}</elementReference>`;
export const filter = (field: string, operator: string, value: string) =>
  `<filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
export const outcome = (name: string, conditions: string, to: string) =>
  `<rules><name>${name}</name><conditionLogic>and</conditionLogic>${conditions}${connector(to)}<label>${name}</label></rules>`;
export const condition = (left: string, operator: string, right: string) =>
  `<conditions><leftValueReference>${left}</leftValueReference><operator>${operator}</operator><rightValue>${right}</rightValue></conditions>`;
export const decide = (name: string, outcomes: string, otherwise = '') =>
  `<decisions>${named(name)}${otherwise && connector(otherwise, 'defaultConnector')}<defaultConnectorLabel>Otherwise</defaultConnectorLabel>${outcomes}</decisions>`;
export const lookUp = (name: string, object: string, rest: string, to: string) =>
  `<recordLookups>${named(name)}<assignNullValuesIfNoRecordsFound>false</assignNullValuesIfNoRecordsFound>${connector(to)}<filterLogic>and</filterLogic>${rest}<object>${object}</object><storeOutputAutomatically>true</storeOutputAutomatically></recordLookups>`;
export const first = '<getFirstRecordOnly>true</getFirstRecordOnly>';
export const change = (name: string, rest: string) =>
  `<recordUpdates>${named(name)}${rest}</recordUpdates>`;
export const ofRecord = '<inputReference>$Record</inputReference>';

/** A flow with all that Flow Builder writes beside its elements. */
export const flow = (content: string, start: string) =>
  metadataFile(
    'Flow',
    `<apiVersion>64.0</apiVersion><areMetricsLoggedToDataCloud>false</areMetricsLoggedToDataCloud><description>What it does.</description><environments>Default</environments>
    <interviewLabel>Published {!$Flow.CurrentDateTime}</interviewLabel><label>Published</label>
    <processMetadataValues><name>BuilderType</name><value>${text('LightningFlowBuilder')}</value></processMetadataValues>
    <processMetadataValues><name>CanvasMode</name><value>${text('AUTO_LAYOUT_CANVAS')}</value></processMetadataValues>
    <processType>AutoLaunchedFlow</processType>${grouped(content)}<start><locationX>50</locationX><locationY>0</locationY>${start}</start><status>Active</status>`,
  );
export const triggered = (to: string, object: string, type: string, when: string, rest = '') =>
  `${connector(to)}${rest}<object>${object}</object><recordTriggerType>${when}</recordTriggerType><triggerType>${type}</triggerType>`;

export const fields = ['Contact.Rank__c', 'Contact.Asked__c', 'Contact.Answered__c'];
export const objectFile = metadataFile(
  'CustomObject',
  customField('Rank__c', 'Number', '<precision>9</precision><scale>0</scale>') +
    customField('Asked__c', 'DateTime') +
    customField('Answered__c', 'DateTime'),
);

/** An org with the flow, and with what such flows speak of. */
export const withFlow = (
  xml: string,
  work: (connection: Connection, org: LocalOrg) => Promise<void>,
  options: LocalOrgOptions = {},
) =>
  withOrg(async (org, connection) => {
    const { problems } = await deploy(
      connection,
      { CustomField: fields, Flow: ['Published'], PermissionSet: ['All'], Queue: ['Answering'] },
      {
        'objects/Contact.object': objectFile,
        'flows/Published.flow': xml,
        'permissionsets/All.permissionset': permissionSet('All', fields),
        'queues/Answering.queue': metadataFile(
          'Queue',
          '<name>Answering</name><queueSobject><sobjectType>Contact</sobjectType></queueSobject>',
        ),
      },
    );
    assert.deepEqual(problems, []);
    await assignPermissionSet(connection, 'All', org.username);
    await work(connection, org);
  }, options);
export const get = (connection: Connection, object: string, id: string) =>
  connection.sobject(object).retrieve(id);
export async function add(connection: Connection, object: string, values: Record<string, unknown>) {
  return (await connection.sobject(object).create(values)).id!;
}
