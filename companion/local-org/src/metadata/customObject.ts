import { makeField } from '../schema/field.ts';
import { makeObject, recordFields } from '../schema/standard/common.ts';
import type { SObject } from '../schema/types.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** Switches that the local org takes and that have no effect in anything it does. */
const switches = [
  'allowInChatterGroups',
  'enableActivities',
  'enableBulkApi',
  'enableFeeds',
  'enableHistory',
  'enableLicensing',
  'enableReports',
  'enableSearch',
  'enableSharing',
  'enableStreamingApi',
];

/** Elements of an object's file that are components of their own, with their types. */
export const componentElements: Readonly<Record<string, string>> = {
  fields: 'CustomField',
  validationRules: 'ValidationRule',
};

const customObjectSpec: ElementSpec = {
  type: 'CustomObject',
  required: {
    label: 'text',
    pluralLabel: 'text',
    deploymentStatus: { oneOf: ['Deployed'] },
    sharingModel: { oneOf: ['Private', 'ReadWrite'] },
    nameField: {
      type: 'CustomField',
      required: { label: 'text', type: { oneOf: ['Text'] } },
      optional: { trackHistory: { oneOf: ['false'] } },
    },
  },
  optional: {
    description: 'text',
    visibility: { oneOf: ['Public'] },
    ...Object.fromEntries(switches.map((name) => [name, 'boolean' as const])),
  },
  notImplemented: [
    'actionOverrides',
    'businessProcesses',
    'compactLayoutAssignment',
    'compactLayouts',
    'customHelp',
    'customHelpPage',
    'customSettingsType',
    'externalSharingModel',
    'fieldSets',
    'gender',
    'household',
    'indexes',
    'listViews',
    'recordTypes',
    'searchLayouts',
    'sharingReasons',
    'startsWith',
    'webLinks',
  ],
};

/** The file of a standard object holds components of their own, such as its custom fields. */
const standardObjectSpec: ElementSpec = {
  type: 'CustomObject',
  notImplemented: [
    ...Object.keys(customObjectSpec.required!),
    ...Object.keys(customObjectSpec.optional!),
    ...customObjectSpec.notImplemented!,
  ],
};

/** What is wrong with an object's file, components of their own left aside. */
export function checkObjectFile(root: XmlElement, isCustom: boolean): Problem[] {
  const children = root.children.filter(({ name }) => !(name in componentElements));
  return checkElement({ ...root, children }, isCustom ? customObjectSpec : standardObjectSpec);
}

/** Makes the sObject of a checked custom object file. */
export function readCustomObject(fullName: string, root: XmlElement, keyPrefix: string): SObject {
  const nameField = makeField('Name', textOf(child(root, 'nameField')!, 'label')!, 'string', {
    length: 80,
    nameField: true,
    nillable: false,
    permissionable: false,
  });
  return makeObject(fullName, textOf(root, 'label')!, keyPrefix, recordFields([nameField]), {
    labelPlural: textOf(root, 'pluralLabel')!,
    publicReadWrite: textOf(root, 'sharingModel') === 'ReadWrite',
  });
}

/** Key prefix of the n-th custom object of an org, counted from 1: a00, a01, … */
export function customKeyPrefix(n: number): string {
  return `a${(n - 1).toString(36).padStart(2, '0')}`;
}
