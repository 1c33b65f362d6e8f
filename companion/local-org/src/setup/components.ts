import type { Org } from '../org.ts';
import { listComponents } from '../metadata/store.ts';
import type { StoredComponent } from '../metadata/store.ts';
import { parseXml, textOf } from '../metadata/xml.ts';
import type { XmlElement } from '../metadata/xml.ts';
import { makeField } from '../schema/field.ts';
import type { Field, Values } from '../schema/types.ts';
import { durableIdOf, entityDefinitionId } from './entities.ts';
import { readOnlyObject } from './computed.ts';
import type { ComputedObject } from './computed.ts';

/* Deployed components as records. (Tooling API, the object of each name) */

interface DeployedComponent extends StoredComponent {
  readonly root: XmlElement;
}

/** One row for each component of a type that has values, with the audit fields that all have. */
export function componentRows(
  org: Org,
  type: string,
  values: (component: DeployedComponent) => Values | undefined,
): Values[] {
  return listComponents(org.db, type).flatMap((component) => {
    const own = values({ ...component, root: parseXml(describing(component)) });
    if (!own) return [];
    return {
      Id: component.id,
      CreatedDate: component.created,
      CreatedById: component.createdBy,
      LastModifiedDate: component.modified,
      LastModifiedById: component.modifiedBy,
      SystemModstamp: component.modified,
      ...own,
    };
  });
}

/** Of a component that is kept as files, the one that says what it is. */
function describing({ content }: StoredComponent): string {
  if (content.trimStart().startsWith('<')) return content;
  const files = Object.entries(JSON.parse(content) as Record<string, string>);
  const [, source] = files.find(([path]) => path.endsWith('-meta.xml')) ?? files[0]!;
  return source;
}

/** The file of a component that is code. */
function codeOf({ content }: StoredComponent): string {
  const files = Object.entries(JSON.parse(content) as Record<string, string>);
  return files.find(([path]) => !path.endsWith('-meta.xml'))![1];
}

const namespace = makeField('NamespacePrefix', 'Namespace Prefix', 'string');
const tableEnumOrId = makeField('TableEnumOrId', 'Entity', 'picklist');
const text = (name: string, label: string, more: Partial<Field> = {}) =>
  makeField(name, label, 'string', more);
const flag = (name: string, label: string) => makeField(name, label, 'boolean');

/** `Contact` of `Contact.Region__c` and of `Contact-Contact Layout`, as parts of objects name it. */
function entityOf(org: Org, fullName: string): Values {
  const object = org.schema.object(fullName.split(/[.-]/)[0]!)!;
  const id = durableIdOf(org, object);
  return { EntityDefinitionId: id, TableEnumOrId: id };
}

const apexFields = [
  text('Name', 'Name', { nameField: true }),
  namespace,
  makeField('ApiVersion', 'API Version', 'double', { precision: 4, scale: 1 }),
  makeField('Status', 'Status', 'picklist'),
  flag('IsValid', 'Valid'),
  makeField('Body', 'Body', 'textarea', { length: 1_000_000 }),
];

/** Code is shown by both APIs. */
export const apexObjects: readonly ComputedObject[] = [
  {
    object: readOnlyObject('ApexClass', 'Apex Class', '01p', apexFields),
    rows: (org) =>
      componentRows(org, 'ApexClass', (component) => ({
        Name: component.fullName,
        ApiVersion: Number(textOf(component.root, 'apiVersion') ?? 0),
        Status: textOf(component.root, 'status') ?? 'Active',
        IsValid: true,
        Body: codeOf(component),
      })),
  },
  // None can be deployed.
  {
    object: readOnlyObject('ApexTrigger', 'Apex Trigger', '01q', [
      ...apexFields,
      makeField('TableEnumOrId', 'Custom Object Definition ID', 'picklist'),
    ]),
    rows: () => [],
  },
];

/** What only the Tooling API shows. */
export const toolingComponents: readonly ComputedObject[] = [
  {
    object: readOnlyObject('CustomObject', 'Custom Object', '01I', [
      text('DeveloperName', 'Developer Name', { nameField: true }),
      namespace,
      text('Description', 'Description'),
    ]),
    rows: (org) =>
      componentRows(org, 'CustomObject', ({ fullName, root }) =>
        // What was deployed of a standard object is no custom one.
        fullName.endsWith('__c')
          ? {
              DeveloperName: fullName.replace(/__c$/, ''),
              Description: textOf(root, 'description') ?? null,
            }
          : undefined,
      ),
  },
  {
    object: readOnlyObject('CustomField', 'Custom Field', '00N', [
      text('DeveloperName', 'Developer Name', { nameField: true }),
      namespace,
      tableEnumOrId,
      entityDefinitionId,
      text('Description', 'Description'),
      text('InlineHelpText', 'Inline Help Text'),
    ]),
    rows: (org) =>
      componentRows(org, 'CustomField', ({ fullName, root }) => ({
        DeveloperName: fullName.replace(/^.*\.|__c$/g, ''),
        Description: textOf(root, 'description') ?? null,
        InlineHelpText: textOf(root, 'inlineHelpText') ?? null,
        ...entityOf(org, fullName),
      })),
  },
  {
    object: readOnlyObject('ValidationRule', 'Validation Rule', '03d', [
      text('ValidationName', 'Rule Name', { nameField: true }),
      namespace,
      flag('Active', 'Active'),
      text('Description', 'Description'),
      text('ErrorDisplayField', 'Error Display Field'),
      text('ErrorMessage', 'Error Message'),
      entityDefinitionId,
    ]),
    rows: (org) =>
      componentRows(org, 'ValidationRule', ({ fullName, root }) => ({
        ValidationName: fullName.replace(/^.*\./, ''),
        Active: textOf(root, 'active') === 'true',
        Description: textOf(root, 'description') ?? null,
        ErrorDisplayField: textOf(root, 'errorDisplayField') ?? null,
        ErrorMessage: textOf(root, 'errorMessage') ?? null,
        ...entityOf(org, fullName),
      })),
  },
  {
    object: readOnlyObject('Layout', 'Layout', '00h', [
      text('Name', 'Name', { nameField: true }),
      namespace,
      makeField('LayoutType', 'Layout Type', 'picklist'),
      tableEnumOrId,
      entityDefinitionId,
    ]),
    rows: (org) =>
      componentRows(org, 'Layout', ({ fullName }) => ({
        Name: fullName.slice(fullName.indexOf('-') + 1),
        LayoutType: 'Standard',
        ...entityOf(org, fullName),
      })),
  },
  // Neither can be deployed.
  {
    object: readOnlyObject('WorkflowRule', 'Workflow Rule', '01Q', [
      text('Name', 'Name', { nameField: true }),
      namespace,
      tableEnumOrId,
    ]),
    rows: () => [],
  },
  {
    object: readOnlyObject('Certificate', 'Certificate', '0P1', [
      text('DeveloperName', 'Unique Name', { nameField: true }),
      text('MasterLabel', 'Label'),
      namespace,
      makeField('ExpirationDate', 'Expiration Date', 'datetime'),
      makeField('KeySize', 'Key Size', 'int', { precision: 9 }),
    ]),
    rows: () => [],
  },
];

const rule = (
  name: string,
  label: string,
  keyPrefix: string,
  ...more: Field[]
): ComputedObject => ({
  object: readOnlyObject(name, label, keyPrefix, [
    text('DeveloperName', 'Developer Name', { nameField: true }),
    text('MasterLabel', 'Label'),
    namespace,
    makeField('SobjectType', 'Object', 'picklist'),
    ...more,
  ]),
  rows: () => [],
});

/** Rules against duplicates; none can be deployed. (Object Reference, DuplicateRule, MatchingRule) */
export const duplicateRuleObjects: readonly ComputedObject[] = [
  rule('DuplicateRule', 'Duplicate Rule', '0Bm', flag('IsActive', 'Active')),
  rule('MatchingRule', 'Matching Rule', '0JD', makeField('RuleStatus', 'Status', 'picklist')),
];
