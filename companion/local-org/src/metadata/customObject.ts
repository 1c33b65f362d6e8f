import { makeField } from '../schema/field.ts';
import { makeObject, recordFields } from '../schema/standard/common.ts';
import type { SharingModel, SObject } from '../schema/types.ts';
import {
  configurationOf,
  configurationSpec,
  readConfigurationObject,
} from './configurationObject.ts';
import { checkAutoNumber, readAutoNumber } from './autoNumber.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { typeHolding } from './types.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** Switches that the local org takes and that have no effect in anything it does. */
const switches = [
  'allowInChatterGroups',
  'enableBulkApi',
  'enableFeeds',
  'enableHistory',
  'enableLicensing',
  'enableReports',
  'enableSearch',
  'enableSharing',
  'enableStreamingApi',
];

/** Elements of an object's file that are components of their own. */
const componentElements = new Set(
  typeHolding('CustomObject')!.children!.map(({ element }) => element),
);

const customObjectSpec: ElementSpec = {
  type: 'CustomObject',
  required: {
    label: 'text',
    pluralLabel: 'text',
    deploymentStatus: { oneOf: ['Deployed'] },
    sharingModel: { oneOf: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
    nameField: {
      type: 'CustomField',
      required: { label: 'text', type: { oneOf: ['AutoNumber', 'Text'] } },
      optional: {
        displayFormat: 'text',
        startingNumber: 'integer',
        trackHistory: { oneOf: ['false'] },
      },
    },
  },
  optional: {
    description: 'text',
    visibility: { oneOf: ['Public'] },
    recordTypeTrackFeedHistory: { oneOf: ['false'] },
    recordTypeTrackHistory: { oneOf: ['false'] },
    enableActivities: 'boolean',
    ...Object.fromEntries(switches.map((name) => [name, 'boolean' as const])),
  },
};

const OWNED = ['Private', 'Read', 'ReadWrite'];
/** Org-wide defaults that the local org carries out, of standard objects that have others. */
const sharingModels: Readonly<Record<string, readonly string[]>> = {
  CampaignMember: ['ControlledByCampaign'],
  Contact: [...OWNED, 'ControlledByParent'],
  Task: ['Private'],
};

/**
 * The file of a standard object holds components of their own, such as its custom fields, and may
 * set its org-wide default.
 */
function standardObjectSpec(fullName: string): ElementSpec {
  const models = sharingModels[fullName] ?? OWNED;
  return { type: 'CustomObject', optional: { sharingModel: { oneOf: models } } };
}

/** What is wrong with an object's file, components of their own left aside. */
export function checkObjectFile(root: XmlElement, fullName: string): Problem[] {
  const children = root.children.filter(({ name }) => !componentElements.has(name));
  const configuration = configurationOf(fullName, root);
  const ofBusiness = isCustomObject(fullName) ? customObjectSpec : standardObjectSpec(fullName);
  const spec = configuration === null ? ofBusiness : configurationSpec(configuration);
  const problems = checkElement({ ...root, children }, spec);
  const nameField = child(root, 'nameField');
  const counts = nameField && textOf(nameField, 'type') === 'AutoNumber';
  return problems.length === 0 && counts ? checkAutoNumber(nameField) : problems;
}

export function isCustomObject(fullName: string): boolean {
  return /__(?:c|mdt)$/.test(fullName);
}

/** A standard object with what its checked file says. */
export function readStandardObject(object: SObject, root: XmlElement): SObject {
  const model = textOf(root, 'sharingModel');
  const sharingModel = model === 'ControlledByCampaign' ? 'ControlledByParent' : model;
  return { ...object, sharingModel: sharingModel as SharingModel };
}

/**
 * Makes the sObject of a checked custom object file.
 * @param n the object's number among the custom objects of the org, counted from 1
 */
export function readCustomObject(fullName: string, root: XmlElement, n: number): SObject {
  const configuration = configurationOf(fullName, root);
  const keyPrefix = keyPrefixOf(configuration === 'CustomMetadata' ? 'm' : 'a', n);
  if (configuration !== null) {
    return readConfigurationObject(fullName, root, keyPrefix, configuration);
  }
  const named = child(root, 'nameField')!;
  const counts = textOf(named, 'type') === 'AutoNumber';
  const nameField = makeField('Name', textOf(named, 'label')!, 'string', {
    length: 80,
    nameField: true,
    nillable: false,
    permissionable: false,
    ...(counts && { autoNumber: readAutoNumber(named), createable: false, updateable: false }),
  });
  return makeObject(fullName, textOf(root, 'label')!, keyPrefix, recordFields([nameField]), {
    labelPlural: textOf(root, 'pluralLabel')!,
    sharingModel: textOf(root, 'sharingModel') as SharingModel,
    hasActivities: textOf(root, 'enableActivities') === 'true',
  });
}

/** Key prefixes of custom objects are a00, a01, …; those of custom metadata types m00, m01, … */
function keyPrefixOf(letter: 'a' | 'm', n: number): string {
  return `${letter}${(n - 1).toString(36).padStart(2, '0')}`;
}
