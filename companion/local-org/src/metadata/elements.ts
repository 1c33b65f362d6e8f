import { checkAgainstSchema } from './schema/check.ts';
import { elementsOf } from './schema/types.ts';
import type { Problem, XmlElement } from './xml.ts';

/**
 * What the local org carries out of an element's content: text of a kind, some
 * of the words that the platform knows, elements of their own, or `whatever` the
 * Metadata API's schema takes. A `[]` around it says that it may be repeated.
 */
export type ElementKind = 'whatever' | 'text' | 'boolean' | 'integer' | EnumKind | ElementSpec;
interface EnumKind {
  readonly oneOf: readonly string[];
}
export interface ElementSpec {
  /** Name of the type in the Metadata API. */
  readonly type: string;
  /** Elements that must be there, whatever the WSDL says. */
  readonly required?: Readonly<Record<string, ElementKind | readonly [ElementKind]>>;
  readonly optional?: Readonly<Record<string, ElementKind | readonly [ElementKind]>>;
  /** Elements that are refused, for readers: whatever is not listed above is. */
  readonly notImplemented?: readonly string[];
}

/**
 * Checks an element against the Metadata API's schema and against what the
 * local org carries out of it. What is refused as a whole is not looked into.
 */
export function checkElement(element: XmlElement, spec: ElementSpec): Problem[] {
  const { kept, refused } = withoutRefused(element, spec);
  const invalid = checkAgainstSchema(kept, spec.type);
  return [...refused, ...(invalid.length > 0 ? invalid : checkCarriedOut(kept, spec))];
}

/** Takes out the elements that Salesforce knows and the local org does not carry out. */
function withoutRefused(
  element: XmlElement,
  spec: ElementSpec,
): { kept: XmlElement; refused: Problem[] } {
  const refused: Problem[] = [];
  const children = element.children.flatMap((child) => {
    const kind = kindOf(spec, child.name);
    if (kind !== undefined) {
      if (!isSpec(kind)) return [child];
      const inside = withoutRefused(child, kind);
      refused.push(...inside.refused);
      return [inside.kept];
    }
    if (!elementsOf(spec.type)?.has(child.name)) return [child];
    const message = `The local org does not implement the element ${child.name} of ${spec.type}.`;
    refused.push({ message, line: child.line, column: child.column });
    return [];
  });
  return { kept: { ...element, children }, refused };
}

function checkCarriedOut(element: XmlElement, spec: ElementSpec): Problem[] {
  const problems = element.children.flatMap((child) => {
    const kind = kindOf(spec, child.name)!;
    return isSpec(kind) ? checkCarriedOut(child, kind) : checkContent(child, kind, spec);
  });
  for (const name of Object.keys(spec.required ?? {})) {
    if (element.children.some((child) => child.name === name)) continue;
    const message = `Required field is missing: ${name}`;
    problems.push({ message, line: element.line, column: element.column });
  }
  return problems;
}

function kindOf(spec: ElementSpec, name: string): ElementKind | undefined {
  const declared = spec.required?.[name] ?? spec.optional?.[name];
  return isRepeatable(declared) ? declared[0] : declared;
}

function isRepeatable(
  declared: ElementKind | readonly [ElementKind] | undefined,
): declared is readonly [ElementKind] {
  return Array.isArray(declared);
}

function isSpec(kind: ElementKind): kind is ElementSpec {
  return typeof kind === 'object' && 'type' in kind;
}

function checkContent(
  element: XmlElement,
  kind: Exclude<ElementKind, ElementSpec>,
  parent: ElementSpec,
): Problem[] {
  const { name, text, line, column } = element;
  if (kind === 'integer' && !/^-?\d+$/.test(text)) {
    const message = `Error parsing file: '${text}' is not a valid value for the type xsd:int`;
    return [{ message, line, column }];
  }
  if (typeof kind === 'object' && !kind.oneOf.includes(text)) {
    const message = `The local org does not implement ${text} as ${name} of ${parent.type}.`;
    return [{ message, line, column }];
  }
  return [];
}
