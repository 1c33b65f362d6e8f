import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generateDeclarations } from '../../scripts/metadataSchema.ts';
import { checkAgainstSchema } from '../../src/metadata/schema/check.ts';
import { alsoRequired } from '../../src/metadata/schema/required.ts';
import { elementsOf } from '../../src/metadata/schema/types.ts';
import { parseXml } from '../../src/metadata/xml.ts';

test('the schema is that of the installed @salesforce/types', () => {
  const committed = readFileSync(
    new URL('../../src/metadata/schema/declarations.ts', import.meta.url),
    'utf8',
  );
  assert.equal(committed, generateDeclarations(), 'run node scripts/metadataSchema.ts');
});

test('what is also required exists', () => {
  for (const [type, names] of Object.entries(alsoRequired)) {
    for (const name of names) assert.ok(elementsOf(type)?.has(name), `${type}.${name}`);
  }
});

/** (type, content, problems with their lines), by the WSDL of the Metadata API */
const files: readonly [string, string, readonly string[]][] = [
  ['CustomPermission', '<label>A</label><isLicensed>false</isLicensed>', []],
  ['CustomPermission', '<isLicensed>false</isLicensed>', ['1: Required field is missing: label']],
  [
    'CustomPermission',
    '<isLicensed>false</isLicensed><label>A</label>\n<colour>red</colour>',
    [
      '2: Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type CustomPermission',
    ],
  ],
  [
    'CustomPermission',
    '<label>A</label>\n<isLicensed>maybe</isLicensed>',
    ["2: Error parsing file: 'maybe' is not a valid value for the type xsd:boolean"],
  ],
  [
    'Layout',
    '<layoutSections><style>Diagonal</style></layoutSections>',
    ["1: 'Diagonal' is not a valid value for the enum 'LayoutSectionStyle'"],
  ],
  [
    'Layout',
    '<excludeButtons>A</excludeButtons>\n<emailDefault>true</emailDefault>\n<excludeButtons>B</excludeButtons>',
    ['3: Error parsing file: Element excludeButtons is duplicated at this location in type Layout'],
  ],
  [
    'CustomMetadata',
    '<label>A</label><values><field>X__c</field><value xsi:nil="true"/></values>',
    [],
  ],
];

test('a file is held against the schema', () => {
  for (const [type, content, expected] of files) {
    const problems = checkAgainstSchema(parseXml(`<${type}>${content}</${type}>`), type);
    assert.deepEqual(
      problems.map(({ line, message }) => `${line ?? ''}: ${message}`),
      expected,
    );
  }
});
