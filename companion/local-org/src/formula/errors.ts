/**
 * A formula that Salesforce would refuse, with its wording ("Field X does not
 * exist. Check spelling."). Where a formula stands in a file is the caller's to
 * say.
 */
export class FormulaError extends Error {}

export const fieldDoesNotExist = (name: string): FormulaError =>
  new FormulaError(`Field ${name} does not exist. Check spelling.`);

/** What Salesforce's formulas have and ours do not. */
export class FormulaNotImplemented extends FormulaError {
  constructor(what: string) {
    super(`The local org does not implement ${what}.`);
  }
}
