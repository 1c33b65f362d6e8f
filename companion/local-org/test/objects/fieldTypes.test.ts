import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  create,
  customField,
  deploy,
  manualClock,
  metadataFile,
  permissionSet,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';
import type { LocalOrgOptions } from '../../src/index.ts';

/*
 * Sources: Help, "Custom Field Types", "Custom Field Attributes", "Default Field Values"; Metadata
 * API Developer Guide, "CustomField", "GlobalValueSet"; Object Reference, "Field Types"
 */

const fieldsOf = (xml: string) =>
  [...xml.matchAll(/<fields><fullName>(\w+)</g)].map(([, name]) => `Ticket__c.${name!}`);
const ticket = (fields: string, nameField = '<label>Title</label><type>Text</type>') =>
  metadataFile(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${fields}<label>Ticket</label><nameField>${nameField}</nameField><pluralLabel>Tickets</pluralLabel><sharingModel>ReadWrite</sharingModel>`,
  );

/** An org with an object Ticket__c, whose fields the administrator sees. */
const withTickets = (
  object: string,
  work: (
    connection: Connection,
    org: Parameters<Parameters<typeof withOrg>[0]>[0],
  ) => Promise<void>,
  options: LocalOrgOptions = {},
  more: { members?: Record<string, string[]>; files?: Record<string, string> } = {},
) =>
  withOrg(async (org, connection) => {
    const fields = fieldsOf(object);
    const { problems } = await deploy(
      connection,
      {
        CustomObject: ['Ticket__c'],
        CustomField: fields,
        PermissionSet: ['Sees'],
        ...more.members,
      },
      {
        'objects/Ticket__c.object': object,
        'permissionsets/Sees.permissionset': permissionSet('Sees', fields),
        ...more.files,
      },
    );
    assert.deepEqual(problems, []);
    await assignPermissionSet(connection, 'Sees', org.username);
    await work(connection, org);
  }, options);

const fieldNamed = async (connection: Connection, name: string) =>
  (await connection.sobject('Ticket__c').describe()).fields.find((field) => field.name === name)!;

suite('auto numbers', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');
  const number = customField(
    'Number__c',
    'AutoNumber',
    '<displayFormat>{YYYY}/{MM}-{0000}</displayFormat><externalId>true</externalId><startingNumber>7</startingNumber>',
  );

  test('a name and a field count on their own, also for records that are there', () =>
    withTickets(
      ticket('', '<displayFormat>T-{000}</displayFormat><label>No.</label><type>AutoNumber</type>'),
      async (connection, org) => {
        await create(connection, 'Ticket__c', {});
        await create(connection, 'Ticket__c', {});
        const { problems } = await deploy(
          connection,
          { CustomField: ['Ticket__c.Number__c'], PermissionSet: ['Numbers'] },
          {
            'objects/Ticket__c.object': metadataFile('CustomObject', number),
            'permissionsets/Numbers.permissionset': permissionSet('Numbers', [
              'Ticket__c.Number__c',
            ]),
          },
        );
        assert.deepEqual(problems, []);
        await assignPermissionSet(connection, 'Numbers', org.username);
        await create(connection, 'Ticket__c', {});
        assert.deepEqual(
          await rowsOf(connection, 'SELECT Name, Number__c FROM Ticket__c ORDER BY Name'),
          [
            { Name: 'T-001', Number__c: '2026/11-0007' },
            { Name: 'T-002', Number__c: '2026/11-0008' },
            { Name: 'T-003', Number__c: '2026/11-0009' },
          ],
        );
        const { autoNumber, createable, type, idLookup } = await fieldNamed(
          connection,
          'Number__c',
        );
        assert.deepEqual([autoNumber, createable, type, idLookup], [true, false, 'string', true]);
        const error = await restError(org, 'POST', '/sobjects/Ticket__c', { Name: 'X' });
        assert.equal(error.errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
      },
      { clock },
    ));
});

suite('default values', () => {
  const values =
    '<valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>New</fullName><default>true</default></value><value><fullName>Done</fullName><default>false</default></value></valueSetDefinition></valueSet>';
  const object = ticket(
    customField('Status__c', 'Picklist', values) +
      customField('Due__c', 'Date', '<defaultValue>TODAY() + 7</defaultValue>') +
      customField(
        'By__c',
        'Text',
        '<defaultValue>$User.LastName &amp; "!"</defaultValue><length>50</length>',
      ) +
      customField(
        'Share__c',
        'Percent',
        '<defaultValue>0.25</defaultValue><precision>5</precision><scale>0</scale>',
      ),
  );

  test('a new record has them where it says nothing', () =>
    withTickets(
      object,
      async (connection) => {
        await create(connection, 'Ticket__c', { Name: 'A' });
        await create(connection, 'Ticket__c', { Name: 'B', Status__c: 'Done', Due__c: null });
        assert.deepEqual(
          await rowsOf(
            connection,
            'SELECT Status__c, Due__c, By__c, Share__c FROM Ticket__c ORDER BY Name',
          ),
          [
            { Status__c: 'New', Due__c: '2026-11-28', By__c: 'Administrator!', Share__c: 25 },
            { Status__c: 'Done', Due__c: null, By__c: 'Administrator!', Share__c: 25 },
          ],
        );
        assert.equal((await fieldNamed(connection, 'Due__c')).defaultValueFormula, 'TODAY() + 7');
      },
      { clock: manualClock('2026-11-21T08:00:00Z') },
    ));
});

test('a rich text area is a long text that says so', () =>
  withTickets(
    ticket(customField('Text__c', 'Html', '<length>32768</length><visibleLines>10</visibleLines>')),
    async (connection, org) => {
      await create(connection, 'Ticket__c', { Name: 'A', Text__c: '<b>Hello</b>' });
      assert.deepEqual(await rowsOf(connection, 'SELECT Text__c FROM Ticket__c'), [
        { Text__c: '<b>Hello</b>' },
      ]);
      const { type, length, htmlFormatted } = await fieldNamed(connection, 'Text__c');
      assert.deepEqual([type, length, htmlFormatted], ['textarea', 32768, true]);
      const soql = encodeURIComponent("SELECT Id FROM Ticket__c WHERE Text__c = 'x'");
      const error = await restError(org, 'GET', `/query?q=${soql}`);
      assert.equal(error.errorCode, 'INVALID_FIELD');
    },
  ));

test('unique values differ in case alone only where the field says so', () =>
  withTickets(
    ticket(
      customField('Loose__c', 'Text', '<length>9</length><unique>true</unique>') +
        customField(
          'Strict__c',
          'Text',
          '<caseSensitive>true</caseSensitive><externalId>true</externalId><length>9</length><unique>true</unique>',
        ),
    ),
    async (connection, org) => {
      const add = (values: Record<string, string>) =>
        restError(org, 'POST', '/sobjects/Ticket__c', { Name: 'X', ...values });
      await create(connection, 'Ticket__c', { Name: 'A', Loose__c: 'a', Strict__c: 'a' });
      await create(connection, 'Ticket__c', { Name: 'B', Strict__c: 'A' });
      assert.equal((await add({ Loose__c: 'A' })).errorCode, 'DUPLICATE_VALUE');
      assert.equal((await add({ Strict__c: 'A' })).errorCode, 'DUPLICATE_VALUE');
      await connection.sobject('Ticket__c').upsert({ Strict__c: 'A', Name: 'C' }, 'Strict__c');
      assert.deepEqual(
        await rowsOf(connection, 'SELECT Name, Strict__c FROM Ticket__c ORDER BY Name'),
        [
          { Name: 'A', Strict__c: 'a' },
          { Name: 'C', Strict__c: 'A' },
        ],
      );
    },
  ));

test('a time has milliseconds and no time zone', () =>
  withTickets(ticket(customField('Starts__c', 'Time')), async (connection, org) => {
    await create(connection, 'Ticket__c', { Name: 'A', Starts__c: '08:30:00.5Z' });
    await create(connection, 'Ticket__c', { Name: 'B', Starts__c: '07:15' });
    await create(connection, 'Ticket__c', { Name: 'C' });
    assert.deepEqual(
      await rowsOf(
        connection,
        'SELECT Name, Starts__c FROM Ticket__c WHERE Starts__c != null ORDER BY Starts__c',
      ),
      [
        { Name: 'B', Starts__c: '07:15:00.000Z' },
        { Name: 'A', Starts__c: '08:30:00.500Z' },
      ],
    );
    assert.equal((await fieldNamed(connection, 'Starts__c')).soapType, 'xsd:time');
    const error = await restError(org, 'POST', '/sobjects/Ticket__c', {
      Name: 'X',
      Starts__c: '25:00',
    });
    assert.equal(error.errorCode, 'JSON_PARSER_ERROR');
  }));

test('a geolocation is read as a whole and written by its parts', () =>
  withTickets(
    ticket(
      customField(
        'Place__c',
        'Location',
        '<displayLocationInDecimal>true</displayLocationInDecimal><scale>4</scale>',
      ),
    ),
    async (connection, org) => {
      await create(connection, 'Ticket__c', {
        Name: 'A',
        Place__Latitude__s: 52.52,
        Place__Longitude__s: 13.405,
      });
      await create(connection, 'Ticket__c', { Name: 'B' });
      assert.deepEqual(
        await rowsOf(
          connection,
          'SELECT Name, Place__c, Place__Longitude__s FROM Ticket__c ORDER BY Name',
        ),
        [
          {
            Name: 'A',
            Place__c: { latitude: 52.52, longitude: 13.405 },
            Place__Longitude__s: 13.405,
          },
          { Name: 'B', Place__c: null, Place__Longitude__s: null },
        ],
      );
      const { compoundFieldName, type } = await fieldNamed(connection, 'Place__Latitude__s');
      assert.deepEqual([compoundFieldName, type], ['Place__c', 'double']);
      const refusals = [
        [{ Place__c: 'x' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
        [{ Place__Latitude__s: 91, Place__Longitude__s: 0 }, 'NUMBER_OUTSIDE_VALID_RANGE'],
        [{ Place__Latitude__s: 0, Place__Longitude__s: -181 }, 'NUMBER_OUTSIDE_VALID_RANGE'],
        [{ Place__Latitude__s: 1 }, 'FIELD_INTEGRITY_EXCEPTION'],
      ] as const;
      for (const [values, errorCode] of refusals) {
        const error = await restError(org, 'POST', '/sobjects/Ticket__c', { Name: 'X', ...values });
        assert.equal(error.errorCode, errorCode, JSON.stringify(values));
      }
      const distance = encodeURIComponent(
        "SELECT Id FROM Ticket__c WHERE DISTANCE(Place__c, GEOLOCATION(1, 2), 'km') < 3",
      );
      const refused = await restError(org, 'GET', `/query?q=${distance}`);
      assert.match(refused.message, /does not implement/);
    },
  ));

test('encrypted text is masked for those who may not see it', () =>
  withTickets(
    ticket(
      customField(
        'Card__c',
        'EncryptedText',
        '<length>19</length><maskChar>asterisk</maskChar><maskType>creditCard</maskType>',
      ) +
        customField(
          'Secret__c',
          'EncryptedText',
          '<length>20</length><maskChar>X</maskChar><maskType>all</maskType>',
        ),
    ),
    async (connection, org) => {
      await create(connection, 'Ticket__c', {
        Name: 'A',
        Card__c: '1234567812345678',
        Secret__c: 'ab cd',
      });
      const soql = 'SELECT Card__c, Secret__c FROM Ticket__c';
      assert.deepEqual(await rowsOf(connection, soql), [
        { Card__c: '****-****-****-5678', Secret__c: 'XX XX' },
      ]);
      const { type, encrypted, mask, maskType } = await fieldNamed(connection, 'Secret__c');
      assert.deepEqual([type, encrypted, mask, maskType], ['encryptedstring', true, 'X', 'all']);
      const filtered = encodeURIComponent("SELECT Id FROM Ticket__c WHERE Secret__c = 'ab cd'");
      const error = await restError(org, 'GET', `/query?q=${filtered}`);
      assert.equal(error.errorCode, 'INVALID_FIELD');
      const { problems } = await deploy(
        connection,
        { PermissionSet: ['Decrypts'] },
        {
          'permissionsets/Decrypts.permissionset': metadataFile(
            'PermissionSet',
            '<label>Decrypts</label><userPermissions><enabled>true</enabled><name>ViewEncryptedData</name></userPermissions>',
          ),
        },
      );
      assert.deepEqual(problems, []);
      await assignPermissionSet(connection, 'Decrypts', org.username);
      assert.deepEqual(await rowsOf(connection, soql), [
        { Card__c: '1234567812345678', Secret__c: 'ab cd' },
      ]);
    },
  ));

test('a dependent picklist says which values go with which; saving does not ask', () => {
  const value = (name: string, more = '') =>
    `<value><fullName>${name}</fullName><default>false</default>${more}</value>`;
  const setting = (name: string, ...controlling: string[]) =>
    `<valueSettings>${controlling.map((one) => `<controllingFieldValue>${one}</controllingFieldValue>`).join('')}<valueName>${name}</valueName></valueSettings>`;
  const definition = (values: string) =>
    `<restricted>true</restricted><valueSetDefinition><sorted>false</sorted>${values}</valueSetDefinition>`;
  return withTickets(
    ticket(
      customField(
        'City__c',
        'Picklist',
        `<valueSet><controllingField>Country__c</controllingField>${definition(value('Basel') + value('Berlin') + value('Bern') + value('Bonn', '<isActive>false</isActive>'))}${setting('Basel', 'CH')}${setting('Berlin', 'DE', 'CH')}</valueSet>`,
      ) +
        customField(
          'Country__c',
          'Picklist',
          `<valueSet>${definition(value('CH') + value('DE'))}</valueSet>`,
        ),
    ),
    async (connection, org) => {
      const { controllerName, dependentPicklist, picklistValues } = await fieldNamed(
        connection,
        'City__c',
      );
      assert.deepEqual([controllerName, dependentPicklist], ['Country__c', true]);
      const entries = picklistValues as { value: string; validFor: string }[];
      const bits = entries.map((one) => [one.value, Buffer.from(one.validFor, 'base64')[0]]);
      assert.deepEqual(bits, [
        ['Basel', 0b1000_0000],
        ['Berlin', 0b1100_0000],
        ['Bern', 0],
      ]);
      await create(connection, 'Ticket__c', { Name: 'A', Country__c: 'DE', City__c: 'Basel' });
      const inactive = await restError(org, 'POST', '/sobjects/Ticket__c', {
        Name: 'B',
        City__c: 'Bonn',
      });
      assert.equal(inactive.errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    },
  );
});

suite('global value sets', () => {
  const valueSet = (...names: string[]) =>
    metadataFile(
      'GlobalValueSet',
      `${names.map((one) => `<customValue><fullName>${one}</fullName><default>false</default></customValue>`).join('')}<masterLabel>Size</masterLabel><sorted>false</sorted>`,
    );
  const object = ticket(
    customField(
      'Size__c',
      'Picklist',
      '<valueSet><restricted>true</restricted><valueSetName>Size</valueSetName></valueSet>',
    ),
  );
  const more = {
    members: { GlobalValueSet: ['Size'] },
    files: { 'globalValueSets/Size.globalValueSet': valueSet('S', 'M') },
  };

  test('a picklist has their values, and new ones when they are deployed', () =>
    withTickets(
      object,
      async (connection, org) => {
        const values = async () =>
          (await fieldNamed(connection, 'Size__c')).picklistValues!.map(
            (one) => (one as { value: string }).value,
          );
        assert.deepEqual(await values(), ['S', 'M']);
        const large = { Name: 'A', Size__c: 'L' };
        const error = await restError(org, 'POST', '/sobjects/Ticket__c', large);
        assert.equal(error.errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
        const { problems } = await deploy(connection, more.members, {
          'globalValueSets/Size.globalValueSet': valueSet('S', 'M', 'L'),
        });
        assert.deepEqual(problems, []);
        await create(connection, 'Ticket__c', large);
        const removed = await deploy(
          connection,
          {},
          {
            'destructiveChanges.xml': metadataFile(
              'Package',
              '<types><members>Size</members><name>GlobalValueSet</name></types>',
            ),
          },
        );
        assert.deepEqual(
          removed.problems.map(({ problem }) => problem),
          [
            'This global value set is referenced elsewhere in salesforce.com. : Custom Field - Ticket__c.Size__c',
          ],
        );
      },
      {},
      more,
    ));
});
