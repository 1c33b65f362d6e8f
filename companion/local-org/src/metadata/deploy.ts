import { notImplemented } from '../errors.ts';
import { compileFlow } from '../flow/compile.ts';
import type { CompiledFlow } from '../flow/types.ts';
import type { Org } from '../org.ts';
import { transaction } from '../storage/database.ts';
import { isTestClass } from './apex.ts';
import { findComponents } from './components.ts';
import type { Component } from './components.ts';
import { deployField, deployObject, objectOf } from './deployObject.ts';
import { deployCustomMetadata } from './customMetadata.ts';
import { deployCustomPermission } from './customPermission.ts';
import { deleteComponents } from './destructive.ts';
import { deployFlowDefinition } from './flowDefinition.ts';
import { refuseTooManyActiveFlows } from './flowLimits.ts';
import { deployExternalClientApp } from './externalClientApps.ts';
import { applyFlow, BrokenFlow, catalogueOf, FlowRegistry } from './flows.ts';
import { inReferenceOrder } from './referenceOrder.ts';
import { deployRecordType } from './recordType.ts';
import { readValidationRule } from './validationRules.ts';
import { APP_PARTS } from '../security/deployedApps.ts';
import { deployGroup } from './groups.ts';
import type { DeployOptions } from './options.ts';
import type { Package } from './package.ts';
import {
  addUpGroups,
  deployMutingPermissionSet,
  deployPermissionSetGroup,
} from './permissionSetGroup.ts';
import { applyPermissionSet, checkPermissionSet } from './permissionSet.ts';
import { applyProfile, checkProfile } from './profile.ts';
import { ComponentFailure, failed, failOn } from './results.ts';
import { deploySettings } from './settings.ts';
import { checkAgainstSchema } from './schema/check.ts';
import type { ComponentResult, DeployOutcome } from './results.ts';
import { listComponents, putComponent, signComponents } from './store.ts';
import type { Deployed } from './store.ts';
import { deployStored, keep } from './stored.ts';
import { componentTypeNames } from './types.ts';
import { deployGlobalValueSet } from './valueSets.ts';
import { deployAlert, deployWorkflow } from './workflow.ts';
import { child, textOf } from './xml.ts';

type Deployer = (component: Component, org: Org, now: Date) => Deployed;

/** What deploying a component does; a type that is not here is only kept. */
const deployers: Readonly<Record<string, Deployer>> = {
  CustomObject: deployObject,
  CustomField: deployField,
  CustomLabel: deployLabel,
  CustomLabels: keep,
  CustomMetadata: deployCustomMetadata,
  CustomPermission: deployCustomPermission,
  ExternalClientApplication: deployExternalClientApp,
  ...Object.fromEntries(APP_PARTS.map((type) => [type, deployExternalClientApp])),
  Flow: deployFlow,
  FlowDefinition: deployFlowDefinition,
  GlobalValueSet: deployGlobalValueSet,
  Group: deployGroup,
  MutingPermissionSet: deployMutingPermissionSet,
  PermissionSet: deployPermissionSet,
  PermissionSetGroup: deployPermissionSetGroup,
  Profile: deployProfile,
  Queue: deployGroup,
  RecordType: (component, org, now) =>
    deployRecordType(component, objectOf(component, org), org, now),
  Settings: deploySettings,
  ValidationRule: deployValidationRule,
  Workflow: deployWorkflow,
  WorkflowAlert: deployAlert,
};

/** Formulas and summaries speak of what stands elsewhere than in their object: they come after that. */
const FORMULA_FIELDS = 'formula fields';
/** Parts of objects that speak of all the others. */
const ofWholeObjects = ['ValidationRule', 'CompactLayout', 'FieldSet', 'ListView', 'WebLink'];
const stages = componentTypeNames
  .filter((type) => !ofWholeObjects.includes(type))
  .flatMap((type) =>
    type === 'CustomMetadata' ? [type, FORMULA_FIELDS, ...ofWholeObjects] : [type],
  );
const stageOf = ({ type, root }: Component): string =>
  type === 'CustomField' && (child(root, 'formula') || textOf(root, 'type') === 'Summary')
    ? FORMULA_FIELDS
    : type;

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
export function deployPackage(
  pkg: Package,
  options: DeployOptions,
  org: Org,
  userId: string,
): DeployOutcome {
  try {
    return transaction(org.db, () => {
      const outcome = deployComponents(pkg, options, org);
      if (options.checkOnly || !(outcome.succeeded || outcome.partial)) throw new Rollback(outcome);
      signComponents(org.db, userId);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Rollback) return error.outcome;
    throw error;
  } finally {
    org.reload();
  }
}

/** What is to go before, what comes, what is to go after. */
function deployComponents(pkg: Package, options: DeployOptions, org: Org): DeployOutcome {
  const now = org.clock.now();
  const { components, unreadable } = findComponents(pkg);
  if (options.testLevel !== 'NoTestRun') refuseToTest(components, org);
  const results: ComponentResult[] = deleteComponents(pkg, 'pre', org);
  results.push(
    ...unreadable.map(({ problem, ...what }) => failed(what, [problem])),
    ...stages.flatMap((stage) =>
      inReferenceOrder(components.filter((component) => stageOf(component) === stage)).map(
        (component) => deployComponent(component, org, now),
      ),
    ),
    ...deleteComponents(pkg, 'post', org),
  );
  const failures = results.filter(({ result }) => result === 'failed').length;
  return {
    components: results,
    succeeded: failures === 0,
    partial: failures > 0 && failures < results.length && !options.rollbackOnError,
  };
}

/** Tests would decide whether the deploy succeeds, and Apex does not run here. */
function refuseToTest(components: readonly Component[], org: Org): void {
  const deployed = listComponents(org.db, 'ApexClass').map(({ content }) => content);
  const coming = components.filter(({ type }) => type === 'ApexClass');
  const sources = [...deployed, ...coming.flatMap(({ files }) => [...files.values()])];
  if (sources.some(isTestClass)) throw notImplemented('running Apex tests');
}

function deployComponent(component: Component, org: Org, now: Date): ComponentResult {
  const { type, fullName, fileName } = component;
  try {
    const deploy = deployers[type] ?? deployStored;
    const done = transaction(org.db, () => deploy(component, org, now));
    return { type, fullName, fileName, ...done, problems: [] };
  } catch (error) {
    if (!(error instanceof ComponentFailure)) throw error;
    return failed(component, error.problems);
  }
}

function deployValidationRule(component: Component, org: Org, now: Date): Deployed {
  const object = objectOf(component, org);
  if (object.configuration !== null) {
    failOn([{ message: `The local org does not implement validation rules of ${object.name}.` }]);
  }
  failOn(readValidationRule(component.root, object, org.schema).problems);
  return keep(component, org, now);
}

function deployFlow(component: Component, org: Org, now: Date): Deployed {
  const named = (name: string) => FlowRegistry.load(org.db, org.schema).named(name);
  const { flow, problems } = compileFlow(
    component.fullName,
    component.root,
    org.schema,
    catalogueOf(org.db, named),
  );
  if (!flow) throw new ComponentFailure(problems);
  // Only the status differs: the version can be activated later. (Salesforce Help, "Deploy Processes
  // and Flows as Active")
  const landed: CompiledFlow =
    flow.status === 'Active' && !org.deploysFlowsAsActive ? { ...flow, status: 'Draft' } : flow;
  if (landed.status === 'Active') refuseTooManyActiveFlows(org, flow.fullName, flow.processType);
  const applied = applyFlow(org, landed, component.source, now);
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

function deployProfile(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkProfile(fullName, root, org));
  const id = applyProfile(org, fullName, root, now);
  return { ...keep(component, org, now), id };
}

/** A label's text is there for whoever looks it up; it is checked by the schema alone. */
function deployLabel(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkAgainstSchema(root, 'CustomLabel'));
  org.schema.globals.labels.set(fullName.toLowerCase(), textOf(root, 'value')!);
  return keep(component, org, now);
}

function deployPermissionSet(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root, source } = component;
  failOn(checkPermissionSet(root, org));
  applyPermissionSet(org, fullName, root, now);
  const stored = putComponent(
    org.db,
    { type: 'PermissionSet', fullName, content: source, keyPrefix: '0PS' },
    now,
  );
  addUpGroups(org, now);
  return stored;
}
