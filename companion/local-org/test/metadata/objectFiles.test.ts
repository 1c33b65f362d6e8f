import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import { connect, customField, deploy, metadataFile } from '../support.ts';

/*
 * Object files as `sf project retrieve start` writes them: most of what stands in them says how
 * people see records. Source: Metadata API Developer Guide, CustomObject, CompactLayout, FieldSet,
 * ListView, WebLink
 */

const parts = {
  compactLayouts:
    '<fullName>Short</fullName><fields>Name</fields><fields>Stage__c</fields><label>Short</label>',
  fieldSets:
    '<fullName>Main</fullName><availableFields><field>Name</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></availableFields><description>What counts</description><displayedFields><field>Stage__c</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></displayedFields><label>Main</label>',
  listViews:
    '<fullName>Mine</fullName><columns>NAME</columns><columns>Stage__c</columns><filterScope>Mine</filterScope><filters><field>Stage__c</field><operation>equals</operation><value>Open</value></filters><label>Mine</label>',
  webLinks:
    '<fullName>Print</fullName><availability>online</availability><displayType>button</displayType><linkType>url</linkType><masterLabel>Print</masterLabel><openType>newWindow</openType><protected>false</protected><url>/print</url>',
};
const part = (name: keyof typeof parts, content: string = parts[name]) =>
  `<${name}>${content}</${name}>`;
const recordType = (layout: string) =>
  `<recordTypes><fullName>Big</fullName><active>true</active><compactLayoutAssignment>${layout}</compactLayoutAssignment><label>Big</label></recordTypes>`;
const override =
  '<actionOverrides><actionName>View</actionName><comment>Ours</comment><content>Project_Page</content><formFactor>Large</formFactor><skipRecordTypeSelect>false</skipRecordTypeSelect><type>Flexipage</type></actionOverrides>';
const project = metadataFile(
  'CustomObject',
  `${override}<allowInChatterGroups>false</allowInChatterGroups><compactLayoutAssignment>Short</compactLayoutAssignment>${part('compactLayouts')}<deploymentStatus>Deployed</deploymentStatus><enableHistory>true</enableHistory><externalSharingModel>Private</externalSharingModel>${part('fieldSets')}${customField('Stage__c', 'Text', '<length>20</length><trackFeedHistory>true</trackFeedHistory><trackHistory>true</trackHistory>')}<label>Project</label>${part('listViews')}<nameField><label>Name</label><trackHistory>true</trackHistory><type>Text</type></nameField><pluralLabel>Projects</pluralLabel><recordTypeTrackHistory>true</recordTypeTrackHistory>${recordType('Short')}<searchLayouts><customTabListAdditionalFields>Stage__c</customTabListAdditionalFields></searchLayouts><sharingModel>Private</sharingModel>${part('webLinks')}`,
);

suite('object files', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg();
    const { problems } = await deploy(
      connect(org),
      { CustomObject: ['Project__c', 'Account'] },
      {
        'objects/Project__c.object': project,
        'objects/Account.object': metadataFile(
          'CustomObject',
          `${override.replace('Project_Page', 'Account_Page')}<enableEnhancedLookup>true</enableEnhancedLookup><enableFeeds>true</enableFeeds><searchLayouts><searchResultsAdditionalFields>ACCOUNT.NAME</searchResultsAdditionalFields></searchLayouts>`,
        ),
      },
    );
    assert.deepEqual(problems, []);
  });
  after(() => org.close());

  test('what people see is given back as it came', async () => {
    const { metadata } = connect(org);
    const read = await metadata.read('CustomObject', ['Project__c', 'Account']);
    const [own, account] = [read].flat();
    assert.equal(own!.enableHistory, true);
    assert.equal(own!.compactLayoutAssignment, 'Short');
    assert.equal([own!.actionOverrides].flat()[0]!.content, 'Project_Page');
    assert.deepEqual(
      (['compactLayouts', 'fieldSets', 'listViews', 'webLinks'] as const).map((name) =>
        [own![name]].flat().map((one) => one.fullName),
      ),
      [['Short'], ['Main'], ['Mine'], ['Print']],
    );
    assert.equal([account!.actionOverrides].flat()[0]!.content, 'Account_Page');
    assert.equal(account!.enableFeeds, true);
    const listed = await metadata.list([{ type: 'ListView' }, { type: 'CompactLayout' }]);
    assert.deepEqual(listed.map(({ fullName }) => fullName).toSorted(), [
      'Project__c.Mine',
      'Project__c.Short',
    ]);
  });

  const noField = (name: string, element = 'field') =>
    `In field: ${element} - no CustomField named Project__c.${name} found`;
  const refusals: readonly (readonly [what: string, content: string, problem: string])[] = [
    [
      'a compact layout',
      part('compactLayouts', parts.compactLayouts.replace('Stage__c', 'No__c')),
      noField('No__c', 'fields'),
    ],
    [
      'a field set',
      part('fieldSets', parts.fieldSets.replace('Stage__c', 'No__c')),
      noField('No__c'),
    ],
    [
      'a column of a list view',
      part('listViews', parts.listViews.replace('<columns>Stage__c', '<columns>No__c')),
      noField('No__c', 'columns'),
    ],
    [
      'a filter of a list view',
      part('listViews', parts.listViews.replace('<field>Stage__c', '<field>No__c')),
      noField('No__c'),
    ],
    [
      'a record type’s compact layout',
      recordType('No'),
      'In field: compactLayoutAssignment - no CompactLayout named Project__c.No found',
    ],
  ];
  for (const [what, content, problem] of refusals) {
    test(`${what} that names what there is not is refused`, async () => {
      const type = /^<(\w+)s>/.exec(content)![1]!;
      const { problems } = await deploy(
        connect(org),
        {
          [type[0]!.toUpperCase() + type.slice(1)]: [
            `Project__c.${/<fullName>(\w+)/.exec(content)![1]!}`,
          ],
        },
        { 'objects/Project__c.object': metadataFile('CustomObject', content) },
      );
      assert.deepEqual(
        problems.map((one) => one.problem),
        [problem],
      );
    });
  }
});
