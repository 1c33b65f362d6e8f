import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { HlError } from '../../src/errors.ts';
import { worksheetJsonSchema } from '../../src/worksheet/jsonSchema.ts';
import { loadWorksheet, parseWorksheet } from '../../src/worksheet/load.ts';
import type { Problem } from '../../src/worksheet/problems.ts';

const CONFIG = join(import.meta.dirname, '../../../config');

const MINIMAL = `
profile:
  FirstName: FirstName
  LastName: LastName
  EmailAddress: Email
`;

function errorOf(text: string): HlError {
  try {
    parseWorksheet(text, 'my.yaml');
  } catch (error) {
    assert.ok(error instanceof HlError);
    assert.equal(error.name, 'WorksheetError');
    return error;
  }
  return assert.fail('the worksheet was accepted');
}

/** The problems of a worksheet as path, line and words. */
function problemsOf(text: string): [string, number, string][] {
  const problems = errorOf(text).data as Problem[];
  return problems.map(({ path, line, text: words }) => [path, line, words]);
}

describe('the default worksheet', () => {
  it('is valid, names the field of the package and refreshes every 30 minutes', () => {
    const worksheet = loadWorksheet(join(CONFIG, 'worksheet.yaml'));
    assert.equal(worksheet.isActive, 'HL_IsActive__c');
    assert.equal(worksheet.refresh.everyMinutes, 30);
    assert.equal(worksheet.refresh.overlapMinutes, 15);
    assert.deepEqual(worksheet.contact.triggerFields, []);
  });

  it('has a JSON Schema beside it that is up to date, and tells editors so', () => {
    const committed = readFileSync(join(CONFIG, 'worksheet.schema.json'), 'utf8');
    assert.deepEqual(JSON.parse(committed), worksheetJsonSchema());
    const [firstLine] = readFileSync(join(CONFIG, 'worksheet.yaml'), 'utf8').split('\n');
    assert.equal(firstLine, '# yaml-language-server: $schema=./worksheet.schema.json');
  });
});

describe('a worksheet', () => {
  it('may leave out what has a default', () => {
    const worksheet = parseWorksheet(MINIMAL, 'my.yaml');
    assert.equal(worksheet.isActive, 'HL_IsActive__c');
    assert.equal(worksheet.refresh.everyMinutes, 30);
    assert.equal(worksheet.refresh.overlapMinutes, 15);
  });

  it('may say that there is no IsActive field, or that a field is a formula', () => {
    assert.equal(parseWorksheet(`isActive: none${MINIMAL}`, 'my.yaml').isActive, 'none');
    const formula = { field: 'Is_Member__c', formula: true };
    const text = `isActive: { field: Is_Member__c, formula: true }${MINIMAL}`;
    assert.deepEqual(parseWorksheet(text, 'my.yaml').isActive, formula);
  });
});

describe('a wrong worksheet', () => {
  it('is told with every wrong entry at once: path, line, what was found, what was expected', () => {
    const problems = problemsOf(`isActive: [HL_IsActive__c]
profile:
  FistName: FirstName
  LastName: Last Name
  EmailAddress: 5
contact:
  triggerFields: [Department, HL_Mod_Date__c]
refresh:
  everyMinutes: soon
  overlapMinutes: 0
  often: true
schedule: 3
`);
    assert.deepEqual(problems.map(([path, line]) => `${path} ${line}`).sort(), [
      'contact.triggerFields[1] 7',
      'isActive 1',
      'profile.EmailAddress 5',
      'profile.FirstName 2',
      'profile.FistName 3',
      'profile.LastName 4',
      'refresh.everyMinutes 9',
      'refresh.often 11',
      'refresh.overlapMinutes 10',
      'schedule 12',
    ]);
    const words = problems.map(([, , text]) => text).join('\n');
    assert.match(
      words,
      /profile\.LastName \(line 4\): found "Last Name", expected the API name of a Contact field/,
    );
    assert.match(
      words,
      /profile\.FistName \(line 3\): found "FirstName", expected one of FirstName, LastName/,
    );
    assert.match(words, /profile\.FirstName \(line 2\): found nothing, expected the API name/);
    assert.match(words, /refresh\.everyMinutes \(line 9\): found "soon", expected a whole number/);
    assert.match(words, /refresh\.overlapMinutes \(line 10\): found 0, expected 1 or more/);
    assert.match(
      words,
      /refresh\.often \(line 11\): found true, expected one of everyMinutes, overlapMinutes/,
    );
    assert.match(
      words,
      /schedule \(line 12\): found 3, expected one of access, isActive, removeOn, expiration, /,
    );
  });

  const cases: [what: string, text: string, message: RegExp][] = [
    ['a compound field', MINIMAL.replace('Email\n', 'MailingAddress\n'), /one part of the address/],
    [
      'a path over two relations',
      MINIMAL.replace('Email\n', 'Account.Owner.Email\n'),
      /field of its account/,
    ],
    [
      'another relation than the account',
      MINIMAL.replace('Email\n', 'Owner.Email\n'),
      /field of its account/,
    ],
    ['the YES / NO of the paper form', `isActive: NO${MINIMAL}`, /found "NO", expected .* or none/],
    ['SOQL in place of a field', MINIMAL.replace('Email\n', 'Email FROM User--\n'), /API name/],
    [
      'a section without entries',
      `refresh:${MINIMAL}`,
      /refresh \(line 1\): found nothing, expected a section/,
    ],
    ['text', 'hello', /found "hello", expected a section/],
    ['an empty file', '', /is empty/],
    ['only comments', '# nothing\n', /is empty/],
    ['broken YAML', 'profile: [', /not valid YAML[^]*line 1/],
    [
      'a key that is there twice',
      `${MINIMAL}isActive: none\nisActive: none\n`,
      /not valid YAML[^]*unique/,
    ],
  ];
  for (const [what, text, message] of cases) {
    it(`is refused: ${what}`, () => {
      assert.match(errorOf(text).message, message);
    });
  }

  it('says of each field that no flow can watch why that is so', () => {
    const problems = problemsOf(
      `${MINIMAL}contact: { triggerFields: [CreatedDate, Description, HL_Mod_Date__c, Name, MailingAddress] }`,
    );
    const words = problems.map(([path, , text]) => `${path}: ${text}`);
    const expected = [/platform sets/, /long text/, /the stamp/, /parts of the name/, /its parts/];
    assert.equal(words.length, expected.length);
    expected.forEach((reason, index) => {
      assert.match(words[index]!, reason);
    });
  });

  it('is told apart from a missing one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hl-worksheet-'));
    try {
      const missing = join(folder, 'none.yaml');
      assert.throws(() => loadWorksheet(missing), {
        name: 'WorksheetError',
        message: /no worksheet at/,
      });
      assert.throws(() => loadWorksheet(folder), {
        name: 'WorksheetError',
        message: /cannot be read/,
      });
      const empty = join(folder, 'empty.yaml');
      writeFileSync(empty, '');
      assert.throws(() => loadWorksheet(empty), { name: 'WorksheetError', message: /is empty/ });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
