import { makeField } from '../schema/field.ts';
import { auditFields, idField, makeObject } from '../schema/standard/common.ts';
import type { Configuration, Field, SObject } from '../schema/types.ts';
import type { ElementSpec } from './elements.ts';
import { textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/*
 * Objects whose records configure an org: custom metadata types, and custom settings. They have no
 * owner, no sharing, no object permissions and no field-level security. (Metadata API Developer
 * Guide, CustomObject, "customSettingsType", "Custom Metadata Types (CustomObject)")
 */

const visibility = { visibility: { oneOf: ['PackageProtected', 'Protected', 'Public'] } } as const;

const specs: Readonly<Record<'metadata' | 'setting', ElementSpec>> = {
  metadata: {
    type: 'CustomObject',
    required: { label: 'text', pluralLabel: 'text' },
    optional: { description: 'text', ...visibility },
  },
  setting: {
    type: 'CustomObject',
    required: { label: 'text', customSettingsType: { oneOf: ['Hierarchy', 'List'] } },
    optional: { description: 'text', enableFeeds: { oneOf: ['false'] }, ...visibility },
  },
};

const configurations: Readonly<Record<string, Configuration>> = {
  Hierarchy: 'HierarchySetting',
  List: 'ListSetting',
};

/** What kind of configuration an object's file describes; null for business objects. */
export function configurationOf(fullName: string, root: XmlElement): Configuration | null {
  if (fullName.endsWith('__mdt')) return 'CustomMetadata';
  return configurations[textOf(root, 'customSettingsType') ?? ''] ?? null;
}

export function configurationSpec(configuration: Configuration): ElementSpec {
  return configuration === 'CustomMetadata' ? specs.metadata : specs.setting;
}

/** Types of custom fields that each kind may have. (Help, "Custom Settings", "Custom Metadata Types") */
const SETTING_FIELDS =
  'Checkbox Currency Date DateTime Email Number Percent Phone Text TextArea Url'.split(' ');
const fieldTypes: Readonly<Record<Configuration, readonly string[]>> = {
  CustomMetadata:
    'Checkbox Date DateTime Email LongTextArea Number Percent Phone Picklist Text TextArea Url'.split(
      ' ',
    ),
  HierarchySetting: SETTING_FIELDS,
  ListSetting: SETTING_FIELDS,
};

export function mayHaveField({ configuration }: SObject, type: string): boolean {
  return configuration === null || fieldTypes[configuration].includes(type);
}

const fixed = { createable: false, updateable: false } as const;
const open = { permissionable: false } as const;

/** (Object Reference, "Custom Metadata Type__mdt") */
const metadataFields: readonly Field[] = [
  makeField('DeveloperName', 'Custom Metadata Record Name', 'string', { ...fixed, length: 40 }),
  makeField('MasterLabel', 'Label', 'string', { ...fixed, length: 40, nameField: true }),
  makeField('Language', 'Master Language', 'picklist', fixed),
  makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
  makeField('Label', 'Label', 'string', { ...fixed, length: 40 }),
  makeField('QualifiedApiName', 'Qualified API Name', 'string', { ...fixed, length: 70 }),
  makeField('SystemModstamp', 'System Modstamp', 'datetime', { ...fixed, nillable: false }),
];

/** A list has names, a hierarchy owners: the org, a profile or a user. */
const settingFields = (isHierarchy: boolean): readonly Field[] => [
  makeField('Name', 'Name', 'string', {
    length: 38,
    nameField: true,
    nillable: isHierarchy,
    unique: !isHierarchy,
  }),
  makeField('SetupOwnerId', 'Location', 'reference', {
    createable: isHierarchy,
    updateable: isHierarchy,
    unique: isHierarchy,
    referenceTo: ['Organization', 'Profile', 'User'],
    relationshipName: 'SetupOwner',
  }),
];

/** Makes the sObject of a checked file. */
export function readConfigurationObject(
  fullName: string,
  root: XmlElement,
  keyPrefix: string,
  configuration: Configuration,
): SObject {
  const isMetadata = configuration === 'CustomMetadata';
  const own = isMetadata ? metadataFields : settingFields(configuration === 'HierarchySetting');
  const fields = [
    idField,
    ...own.map((field) => ({ ...field, ...open })),
    ...(isMetadata ? [] : auditFields),
  ];
  const label = textOf(root, 'label')!;
  return makeObject(fullName, label, keyPrefix, fields, {
    labelPlural: textOf(root, 'pluralLabel') ?? label,
    custom: true,
    isSetup: true,
    configuration,
    createable: !isMetadata,
    updateable: !isMetadata,
    deletable: !isMetadata,
    undeletable: false,
    triggerable: false,
  });
}
