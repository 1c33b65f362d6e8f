import { fieldPath, type FieldPath } from '../formula/index.ts';
import { childrenOf, escapeXml, parseXml, textOf } from '../metadata/xml.ts';
import type { FormulaSurroundings, Schema, SObject, Value, Values } from '../schema/types.ts';

/** Something in a template that the local org does not merge. */
export class TemplateProblem extends Error {}

/** What a template is merged with. */
export interface MergeScope {
  readonly record: Values;
  readonly surroundings: FormulaSurroundings;
  /** Where links to records lead. */
  readonly baseUrl: string;
}

type Merge = (scope: MergeScope) => string;

export interface Template {
  readonly subject: Merge;
  readonly text: Merge | undefined;
  readonly html: Merge | undefined;
}

/** What else a template may consist of, and is refused. */
const refusedElements = ['attachedDocuments', 'attachments', 'letterhead', 'pageDevName'];

/**
 * Compiles a classic e-mail template for records of an object.
 * @param files the component's two files, by their paths
 * @throws {TemplateProblem}
 */
export function compileTemplate(
  files: Readonly<Record<string, string>>,
  object: SObject,
  schema: Schema,
): Template {
  const fileOf = (ending: string): string =>
    Object.entries(files).find(([path]) => path.endsWith(ending))![1];
  const content = fileOf('.email');
  const root = parseXml(fileOf('.email-meta.xml'));
  const type = textOf(root, 'type')!;
  const uiType = textOf(root, 'uiType') ?? 'Aloha';
  const refused = refusedElements.find((name) => childrenOf(root, name).length > 0);
  if (refused !== undefined) throw notMerged(`the element ${refused} of an e-mail template`);
  if (!['text', 'custom'].includes(type) || uiType !== 'Aloha') {
    throw notMerged(`e-mail templates of the type ${uiType === 'Aloha' ? type : uiType}`);
  }
  const merge = (text: string, isHtml = false): Merge => compileText(text, object, schema, isHtml);
  const textOnly = type === 'text' ? content : textOf(root, 'textOnly');
  return {
    subject: merge(textOf(root, 'subject') ?? ''),
    text: textOnly === undefined ? undefined : merge(textOnly),
    html: type === 'custom' ? merge(content, true) : undefined,
  };
}

const notMerged = (what: string): TemplateProblem =>
  new TemplateProblem(`The local org does not implement ${what}.`);

/** Values that come into HTML are text there, not mark-up. */
function compileText(text: string, object: SObject, schema: Schema, isHtml: boolean): Merge {
  const parts = text.split(/(\{![^}]*\})/).map((part): Merge => {
    const path = /^\{!(.*)\}$/s.exec(part)?.[1]?.trim();
    if (path === undefined) return () => part;
    const read = mergeField(path, object, schema);
    return (scope) => {
      const value = String(read(scope) ?? '');
      return isHtml ? escapeXml(value) : value;
    };
  });
  return (scope) => parts.map((part) => part(scope)).join('');
}

type ReadValue = (scope: MergeScope) => Value;

/** What templates call a record's own properties: the Id has 15 characters there. */
const properties: Readonly<Record<string, ReadValue>> = {
  id: ({ record }) => shortId(record),
  link: ({ record, baseUrl }) => `${baseUrl}/${shortId(record)}`,
};
const shortId = ({ Id }: Values): string => String(Id).slice(0, 15);

/** Merge fields that are spelled unlike the fields behind them. */
const spelled: Readonly<Record<string, readonly string[]>> = {
  ownerfullname: ['Owner', 'Name'],
  ownerfirstname: ['Owner', 'FirstName'],
  ownerlastname: ['Owner', 'LastName'],
  owneremail: ['Owner', 'Email'],
};

/**
 * `Object.Field` of the record, of its parent of that name, of the user who
 * sends, of the organization. (Salesforce Help, "Merge Fields for Email Templates")
 */
function mergeField(path: string, object: SObject, schema: Schema): ReadValue {
  const [root = '', field = '', more] = path.split('.');
  const ofRecord = root.toLowerCase() === object.name.toLowerCase();
  const property = ofRecord ? properties[field.toLowerCase()] : undefined;
  if (property) return property;
  const found = more === undefined ? fieldBehind(root, field, ofRecord, object, schema) : undefined;
  if (!found) throw notMerged(`the merge field {!${path}} of an e-mail template`);
  const { type } = found.path;
  if (type !== 'string' && type !== 'picklist' && type !== 'multipicklist') {
    throw notMerged(`a ${type} in an e-mail template ({!${path}})`);
  }
  return (scope) => found.path.read(found.from(scope), scope.surroundings);
}

interface Behind {
  readonly path: FieldPath;
  readonly from: (scope: MergeScope) => Values;
}

function fieldBehind(
  root: string,
  field: string,
  ofRecord: boolean,
  object: SObject,
  schema: Schema,
): Behind | undefined {
  const behind = (
    start: SObject,
    segments: readonly string[],
    from: Behind['from'],
  ): Behind | undefined => {
    const path = fieldPath(schema, start, segments);
    return path && { path, from };
  };
  const record = ({ record }: MergeScope): Values => record;
  if (ofRecord) {
    return (
      behind(object, spelled[field.toLowerCase()] ?? [field], record) ??
      // A lookup alone stands for the name of what it points at.
      behind(object, [field, 'Name'], record)
    );
  }
  switch (root.toLowerCase()) {
    case 'user':
      return behind(schema.object('User')!, [field], ({ surroundings }) => surroundings.user);
    case 'organization':
      return behind(
        schema.object('Organization')!,
        [field],
        ({ surroundings }) => surroundings.organization,
      );
    default:
      return behind(object, [root, field], record);
  }
}
