import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import { createUser } from '../security/support.ts';
import {
  assignPermissionSet,
  connect,
  create,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  restError,
  rowsOf,
  soapCall,
} from '../support.ts';

/*
 * Sources: Help, "Considerations for Object Relationships", "Roll-Up Summary Field"; Metadata API
 * Developer Guide, "CustomField" (writeRequiresMasterRead, reparentableMasterDetail, summary…); SOAP
 * API Developer Guide, DescribeSObjectResult; Apex Developer Guide, "Triggers and Order of Execution"
 */

const object = (label: string, fields: string, sharingModel: string) =>
  metadataFile(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${fields}<label>${label}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>${label}s</pluralLabel><sharingModel>${sharingModel}</sharingModel>`,
  );
const master = (name: string, to: string, below: string, more = '') =>
  customField(
    name,
    'MasterDetail',
    `<referenceTo>${to}</referenceTo><relationshipLabel>${below}</relationshipLabel><relationshipName>${below}</relationshipName>${more}`,
  );
const summary = (name: string, operation: string, field = '', filters = '') =>
  customField(
    name,
    'Summary',
    `${field && `<summarizedField>Line__c.${field}</summarizedField>`}${filters}<summaryForeignKey>Line__c.Order__c</summaryForeignKey><summaryOperation>${operation}</summaryOperation>`,
  );
const number = '<precision>8</precision><scale>2</scale>';
const order = object(
  'Order',
  customField('Limit__c', 'Number', number) +
    summary('Lines__c', 'count') +
    summary('Total__c', 'sum', 'Amount__c') +
    summary('Least__c', 'min', 'Amount__c') +
    summary('Latest__c', 'max', 'Day__c') +
    summary(
      'Large__c',
      'count',
      '',
      '<summaryFilterItems><field>Line__c.Amount__c</field><operation>greaterOrEqual</operation><value>10</value></summaryFilterItems><summaryFilterItems><field>Line__c.Kind__c</field><operation>notEqual</operation><value>Gift, Sample</value></summaryFilterItems>',
    ) +
    '<validationRules><fullName>Limit</fullName><active>true</active><errorConditionFormula>Total__c &gt; Limit__c</errorConditionFormula><errorMessage>Too much.</errorMessage></validationRules>',
  'Private',
);
const line = object(
  'Line',
  customField('Amount__c', 'Number', number) +
    customField('Day__c', 'Date') +
    customField('Kind__c', 'Text', '<length>20</length>') +
    master('Order__c', 'Order__c', 'Lines') +
    master(
      'Shop__c',
      'Account',
      'Lines',
      '<reparentableMasterDetail>true</reparentableMasterDetail><writeRequiresMasterRead>true</writeRequiresMasterRead>',
    ),
  'ControlledByParent',
);
const visible =
  'Order__c.Limit__c Order__c.Lines__c Order__c.Total__c Order__c.Least__c Order__c.Latest__c Order__c.Large__c Line__c.Amount__c Line__c.Day__c Line__c.Kind__c'.split(
    ' ',
  );
const grant = (name: string) =>
  `<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${name}</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;

suite('master-detail relationships and roll-up summaries', () => {
  let org: LocalOrg;
  let connection: Connection;
  let shop: string;
  const lineOf = (Order__c: string, values = {}) =>
    create(connection, 'Line__c', { Name: 'L', Order__c, Shop__c: shop, ...values });
  const orderNamed = (Name: string) => create(connection, 'Order__c', { Name, Limit__c: 100 });
  const sums = async (id: string) =>
    (
      await rowsOf(
        connection,
        `SELECT Lines__c, Total__c, Least__c, Latest__c, Large__c FROM Order__c WHERE Id = '${id}'`,
      )
    )[0];

  before(async () => {
    org = await startLocalOrg({});
    connection = connect(org);
    const { problems } = await deploy(
      connection,
      { CustomObject: ['Order__c', 'Line__c'], PermissionSet: ['Sees', 'Sells'] },
      {
        'objects/Order__c.object': order,
        'objects/Line__c.object': line,
        'permissionsets/Sees.permissionset': permissionSet('Sees', visible),
        'permissionsets/Sells.permissionset': metadataFile(
          'PermissionSet',
          `<label>Sells</label>${['Account', 'Line__c', 'Order__c'].map(grant).join('')}`,
        ),
      },
    );
    assert.deepEqual(problems, []);
    await assignPermissionSet(connection, 'Sees', org.username);
    shop = await create(connection, 'Account', { Name: 'Shop' });
  });
  after(() => org.close());

  test('describe tells of them', async () => {
    const { fields } = await connection.sobject('Line__c').describe();
    const seen = (name: string) => {
      const { cascadeDelete, nillable, relationshipOrder, updateable, writeRequiresMasterRead } =
        fields.find((field) => field.name === name)!;
      return { cascadeDelete, nillable, relationshipOrder, updateable, writeRequiresMasterRead };
    };
    const both = { cascadeDelete: true, nillable: false };
    assert.deepEqual(seen('Order__c'), {
      ...both,
      relationshipOrder: 0,
      updateable: false,
      writeRequiresMasterRead: false,
    });
    assert.deepEqual(seen('Shop__c'), {
      ...both,
      relationshipOrder: 1,
      updateable: true,
      writeRequiresMasterRead: true,
    });
    assert.ok(!fields.some(({ name }) => name === 'OwnerId'));
    const total = (await connection.sobject('Order__c').describe()).fields.find(
      ({ name }) => name === 'Total__c',
    )!;
    assert.deepEqual(
      [total.type, total.calculated, total.createable, total.precision, total.scale],
      ['double', true, false, 8, 2],
    );
  });

  test('a detail needs its masters, and moves to another only where its field says so', async () => {
    const one = await orderNamed('One');
    const missing = await restError(org, 'POST', '/sobjects/Line__c', { Name: 'X', Order__c: one });
    assert.deepEqual([missing.errorCode, missing.fields], ['REQUIRED_FIELD_MISSING', ['Shop__c']]);
    const id = await lineOf(one);
    const moved = await restError(org, 'PATCH', `/sobjects/Line__c/${id}`, {
      Order__c: await orderNamed('Two'),
    });
    assert.equal(moved.errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
    const other = await create(connection, 'Account', { Name: 'Other' });
    await connection.sobject('Line__c').update({ Id: id, Shop__c: other });
    assert.deepEqual(
      await rowsOf(connection, `SELECT Shop__r.Name FROM Line__c WHERE Id = '${id}'`).then(
        ([row]) => (row!['Shop__r'] as { Name: string }).Name,
      ),
      'Other',
    );
  });

  test('summaries follow what is below, and the master is saved with its rules', async () => {
    const id = await orderNamed('Sums');
    assert.deepEqual(await sums(id), {
      Lines__c: 0,
      Total__c: 0,
      Least__c: null,
      Latest__c: null,
      Large__c: 0,
    });
    await lineOf(id, { Amount__c: 0.1, Day__c: '2026-01-02' });
    const second = await lineOf(id, { Amount__c: 10.2, Day__c: '2026-03-04' });
    await lineOf(id, { Amount__c: 20, Kind__c: 'gift' });
    assert.deepEqual(await sums(id), {
      Lines__c: 3,
      Total__c: 30.3,
      Least__c: 0.1,
      Latest__c: '2026-03-04',
      Large__c: 1,
    });
    const refused = await restError(org, 'PATCH', `/sobjects/Line__c/${second}`, { Amount__c: 90 });
    assert.deepEqual(
      [refused.errorCode, refused.message],
      ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Too much.'],
    );
    await connection.sobject('Line__c').delete(second);
    assert.deepEqual(await sums(id), {
      Lines__c: 2,
      Total__c: 20.1,
      Least__c: 0.1,
      Latest__c: '2026-01-02',
      Large__c: 0,
    });
    await soapCall(
      org,
      '/services/Soap/u/64.0',
      `<undelete xmlns="urn:partner.soap.sforce.com"><ids>${second}</ids></undelete>`,
    );
    assert.equal((await sums(id))!['Lines__c'], 3);
    const written = await restError(org, 'PATCH', `/sobjects/Order__c/${id}`, { Total__c: 1 });
    assert.equal(written.errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  test('details go and come back with a master, and leave the sums of the other', async () => {
    const id = await orderNamed('Stays');
    const gone = await create(connection, 'Account', { Name: 'Gone' });
    const detail = await lineOf(id, { Shop__c: gone, Amount__c: 5 });
    await connection.sobject('Account').delete(gone);
    assert.deepEqual(await rowsOf(connection, `SELECT Id FROM Line__c WHERE Id = '${detail}'`), []);
    assert.equal((await sums(id))!['Total__c'], 0);
    const alone = await soapCall(
      org,
      '/services/Soap/u/64.0',
      `<undelete xmlns="urn:partner.soap.sforce.com"><ids>${detail}</ids></undelete>`,
    );
    assert.match(alone.text, /UNDELETE_FAILED/);
    await soapCall(
      org,
      '/services/Soap/u/64.0',
      `<undelete xmlns="urn:partner.soap.sforce.com"><ids>${gone}</ids></undelete>`,
    );
    assert.equal((await sums(id))!['Total__c'], 5);
  });

  test('who sees and changes a detail is decided by both masters', async () => {
    await createUser(connection, 'seller@shop.example');
    await assignPermissionSet(connection, 'Sells', 'seller@shop.example');
    const seller = connect(org, org.openSession('seller@shop.example'));
    const ownOrder = await create(seller, 'Order__c', { Name: 'Own' });
    const ownShop = await create(seller, 'Account', { Name: 'Own' });
    const foreignOrder = await orderNamed('Foreign');
    await create(seller, 'Line__c', { Name: 'own', Order__c: ownOrder, Shop__c: ownShop });
    await lineOf(foreignOrder, { Name: 'foreign order', Shop__c: ownShop });
    await lineOf(ownOrder, { Name: 'foreign shop' });
    assert.deepEqual(await rowsOf(seller, 'SELECT Name FROM Line__c'), [{ Name: 'own' }]);
    await assert.rejects(
      create(seller, 'Line__c', { Name: 'X', Order__c: foreignOrder, Shop__c: ownShop }),
      { errorCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY' },
    );
  });

  test('without its masters an object has owners again', async () => {
    const { problems } = await deploy(
      connection,
      { CustomObject: ['Note__c'] },
      {
        'objects/Note__c.object': object(
          'Note',
          master('Order__c', 'Order__c', 'Notes'),
          'ControlledByParent',
        ),
      },
    );
    assert.deepEqual(problems, []);
    await create(connection, 'Note__c', { Name: 'N', Order__c: await orderNamed('Noted') });
    const removed = await deploy(
      connection,
      {},
      {
        'destructiveChanges.xml': metadataFile(
          'Package',
          '<types><members>Note__c.Order__c</members><name>CustomField</name></types>',
        ),
      },
    );
    assert.deepEqual(removed.problems, []);
    const [note] = await rowsOf(connection, 'SELECT Owner.Username FROM Note__c');
    assert.equal((note!['Owner'] as { Username: string }).Username, org.username);
    const again = await deploy(
      connection,
      { CustomField: ['Note__c.Order__c'] },
      {
        'objects/Note__c.object': metadataFile(
          'CustomObject',
          master('Order__c', 'Order__c', 'Notes'),
        ),
      },
    );
    assert.deepEqual(
      again.problems.map(({ problem }) => problem),
      ['A master-detail relationship field cannot be added to Note__c, which has records'],
    );
  });

  test('a lookup may keep what it points at from being deleted', async () => {
    const { problems } = await deploy(
      connection,
      { CustomObject: ['Visit__c'] },
      {
        'objects/Visit__c.object': object(
          'Visit',
          customField(
            'Shop__c',
            'Lookup',
            '<deleteConstraint>Restrict</deleteConstraint><referenceTo>Account</referenceTo><relationshipName>Visits</relationshipName><required>true</required>',
          ),
          'Private',
        ),
      },
    );
    assert.deepEqual(problems, []);
    const visited = await create(connection, 'Account', { Name: 'Visited' });
    const visit = await create(connection, 'Visit__c', { Name: 'V1', Shop__c: visited });
    const refused = await restError(org, 'DELETE', `/sobjects/Account/${visited}`);
    assert.deepEqual([refused.status, refused.errorCode], [400, 'DELETE_FAILED']);
    assert.match(
      refused.message,
      /^Your attempt to delete Visited could not be completed .* visits\.: V1/,
    );
    await connection.sobject('Visit__c').delete(visit);
    await connection.sobject('Account').delete(visited);
  });
});
