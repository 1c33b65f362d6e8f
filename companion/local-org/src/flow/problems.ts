import { FormulaError, FormulaNotImplemented } from '../formula/index.ts';
import type { Problem, XmlElement } from '../metadata/xml.ts';

/** Why a part of a flow cannot be compiled, with the element that it stands in. */
export class FlowProblem extends Error {
  readonly problem: Problem;
  constructor(message: string, element: XmlElement) {
    super(message);
    this.problem = { message, line: element.line, column: element.column };
  }
}

/** What Salesforce refuses when it validates a flow. */
export const invalid = (message: string, element: XmlElement): FlowProblem =>
  new FlowProblem(`field integrity exception: unknown (${message})`, element);

export const notImplementedHere = (what: string, element: XmlElement): FlowProblem =>
  new FlowProblem(`The local org does not implement ${what}.`, element);

export const noSuchField = (field: string, object: string, element: XmlElement): FlowProblem =>
  invalid(`The field "${field}" for the object "${object}" doesn't exist.`, element);

export const wrongType = (place: string, element: XmlElement): FlowProblem =>
  invalid(`The ${place} field value has an incompatible data type.`, element);

/** Runs a step of compilation, giving a formula's error its place in the file. */
export function inFormula<T>(element: XmlElement, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof FormulaNotImplemented) throw new FlowProblem(error.message, element);
    if (!(error instanceof FormulaError)) throw error;
    throw invalid(`The formula expression is invalid: ${error.message}`, element);
  }
}
