import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import type { Connection } from 'jsforce';
import { customField, deploy, metadataFile, permissionSet, withOrg } from '../support.ts';

/* What was deployed can be listed and comes back, to jsforce's Metadata API client. */

const members = {
  CustomObject: ['Book__c'],
  CustomField: ['Book__c.Shelf__c', 'Account.Reader__c'],
  RecordType: ['Book__c.Rare'],
  PermissionSet: ['Librarian'],
  Layout: ['Book__c-Book Layout'],
  CustomTab: ['Book__c'],
  CustomApplication: ['Library'],
  ApexClass: ['Shelves'],
  EmailTemplate: ['Letters', 'Letters/Overdue'],
  CustomLabels: ['CustomLabels'],
  CustomLabel: ['Overdue'],
  Workflow: ['Contact'],
  WorkflowAlert: ['Contact.Remind'],
  LightningComponentBundle: ['shelf'],
  ExternalClientApplication: ['Catalogue'],
  ExtlClntAppOauthSettings: ['Catalogue_oauth'],
};
const files: Record<string, string> = {
  'objects/Book__c.object': metadataFile(
    'CustomObject',
    customField('Shelf__c', 'Text', '<length>20</length>') +
      '<deploymentStatus>Deployed</deploymentStatus><label>Book &amp; Co</label>' +
      '<nameField><label>Title</label><type>Text</type></nameField>' +
      '<pluralLabel>Books</pluralLabel><recordTypes><fullName>Rare</fullName><active>true</active><label>Rare</label></recordTypes><sharingModel>ReadWrite</sharingModel>',
  ),
  'objects/Account.object': metadataFile('CustomObject', customField('Reader__c', 'Date')),
  'permissionsets/Librarian.permissionset': permissionSet('Librarian', ['Book__c.Shelf__c']),
  'layouts/Book__c-Book Layout.layout': metadataFile(
    'Layout',
    '<layoutSections><customLabel>false</customLabel><detailHeading>true</detailHeading><editHeading>true</editHeading><label>Book</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>Shelf__c</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>',
  ),
  'tabs/Book__c.tab': metadataFile(
    'CustomTab',
    '<customObject>true</customObject><motif>Custom1: Heart</motif>',
  ),
  'applications/Library.app': metadataFile(
    'CustomApplication',
    '<formFactors>Large</formFactors><label>Library</label><navType>Standard</navType><tabs>standard-home</tabs><tabs>Book__c</tabs><uiType>Lightning</uiType>',
  ),
  'classes/Shelves.cls': 'public with sharing class Shelves {\n}\n',
  'classes/Shelves.cls-meta.xml': metadataFile(
    'ApexClass',
    '<apiVersion>66.0</apiVersion><status>Active</status>',
  ),
  'email/Letters-meta.xml': metadataFile(
    'EmailFolder',
    '<accessType>Public</accessType><name>Letters</name><publicFolderAccess>ReadOnly</publicFolderAccess>',
  ),
  'email/Letters/Overdue.email': 'Dear {!Contact.Name}, please bring it back.',
  'email/Letters/Overdue.email-meta.xml': metadataFile(
    'EmailTemplate',
    '<available>true</available><encodingKey>UTF-8</encodingKey><name>Overdue</name><style>none</style><subject>Overdue</subject><type>text</type>',
  ),
  'labels/CustomLabels.labels': metadataFile(
    'CustomLabels',
    '<labels><fullName>Overdue</fullName><language>en_US</language><protected>false</protected><shortDescription>Overdue</shortDescription><value>This book is overdue.</value></labels>',
  ),
  'workflows/Contact.workflow': metadataFile(
    'Workflow',
    '<alerts><fullName>Remind</fullName><description>Remind</description><protected>false</protected><recipients><field>Email</field><type>email</type></recipients><senderType>CurrentUser</senderType><template>Letters/Overdue</template></alerts>',
  ),
  'lwc/shelf/shelf.js':
    "import { LightningElement } from 'lwc';\nexport default class Shelf extends LightningElement {}\n",
  'lwc/shelf/shelf.html': '<template></template>\n',
  'lwc/shelf/shelf.js-meta.xml': metadataFile(
    'LightningComponentBundle',
    '<apiVersion>66.0</apiVersion><isExposed>false</isExposed>',
  ),
  'externalClientApps/Catalogue.eca': metadataFile(
    'ExternalClientApplication',
    '<contactEmail>it@library.example</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>Catalogue</label>',
  ),
  'extlClntAppOauthSettings/Catalogue_oauth.ecaOauth': metadataFile(
    'ExtlClntAppOauthSettings',
    '<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes><externalClientApplication>Catalogue</externalClientApplication><label>OAuth</label>',
  ),
};

async function retrieve(connection: Connection, listed: Record<string, string[]>) {
  const types = Object.entries(listed).map(([name, names]) => ({ members: names, name }));
  connection.metadata.pollInterval = 10;
  const result = await connection.metadata
    .retrieve({ apiVersion: '66.0', unpackaged: { types, version: '66.0' } } as never)
    .complete();
  const entries = Object.entries(unzipSync(Buffer.from(result.zipFile, 'base64')));
  return {
    files: new Map(entries.map(([path, bytes]) => [path, strFromU8(bytes)])),
    properties: result.fileProperties,
    messages: [result.messages].flat().filter(Boolean),
  };
}

test('everything that was deployed comes back, and can be deployed again', () =>
  withOrg(async (_org, connection) => {
    const deployed = await deploy(connection, members, files);
    assert.deepEqual(deployed.problems, []);
    const retrieved = await retrieve(connection, members);
    assert.deepEqual(retrieved.messages, []);
    const back = Object.fromEntries(
      [...retrieved.files].map(([path, content]) => [path.replace('unpackaged/', ''), content]),
    );
    assert.deepEqual(
      Object.keys(back).toSorted(),
      [...Object.keys(files), 'package.xml'].toSorted(),
    );
    for (const path of Object.keys(files)) {
      if (/^(?:objects|labels|workflows|permissionsets)\//.test(path)) continue;
      assert.equal(back[path], files[path], path);
    }
    // What a permission set grants is told by its records, and files that hold other components are
    // put together anew.
    assert.match(
      back['permissionsets/Librarian.permissionset']!,
      /<field>Book__c.Shelf__c<\/field>/,
    );
    assert.match(back['objects/Book__c.object']!, /<recordTypes>\s*<fullName>Rare</);
    assert.match(back['labels/CustomLabels.labels']!, /<value>This book is overdue\.<\/value>/);
    assert.match(back['workflows/Contact.workflow']!, /<template>Letters\/Overdue<\/template>/);
    const again = await deploy(connection, members, back);
    assert.deepEqual(again.problems, []);
  }));

test('a wildcard brings all of a type, a field brings its object’s file with nothing else', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    const { files: all } = await retrieve(connection, { PermissionSet: ['*'] });
    assert.ok(all.has('unpackaged/permissionsets/Librarian.permissionset'));
    const { files: field } = await retrieve(connection, { CustomField: ['Book__c.Shelf__c'] });
    const object = field.get('unpackaged/objects/Book__c.object')!;
    assert.match(object, /<fullName>Shelf__c<\/fullName>/);
    assert.doesNotMatch(object, /pluralLabel/);
  }));

test('what is not there is a message', () =>
  withOrg(async (_org, connection) => {
    const { messages } = await retrieve(connection, { PermissionSet: ['Ghost'], Role: ['Chief'] });
    assert.deepEqual(
      messages.map(({ problem }) => problem),
      [
        "Entity of type 'PermissionSet' named 'Ghost' cannot be found",
        "Entity of type 'Role' named 'Chief' cannot be found",
      ],
    );
  }));

test('components are listed with who made them', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    const listed = await connection.metadata.list([{ type: 'CustomField' }, { type: 'Layout' }]);
    assert.deepEqual(
      listed.map(({ fullName, fileName, createdByName }) => [fullName, fileName, createdByName]),
      [
        ['Account.Reader__c', 'objects/Account.object', 'Local Administrator'],
        ['Book__c.Shelf__c', 'objects/Book__c.object', 'Local Administrator'],
        ['Book__c-Book Layout', 'layouts/Book__c-Book Layout.layout', 'Local Administrator'],
      ],
    );
    const letters = await connection.metadata.list({ type: 'EmailTemplate', folder: 'Letters' });
    assert.deepEqual(
      letters.map(({ fullName }) => fullName),
      ['Letters/Overdue'],
    );
    const objects = await connection.metadata.list({ type: 'CustomObject' });
    assert.deepEqual(
      objects.map(({ fullName }) => fullName),
      ['Account', 'Book__c', 'Campaign', 'CampaignMember', 'Contact', 'Task'],
    );
    await assert.rejects(connection.metadata.list({ type: 'Role' }), /INVALID_TYPE/);
  }));

test('the types are described as the edition has them', async () => {
  const described = async (connection: Connection) =>
    (await connection.metadata.describe()).metadataObjects;
  await withOrg(async (_org, connection) => {
    const types = await described(connection);
    const object = types.find(({ xmlName }) => xmlName === 'CustomObject')!;
    assert.deepEqual(
      [object.directoryName, object.suffix, object.metaFile, [object.childXmlNames].flat()],
      [
        'objects',
        'object',
        false,
        [
          'CustomField',
          'RecordType',
          'ValidationRule',
          'CompactLayout',
          'FieldSet',
          'ListView',
          'WebLink',
        ],
      ],
    );
    assert.equal(types.find(({ xmlName }) => xmlName === 'ApexClass')!.metaFile, true);
  });
  await withOrg(
    async (_org, connection) => {
      assert.ok((await described(connection)).every(({ xmlName }) => xmlName !== 'ApexClass'));
    },
    { edition: 'Professional' },
  );
});
