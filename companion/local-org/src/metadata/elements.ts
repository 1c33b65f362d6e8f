import type { Problem, XmlElement } from './xml.ts';

/**
 * What may stand inside an element: text of a kind, one of some words, or
 * elements of its own. A `[]` around it says that it may be repeated.
 */
export type ElementKind = 'text' | 'boolean' | 'integer' | EnumKind | ElementSpec;
interface EnumKind {
  readonly oneOf: readonly string[];
}
export interface ElementSpec {
  /** Name of the type, for messages. */
  readonly type: string;
  readonly required?: Readonly<Record<string, ElementKind | readonly [ElementKind]>>;
  readonly optional?: Readonly<Record<string, ElementKind | readonly [ElementKind]>>;
  /** Elements that Salesforce knows here and that would do something which the local org does not do. */
  readonly notImplemented?: readonly string[];
}

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/**
 * Checks an element strictly against what it may hold. The wording is that of
 * the Metadata API, as far as it says the same.
 */
export function checkElement(element: XmlElement, spec: ElementSpec): Problem[] {
  const problems: Problem[] = [];
  const report = (at: XmlElement, message: string) =>
    problems.push({ message, line: at.line, column: at.column });
  const closed = new Set<string>();
  let previous: string | undefined;
  for (const child of element.children) {
    const { name } = child;
    if (spec.notImplemented?.includes(name)) {
      report(child, `The local org does not implement the element ${name} of ${spec.type}.`);
      continue;
    }
    const declared = spec.required?.[name] ?? spec.optional?.[name];
    if (declared === undefined) {
      report(
        child,
        `Error parsing file: Element {${NAMESPACE}}${name} invalid at this location in type ${spec.type}`,
      );
      continue;
    }
    const repeatable = isRepeatable(declared);
    // Elements of one name must stand together.
    if (closed.has(name) && (!repeatable || previous !== name)) {
      report(
        child,
        `Error parsing file: Element ${name} is duplicated at this location in type ${spec.type}`,
      );
    }
    closed.add(name);
    previous = name;
    problems.push(...checkContent(child, repeatable ? declared[0] : declared));
  }
  for (const name of Object.keys(spec.required ?? {})) {
    if (!element.children.some((child) => child.name === name)) {
      report(element, `Required field is missing: ${name}`);
    }
  }
  return problems;
}

function isRepeatable(
  declared: ElementKind | readonly [ElementKind],
): declared is readonly [ElementKind] {
  return Array.isArray(declared);
}

function checkContent(element: XmlElement, kind: ElementKind): Problem[] {
  const problem = (message: string): Problem[] => [
    { message, line: element.line, column: element.column },
  ];
  if (typeof kind === 'object' && 'type' in kind) return checkElement(element, kind);
  if (element.children.length > 0) {
    const [first] = element.children;
    return problem(
      `Error parsing file: Element {${NAMESPACE}}${first!.name} invalid at this location in ${element.name}`,
    );
  }
  const { text } = element;
  if (kind === 'boolean' && text !== 'true' && text !== 'false') {
    return problem(
      `Error parsing file: '${text}' is not a valid value for a boolean: ${element.name}`,
    );
  }
  if (kind === 'integer' && !/^-?\d+$/.test(text)) {
    return problem(
      `Error parsing file: '${text}' is not a valid value for an int: ${element.name}`,
    );
  }
  if (typeof kind === 'object' && !kind.oneOf.includes(text)) {
    return problem(`'${text}' is not a valid value for the enum '${element.name}'`);
  }
  return [];
}
