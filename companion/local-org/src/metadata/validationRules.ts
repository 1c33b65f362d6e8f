import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import { compileRule, FormulaError, type RuleScope } from '../formula/index.ts';
import type { Schema, SObject } from '../schema/types.ts';
import { checkElement, type ElementSpec } from './elements.ts';
import { listComponents } from './store.ts';
import { child, parseXml, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** (Metadata API Developer Guide, "ValidationRule") */
const validationRuleSpec: ElementSpec = {
  type: 'ValidationRule',
  required: {
    fullName: 'text',
    active: 'boolean',
    errorConditionFormula: 'text',
    errorMessage: 'text',
  },
  optional: { description: 'text', errorDisplayField: 'text' },
};

/** (Salesforce Help, "Define Validation Rules") */
const MAX_MESSAGE = 255;

export interface ValidationRule {
  readonly active: boolean;
  readonly fails: (scope: RuleScope) => boolean;
  readonly message: string;
  /** Name of the field beside which the message stands; without one, at the top of the page. */
  readonly field: string | undefined;
}

/** Compiles a rule, or says what Salesforce has against it. */
export function readValidationRule(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { rule?: ValidationRule; problems: Problem[] } {
  const malformed = checkElement(element, validationRuleSpec);
  if (malformed.length > 0) return { problems: malformed };
  const fail = (message: string, at: XmlElement) => ({
    problems: [{ message, line: at.line, column: at.column }],
  });
  const message = child(element, 'errorMessage')!;
  if (message.text.length > MAX_MESSAGE) {
    return fail(`Error Message: data value too large (max length=${MAX_MESSAGE})`, message);
  }
  const display = child(element, 'errorDisplayField');
  const field = display && object.fields.get(display.text.toLowerCase());
  if (display && !field) {
    return fail(
      `In field: errorDisplayField - no CustomField named ${object.name}.${display.text} found`,
      display,
    );
  }
  const formula = child(element, 'errorConditionFormula')!;
  try {
    const fails = compileRule(formula.text, object, schema);
    const active = textOf(element, 'active') === 'true';
    return { rule: { active, fails, message: message.text, field: field?.name }, problems: [] };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return fail(error.message, formula);
  }
}

/** The active validation rules of an org. */
export class ValidationRules {
  readonly #byObject = new Map<string, ValidationRule[]>();

  /** Compiles every deployed rule. */
  static load(db: DatabaseSync, schema: Schema): ValidationRules {
    const rules = new ValidationRules();
    for (const { fullName, content } of listComponents(db, 'ValidationRule')) {
      const object = schema.object(fullName.split('.')[0]!)!;
      const { rule, problems } = readValidationRule(parseXml(content), object, schema);
      if (!rule) throw new Error(`${fullName}: ${problems[0]?.message ?? 'does not compile'}`);
      if (!rule.active) continue;
      const known = rules.#byObject.get(object.name) ?? [];
      rules.#byObject.set(object.name, [...known, rule]);
    }
    return rules;
  }

  /** The errors of all rules that the record breaks; each rule is asked. */
  errors({ name }: SObject, scope: RuleScope): SalesforceError[] {
    return (this.#byObject.get(name) ?? [])
      .filter(({ fails }) => fails(scope))
      .map(
        ({ message, field }) =>
          new SalesforceError('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, {
            fields: field === undefined ? [] : [field],
          }),
      );
  }
}
