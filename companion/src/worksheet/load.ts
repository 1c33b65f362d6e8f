import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { HlError } from '../errors.ts';
import { describeProblems } from './problems.ts';
import { worksheetSchema, type Worksheet } from './schema/worksheet.ts';

const START_OVER =
  'Compare it with config/worksheet.yaml of this project, whose comments explain every entry.';

/**
 * Reads a worksheet and checks it as a whole.
 *
 * @throws HlError 'WorksheetError' that names every wrong entry at once: its
 * path, its line, what was found and what was expected.
 */
export function loadWorksheet(file: string): Worksheet {
  return parseWorksheet(readText(file), file);
}

/** The same from text; `file` is only named in errors. */
export function parseWorksheet(text: string, file: string): Worksheet {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  refuseBrokenYaml(document, file);
  const found: unknown = document.toJS();
  if (found === null) {
    throw worksheetError(`The worksheet ${file} is empty.`);
  }
  const checked = worksheetSchema.safeParse(found);
  if (checked.success) {
    return checked.data;
  }
  const problems = describeProblems(checked.error.issues, document, lines, found);
  throw worksheetError(
    [
      `The worksheet ${file} has ${count(problems.length)}:`,
      ...problems.map(({ text }) => `  ${text}`),
    ].join('\n'),
    { data: problems },
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw worksheetError(
      code === 'ENOENT'
        ? `There is no worksheet at ${file}.`
        : `The worksheet ${file} cannot be read (${code ?? 'unknown reason'}).`,
      { cause },
    );
  }
}

function refuseBrokenYaml(document: Document, file: string): void {
  if (document.errors.length > 0) {
    const details = document.errors.map(({ message }) => message.trimEnd()).join('\n');
    throw worksheetError(`The worksheet ${file} is not valid YAML:\n${details}`);
  }
}

function count(problems: number): string {
  return problems === 1 ? 'a wrong entry' : `${problems} wrong entries`;
}

function worksheetError(
  message: string,
  options: { data?: unknown; cause?: unknown } = {},
): HlError {
  return new HlError('WorksheetError', message, { actions: [START_OVER], ...options });
}
