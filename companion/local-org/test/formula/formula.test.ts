import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  compileFormula,
  fieldDoesNotExist,
  FormulaError,
  type OperandType,
  type ResultType,
  type Vocabulary,
} from '../../src/formula/index.ts';
import type { Value, Values } from '../../src/schema/types.ts';

const types: Record<string, OperandType> = {
  Title: 'string',
  Pages: 'number',
  Price: 'currency',
  Discount: 'percent',
  InPrint: 'boolean',
  Published: 'date',
  Borrowed: 'datetime',
  Genre: 'picklist',
  Topics: 'multipicklist',
};

/** The vocabulary of a formula field: bare names. */
const bookVocabulary: Vocabulary<Values> = {
  resolve(path, merged) {
    const name = Object.keys(types).find((key) => key.toLowerCase() === path.toLowerCase());
    if (merged || name === undefined) throw fieldDoesNotExist(path);
    return { name, type: types[name]!, read: (book) => book[name] ?? null };
  },
  functions: {},
  refusedFunctions: new Set(['PRIORVALUE']),
  clock: () => ({ now: new Date('2026-10-25T00:30:00Z'), timeZone: 'America/New_York' }),
};

const evaluate = (source: string, returns: ResultType, book: Values = {}, scale?: number): Value =>
  compileFormula(source, { vocabulary: bookVocabulary, returns, scale })(book);

suite('what formulas come to', () => {
  const cases: [source: string, returns: ResultType, expected: Value, book?: Values][] = [
    // Operators and their order
    ['1 + 2 * 3', 'number', 7],
    ['(1 + 2) * 3', 'number', 9],
    ['2 ^ 3 ^ 2', 'number', 64],
    ['-Pages + 1', 'number', -9, { Pages: 10 }],
    ['10 - 3 - 2', 'number', 5],
    ['.5 + 1.25', 'number', 1.75],
    ['"a" & "b" + "c"', 'string', 'abc'],
    ['TRUE || FALSE && FALSE', 'boolean', true],
    ['!InPrint', 'boolean', false, { InPrint: true }],
    ['1 = 1 && 1 == 1 && 1 <> 2 && 1 != 2', 'boolean', true],
    ['1 / 0', 'number', null],
    // Names of functions and fields are not case-sensitive; comments are skipped
    ['if(true, upper(TITLE), "") /* shout */', 'string', 'EMMA', { Title: 'Emma' }],
    // Texts
    [`"it's \\"quoted\\"" & 'so "is" this'`, 'string', `it's "quoted"so "is" this`],
    ['"{!Title} ISCHANGED(Title) || 1 +"', 'string', '{!Title} ISCHANGED(Title) || 1 +'],
    ['"a\\nb\\\\"', 'string', 'a\nb\\'],
    ['Title = "emma"', 'boolean', false, { Title: 'Emma' }],
    ['LEN(Title)', 'number', 0],
    ['Title', 'string', null, { Title: null }],
    ['CONTAINS(Title, "mm")', 'boolean', true, { Title: 'Emma' }],
    ['LEFT(Title, 2) & MID(Title, 3, 1)', 'string', 'Emm', { Title: 'Emma' }],
    // Blanks
    ['ISBLANK(Title)', 'boolean', true, { Title: null }],
    ['Published = NULL', 'boolean', true],
    ['NULL <> Pages', 'boolean', true, { Pages: 3 }],
    ['Pages > 5', 'boolean', false, { Pages: null }],
    ['BLANKVALUE(Title, "untitled")', 'string', 'untitled'],
    // Picklists
    ['ISPICKVAL(Genre, "Novel")', 'boolean', true, { Genre: 'Novel' }],
    ['ISPICKVAL(Genre, "")', 'boolean', true, { Genre: null }],
    ['TEXT(Genre) & "s"', 'string', 'Novels', { Genre: 'Novel' }],
    ['CASE(Genre, "Novel", 1, "Play", 2, 0)', 'number', 2, { Genre: 'Play' }],
    ['INCLUDES(Topics, "Sea")', 'boolean', true, { Topics: 'Love;Sea' }],
    // Numbers
    ['Price * Discount', 'number', 5, { Price: 20, Discount: 25 }],
    ['0.1 + 0.2', 'number', 0.3],
    ['MAX(1, Pages, 3) + MOD(7, 4)', 'number', 12, { Pages: 9 }],
    ['VALUE("12.5")', 'number', 12.5],
    // Dates: the day is the user's, and clocks that change do not matter
    ['TODAY()', 'date', '2026-10-24'],
    ['NOW()', 'datetime', '2026-10-25T00:30:00.000+0000'],
    ['DATEVALUE(Borrowed)', 'date', '2026-01-01', { Borrowed: '2026-01-02T03:00:00.000+0000' }],
    ['Published + 1', 'date', '2026-10-26', { Published: '2026-10-25' }],
    ['Published - 1', 'date', '2026-03-28', { Published: '2026-03-29' }],
    ['Published - DATE(2026, 3, 1)', 'number', 31, { Published: '2026-04-01' }],
    ['ADDMONTHS(Published, 1)', 'date', '2026-02-28', { Published: '2026-01-31' }],
    ['YEAR(Published) > 2025', 'boolean', true, { Published: '2026-01-31' }],
    ['Published < DATE(2026, 3, 1)', 'boolean', true, { Published: '2026-02-28' }],
    ['Borrowed >= NOW()', 'boolean', true, { Borrowed: '2026-10-25T00:30:00.000+0000' }],
    // Not evaluated where it does not matter
    ['IF(InPrint, "yes", "no")', 'string', 'no', { InPrint: false }],
    ['AND(InPrint, Pages > 5)', 'boolean', true, { InPrint: true, Pages: 6 }],
  ];
  for (const [source, returns, expected, book] of cases) {
    test(source, () => {
      assert.deepEqual(evaluate(source, returns, book), expected);
    });
  }

  test('a number is rounded, half away from zero, to the scale', () => {
    assert.equal(evaluate('Price / 8', 'number', { Price: 1 }, 2), 0.13);
    assert.equal(evaluate('-Price / 8', 'number', { Price: 1 }, 2), -0.13);
  });

  test('long lists of arguments and deep nesting are no trouble', () => {
    const list = Array.from({ length: 120 }, (_, i) => `Pages = ${i}`).join(', ');
    assert.equal(evaluate(`OR(${list})`, 'boolean', { Pages: 119 }), true);
    assert.equal(evaluate(`OR(${list})`, 'boolean', { Pages: 120 }), false);
    const nested = 'IF(InPrint, 1, '.repeat(60) + '2' + ')'.repeat(60);
    assert.equal(evaluate(nested, 'number', { InPrint: false }), 2);
  });

  test('arithmetic agrees with JavaScript on whole numbers', () => {
    const operand = fc.integer({ min: -20, max: 20 });
    const sum = fc.tuple(operand, fc.constantFrom('+', '-', '*'), operand, operand);
    fc.assert(
      fc.property(sum, ([a, operator, b, c]) => {
        const expected = { '+': a + b * c, '-': a - b * c, '*': a * b * c }[operator];
        assert.equal(evaluate(`(${a}) ${operator} (${b}) * (${c})`, 'number'), expected + 0);
      }),
    );
  });
});

suite('what formulas are refused for', () => {
  const cases: [source: string, returns: ResultType, message: string][] = [
    ['Titel = "x"', 'boolean', 'Field Titel does not exist. Check spelling.'],
    ['{!Title} = "x"', 'boolean', 'Field Title does not exist. Check spelling.'],
    ['SHOUT(Title)', 'string', 'Unknown function SHOUT. Check spelling.'],
    ['PRIORVALUE(Title)', 'string', 'Function PRIORVALUE may not be used in this type of formula'],
    ['constructor(Title)', 'string', 'Unknown function CONSTRUCTOR. Check spelling.'],
    [
      'REGEX(Title, "a")',
      'boolean',
      'The local org does not implement the formula function REGEX.',
    ],
    ['', 'boolean', 'Formula expression is required'],
    ['(1 + 2', 'number', "Syntax error. Missing ')'"],
    ['LEN(Title', 'number', "Syntax error. Missing ')'"],
    ['1 + 2)', 'number', "Syntax error. Extra ')'"],
    ['1 +', 'number', 'Syntax error. Found end of formula'],
    ['1 2', 'number', "Syntax error. Found '2'"],
    ['Title ; 1', 'number', "Syntax error. Found ';'"],
    ['"open', 'string', `Syntax error. Found '"'`],
    [
      'Title',
      'boolean',
      'Formula result is data type (Text), incompatible with expected data type (true or false).',
    ],
    [
      'InPrint',
      'number',
      'Formula result is data type (Boolean), incompatible with expected data type (Number).',
    ],
    [
      'Borrowed',
      'date',
      'Formula result is data type (DateTime), incompatible with expected data type (Date).',
    ],
    [
      'LEN(5)',
      'number',
      "Incorrect parameter type for function 'LEN()'. Expected Text, received Number",
    ],
    [
      'IF(InPrint, 1)',
      'number',
      "Incorrect number of parameters for function 'IF()'. Expected 3, received 2",
    ],
    [
      'InPrint && Title',
      'boolean',
      "Incorrect parameter type for operator '&&'. Expected Boolean, received Text",
    ],
    [
      'Pages <> Title',
      'boolean',
      "Incorrect parameter type for operator '<>'. Expected Number, received Text",
    ],
    ['Title > "a"', 'boolean', "Incorrect parameter type for operator '>'. Received Text"],
    [
      'TEXT(InPrint)',
      'string',
      "Incorrect parameter type for function 'TEXT()'. Expected Number, Date, DateTime, received Boolean",
    ],
    // A picklist may stand only in functions made for it.
    ...['Genre = "Novel"', 'ISBLANK(Genre)', 'IF(InPrint, Genre, "x") = "x"'].map(
      (source): [string, ResultType, string] => [
        source,
        'boolean',
        'Field Genre is a picklist field. Picklist fields are only supported in certain functions.',
      ],
    ),
  ];
  for (const [source, returns, message] of cases) {
    test(source || '(nothing)', () => {
      assert.throws(
        () => evaluate(source, returns),
        (error) => {
          assert.ok(error instanceof FormulaError);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }
});
