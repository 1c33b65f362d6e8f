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

const whatever = ['whatever'] as const;

/**
 * What says how people see and find records, in which language, and what is noted of them: it is
 * kept, and nothing that the local org answers depends on it.
 */
const shown: ElementSpec['optional'] = {
  actionOverrides: whatever,
  compactLayoutAssignment: 'text',
  customHelp: 'text',
  customHelpPage: 'text',
  externalSharingModel: { oneOf: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
  gender: 'text',
  historyRetentionPolicy: 'whatever',
  profileSearchLayouts: whatever,
  searchLayouts: 'whatever',
  startsWith: 'text',
  ...Object.fromEntries(
    [
      'allowInChatterGroups',
      'enableBulkApi',
      'enableEnhancedLookup',
      'enableFeeds',
      'enableHistory',
      'enableLicensing',
      'enableReports',
      'enableSearch',
      'enableSharing',
      'enableStreamingApi',
      'recordTypeTrackFeedHistory',
      'recordTypeTrackHistory',
    ].map((name) => [name, 'boolean' as const]),
  ),
};

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
        trackFeedHistory: 'boolean',
        trackHistory: 'boolean',
      },
    },
  },
  optional: {
    description: 'text',
    visibility: { oneOf: ['Public'] },
    deprecated: { oneOf: ['false'] },
    enableActivities: 'boolean',
    enableDataTranslation: { oneOf: ['false'] },
    enableDivisions: { oneOf: ['false'] },
    ...shown,
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
  return {
    type: 'CustomObject',
    optional: { ...shown, description: 'text', sharingModel: { oneOf: models } },
  };
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
  if (model === undefined) return object;
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
