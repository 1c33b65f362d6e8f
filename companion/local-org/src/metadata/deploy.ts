import { SalesforceError } from '../errors.ts';
import { compileFlow } from '../flow/compile.ts';
import type { Org } from '../org.ts';
import type { SObject } from '../schema/types.ts';
import { addColumn, createTable, transaction } from '../storage/database.ts';
import { readCustomField } from './customField.ts';
import {
  checkObjectFile,
  componentElements,
  customKeyPrefix,
  isCustomObject,
  readCustomObject,
  readStandardObject,
} from './customObject.ts';
import { applyFlow, BrokenFlow, FlowRegistry } from './flows.ts';
import { inReferenceOrder } from './referenceOrder.ts';
import type { Package } from './package.ts';
import { applyPermissionSet, checkPermissionSet } from './permissionSet.ts';
import { applyProfile, checkProfile } from './profile.ts';
import { putComponent } from './store.ts';
import type { PutResult } from './store.ts';
import { readValidationRule } from './validationRules.ts';
import { childrenOf, parseXml, textOf, toXml, XmlSyntaxError } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** One component of a deploy, found in one file. */
interface Component {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly root: XmlElement;
  readonly source: string;
}

export interface ComponentResult {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly id: string | null;
  readonly result: PutResult | 'failed';
  readonly problems: readonly Problem[];
}

export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
}

export interface DeployOutcome {
  readonly components: readonly ComponentResult[];
  readonly succeeded: boolean;
  /** Some components failed and the others were kept, as rollbackOnError=false asks. */
  readonly partial: boolean;
}

interface MetadataType {
  readonly name: string;
  readonly directory: string;
  readonly suffix: string;
  deploy(component: Component, org: Org, now: Date): { id: string; result: PutResult };
}

/** Thrown inside the deploy of one component; becomes its failure. */
class ComponentFailure extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message);
    this.problems = problems;
  }
}

function failOn(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ComponentFailure(problems);
}

/** The types that the local org takes, in the order in which they depend on each other. */
const metadataTypes: readonly MetadataType[] = [
  { name: 'CustomObject', directory: 'objects', suffix: 'object', deploy: deployObject },
  { name: 'CustomField', directory: 'objects', suffix: 'object', deploy: deployField },
  {
    name: 'ValidationRule',
    directory: 'objects',
    suffix: 'object',
    deploy: deployValidationRule,
  },
  { name: 'Flow', directory: 'flows', suffix: 'flow', deploy: deployFlow },
  {
    name: 'PermissionSet',
    directory: 'permissionsets',
    suffix: 'permissionset',
    deploy: deployPermissionSet,
  },
  { name: 'Profile', directory: 'profiles', suffix: 'profile', deploy: deployProfile },
];

class Rollback extends Error {
  readonly outcome: DeployOutcome;
  constructor(outcome: DeployOutcome) {
    super('rolled back');
    this.outcome = outcome;
  }
}

/**
 * Deploys a package in one transaction: all of it, or nothing where
 * `rollbackOnError` asks for that or `checkOnly` says that it is a rehearsal.
 */
export function deployPackage(pkg: Package, options: DeployOptions, org: Org): DeployOutcome {
  try {
    return transaction(org.db, () => {
      const outcome = deployComponents(pkg, options, org);
      if (options.checkOnly || !(outcome.succeeded || outcome.partial)) throw new Rollback(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Rollback) return error.outcome;
    throw error;
  } finally {
    org.reload();
  }
}

function deployComponents(pkg: Package, options: DeployOptions, org: Org): DeployOutcome {
  const now = org.clock.now();
  const { components, results } = findComponents(pkg);
  for (const type of metadataTypes) {
    const ofType = components.filter((one) => one.type === type.name);
    for (const component of inReferenceOrder(ofType)) {
      results.push(deployComponent(component, type, org, now));
    }
  }
  const failures = results.filter(({ result }) => result === 'failed').length;
  return {
    components: results,
    succeeded: failures === 0,
    partial: failures > 0 && failures < results.length && !options.rollbackOnError,
  };
}

function deployComponent(
  component: Component,
  type: MetadataType,
  org: Org,
  now: Date,
): ComponentResult {
  const { fullName, fileName } = component;
  try {
    const done = transaction(org.db, () => type.deploy(component, org, now));
    return { type: type.name, fullName, fileName, ...done, problems: [] };
  } catch (error) {
    if (!(error instanceof ComponentFailure)) throw error;
    return failed(type.name, fullName, fileName, error.problems);
  }
}

function failed(
  type: string,
  fullName: string,
  fileName: string,
  problems: readonly Problem[],
): ComponentResult {
  return { type, fullName, fileName, id: null, result: 'failed', problems };
}

/** Reads every file, and compares what is there with what package.xml lists. */
function findComponents(pkg: Package): { components: Component[]; results: ComponentResult[] } {
  const components: Component[] = [];
  const results: ComponentResult[] = [];
  for (const [fileName, source] of pkg.files) {
    if (fileName === 'package.xml') continue;
    const [directory = '', file = ''] = fileName.split('/');
    const suffix = file.slice(file.lastIndexOf('.') + 1);
    const type = metadataTypes.find((one) => one.directory === directory && one.suffix === suffix);
    if (!type) {
      const what = fileName.startsWith('destructiveChanges')
        ? 'destructive changes'
        : 'this type of metadata';
      results.push(
        failed('', fileName, fileName, [
          { message: `The local org does not implement ${what}: ${fileName}` },
        ]),
      );
      continue;
    }
    const fullName = decodeURIComponent(file.slice(0, -suffix.length - 1));
    try {
      const root = parseXml(source);
      if (root.name !== type.name) {
        throw new XmlSyntaxError({
          message: `Error parsing file: root element is ${root.name}, expected ${type.name}`,
          line: root.line,
          column: root.column,
        });
      }
      components.push(...componentsIn(type.name, fullName, fileName, root, source, pkg));
    } catch (error) {
      if (!(error instanceof XmlSyntaxError)) throw error;
      results.push(failed(type.name, fullName, fileName, [error.problem]));
    }
  }
  const found = new Set(components.map(({ type, fullName }) => `${type}:${fullName}`));
  for (const [type, names] of pkg.members) {
    for (const fullName of names) {
      const known =
        found.has(`${type}:${fullName}`) || results.some((one) => one.fullName === fullName);
      if (known || fullName === '*') continue;
      results.push(
        failed(type, fullName, 'package.xml', [
          {
            message: `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`,
          },
        ]),
      );
    }
  }
  return { components, results };
}

/** An object's file holds the object, if package.xml lists it, and what belongs to it. */
function componentsIn(
  type: string,
  fullName: string,
  fileName: string,
  root: XmlElement,
  source: string,
  pkg: Package,
): Component[] {
  if (type !== 'CustomObject') return [{ type, fullName, fileName, root, source }];
  const parts = Object.entries(componentElements).flatMap(([name, partType]) =>
    childrenOf(root, name).map((element) => ({
      type: partType,
      fullName: `${fullName}.${textOf(element, 'fullName') ?? ''}`,
      fileName,
      root: element,
      source: toXml(element),
    })),
  );
  const own = root.children.filter(({ name }) => !(name in componentElements));
  const listed = pkg.members.get('CustomObject')?.some((name) => name === fullName || name === '*');
  if (!listed && own.length === 0) return parts;
  const object = { ...root, children: own };
  return [{ type, fullName, fileName, root: object, source: toXml(object) }, ...parts];
}

function deployObject(
  component: Component,
  org: Org,
  now: Date,
): { id: string; result: PutResult } {
  const { fullName, root, source } = component;
  failOn(checkObjectFile(root, fullName));
  if (!isCustomObject(fullName)) {
    const standard = org.schema.object(fullName);
    if (!standard)
      failOn([{ message: `In field: fullName - no CustomObject named ${fullName} found` }]);
    if (!textOf(root, 'sharingModel')) return { id: '', result: 'unchanged' };
    org.schema.putObject(readStandardObject(standard!, root));
    return putComponent(
      org.db,
      { type: 'CustomObject', fullName, content: source, keyPrefix: '01I' },
      now,
    );
  }
  const stored = putComponent(
    org.db,
    { type: 'CustomObject', fullName, content: source, keyPrefix: '01I' },
    now,
  );
  if (stored.result === 'unchanged') return stored;
  const known = org.schema.object(fullName);
  const count = org.db
    .prepare(`SELECT count(*) AS n FROM _metadata WHERE type = 'CustomObject'`)
    .get()!;
  const object = readCustomObject(
    fullName,
    root,
    known?.keyPrefix ?? customKeyPrefix(count['n'] as number),
  );
  org.schema.putObject(
    known ? { ...object, fields: new Map([...known.fields, ...object.fields]) } : object,
  );
  if (!known) createTable(org.db, object);
  return stored;
}

function deployField(component: Component, org: Org, now: Date): { id: string; result: PutResult } {
  const object = objectOf(component, org);
  const { field, problems } = readCustomField(component.root, object, org.schema);
  if (!field) throw new ComponentFailure(problems);
  const known = org.schema.field(object.name, field.name);
  if (known && (known.type !== field.type || !known.formula !== !field.formula)) {
    failOn([
      {
        message: `The local org does not implement changing the type of a field: ${component.fullName}`,
      },
    ]);
  }
  const stored = putComponent(
    org.db,
    {
      type: 'CustomField',
      fullName: component.fullName,
      content: component.source,
      keyPrefix: '00N',
    },
    now,
  );
  if (!known) addColumn(org.db, object, field);
  org.schema.putField(object.name, field);
  org.rows.reset();
  return stored;
}

/** The object that a part of it belongs to: `Contact` of `Contact.Region__c`. */
function objectOf({ fullName }: Component, org: Org): SObject {
  const [name = ''] = fullName.split('.');
  const object = org.schema.object(name);
  if (object) return object;
  throw new ComponentFailure([
    { message: `Entity Enumeration Or ID: bad value for restricted picklist field: ${name}` },
  ]);
}

function deployValidationRule(
  component: Component,
  org: Org,
  now: Date,
): { id: string; result: PutResult } {
  const { fullName, root, source } = component;
  failOn(readValidationRule(root, objectOf(component, org), org.schema).problems);
  return putComponent(
    org.db,
    { type: 'ValidationRule', fullName, content: source, keyPrefix: '03d' },
    now,
  );
}

function deployFlow(component: Component, org: Org, now: Date): { id: string; result: PutResult } {
  const { fullName, root, source } = component;
  const named = (name: string) => FlowRegistry.load(org.db, org.schema).named(name);
  const { flow, problems } = compileFlow(fullName, root, org.schema, named);
  if (!flow) throw new ComponentFailure(problems);
  const applied = applyFlow(org, flow, source, now);
  if (!flow.trigger) checkCallers(org);
  return applied;
}

/** A flow that others call can be changed in ways that they do not survive. */
function checkCallers(org: Org): void {
  try {
    FlowRegistry.load(org.db, org.schema);
  } catch (error) {
    if (!(error instanceof BrokenFlow)) throw error;
    throw new ComponentFailure([{ message: error.message }]);
  }
}

function deployPermissionSet(
  component: Component,
  org: Org,
  now: Date,
): { id: string; result: PutResult } {
  const { fullName, root, source } = component;
  failOn(checkPermissionSet(root, org));
  applyPermissionSet(org, fullName, root, now);
  return putComponent(
    org.db,
    { type: 'PermissionSet', fullName, content: source, keyPrefix: '0PS' },
    now,
  );
}

function deployProfile(
  { fullName, root, source }: Component,
  org: Org,
  now: Date,
): { id: string; result: PutResult } {
  failOn(checkProfile(fullName, root, org));
  const id = applyProfile(org, fullName, root, now);
  const stored = putComponent(
    org.db,
    { type: 'Profile', fullName, content: source, keyPrefix: '00e' },
    now,
  );
  return { ...stored, id };
}

/** Options of a `deploy` call that the local org does not carry out are refused, not ignored. */
export function readDeployOptions(options: Readonly<Record<string, string>>): DeployOptions {
  const supported = new Set([
    'checkOnly',
    'rollbackOnError',
    'singlePackage',
    // Without Apex tests and without warnings these change nothing.
    'testLevel',
    'ignoreWarnings',
    'allowMissingFiles',
    'autoUpdatePackage',
    'purgeOnDelete',
    'performRetrieve',
    'runAllTests',
  ]);
  for (const [name, value] of Object.entries(options)) {
    const harmless = value === 'false' || value === '';
    const refused =
      !supported.has(name) ||
      (['performRetrieve', 'allowMissingFiles', 'autoUpdatePackage'].includes(name) && !harmless);
    if (refused && !harmless) {
      throw new SalesforceError(
        'NOT_IMPLEMENTED',
        `The local org does not implement the deploy option ${name}=${value}.`,
      );
    }
  }
  return {
    checkOnly: options['checkOnly'] === 'true',
    rollbackOnError: options['rollbackOnError'] === 'true',
  };
}
