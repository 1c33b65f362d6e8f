import { notImplemented, SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import { deployPackage } from './deploy.ts';
import { fileNameOf, listMetadata } from './inventory.ts';
import type { Package } from './package.ts';
import type { ComponentResult } from './results.ts';
import { typeHolding } from './types.ts';
import { element, writeXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/*
 * Components one by one, without a zip: each is a deploy of its own. (Metadata API Developer Guide,
 * "CRUD-Based Calls")
 */

/** What a call wants with a component. */
export type Save = 'create' | 'update' | 'upsert';

/** What became of one component. */
export interface SaveResult {
  readonly fullName: string;
  readonly created: boolean;
  readonly errors: readonly { readonly statusCode: string; readonly message: string }[];
}

/** (Metadata API Developer Guide, the limit of each of the calls) */
const MAX_COMPONENTS = 10;

/** @throws {SalesforceError} for a type that the org does not take, and for too many components. */
export function checkCall(type: string, count: number): void {
  const holder = typeHolding(type);
  if (!holder) throw new SalesforceError('INVALID_TYPE', `Unknown type:${type}`);
  if (count > MAX_COMPONENTS) {
    throw new SalesforceError(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_COMPONENTS} records into this call`,
    );
  }
}

/**
 * Saves a component given by its elements.
 * @throws {SalesforceError} NOT_IMPLEMENTED for components that are more than their XML.
 */
export function saveComponent(
  org: Org,
  userId: string,
  type: string,
  given: XmlElement,
  save: Save,
): SaveResult {
  const fullName = given.children.find(({ name }) => name === 'fullName')?.text ?? '';
  const exists = isThere(org, type, fullName);
  const fail = (statusCode: string, message: string) => ({
    fullName,
    created: false,
    errors: [{ statusCode, message }],
  });
  if (fullName === '') return fail('REQUIRED_FIELD_MISSING', 'Required field is missing: fullName');
  if (save === 'create' && exists) {
    return fail('DUPLICATE_DEVELOPER_NAME', `There is already a ${type} named ${fullName}.`);
  }
  if (save === 'update' && !exists)
    return fail('INVALID_CROSS_REFERENCE_KEY', missing(type, fullName));
  const results = deployOne(org, userId, packageOf(type, fullName, given));
  return { fullName, created: !exists, errors: errorsOf(results) };
}

/** Deletes a component as destructive changes do. */
export function deleteComponent(
  org: Org,
  userId: string,
  type: string,
  fullName: string,
): SaveResult {
  if (!isThere(org, type, fullName)) {
    const errors = [
      { statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: missing(type, fullName) },
    ];
    return { fullName, created: false, errors };
  }
  const manifest = element('Package', [
    element('types', [element('members', fullName), element('name', type)]),
  ]);
  const files = new Map([['destructiveChanges.xml', writeXml(manifest)]]);
  const results = deployOne(org, userId, { files, members: new Map() });
  return { fullName, created: false, errors: errorsOf(results) };
}

function isThere(org: Org, type: string, fullName: string): boolean {
  return listMetadata(org, type).some((one) => one.fullName === fullName);
}

function missing(type: string, fullName: string): string {
  return `In field: fullName - no ${type} named ${fullName} found`;
}

/** The package that a zip with this component alone would be. */
function packageOf(type: string, fullName: string, given: XmlElement): Package {
  const holder = typeHolding(type)!;
  if (holder.form !== 'xml') throw notImplemented(`saving a component of type ${type} by itself`);
  const own = given.children.filter(({ name }) => name !== 'fullName');
  const child = holder.children?.find(({ name }) => name === type);
  const inside = child && [
    element(child.element, [
      element('fullName', fullName.slice(fullName.indexOf('.') + 1)),
      ...own,
    ]),
  ];
  const path = fileNameOf(holder, type, fullName);
  return {
    files: new Map([[path, writeXml(element(holder.name, inside ?? own))]]),
    members: new Map([[type, [fullName]]]),
  };
}

function deployOne(org: Org, userId: string, pkg: Package): readonly ComponentResult[] {
  const options = {
    checkOnly: false,
    rollbackOnError: true,
    ignoreWarnings: false,
    testLevel: 'NoTestRun',
  } as const;
  return deployPackage(pkg, options, org, userId).components;
}

function errorsOf(results: readonly ComponentResult[]): SaveResult['errors'] {
  return results.flatMap(({ problems }) =>
    problems.map(({ message }) => ({ statusCode: 'FIELD_INTEGRITY_EXCEPTION', message })),
  );
}
