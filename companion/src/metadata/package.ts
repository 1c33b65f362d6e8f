import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { appFiles } from './apps.ts';
import { containerFiles } from './containers/index.ts';
import {
  flowDownField,
  flowDownObject,
  flowDownObjectFields,
  sequenceField,
} from './flowDown/fields.ts';
import { flowDownFlow } from './flowDown/flow.ts';
import type { FlowContent } from './flowParts.ts';
import { communityManagerPermissionSet } from './permissionSets/communityManager.ts';
import type { PermissionSet } from './permissionSets/grants.ts';
import { integrationPermissionSet } from './permissionSets/integration.ts';
import { writerPermissionSet } from './permissionSets/writer.ts';
import { isActiveField, modDateField } from './stampedFields.ts';
import { stampFailureMessage, stampFailureObject } from './stampFailure.ts';
import { accountStampFlow, contactStampFlow } from './stampFlows.ts';
import { toXml, type Component } from './xml.ts';

/** The text of each file by its path below the folder `main/default`. */
export type PackageFiles = Readonly<Record<string, string>>;

/** The Salesforce package that a plan asks for. The same plan gives the same text. */
export function packageFiles(plan: Plan): PackageFiles {
  return {
    ...stampFiles(plan),
    ...(plan.flowDown.length > 0 && flowDownFiles(plan)),
    ...permissionSetFiles(plan),
    ...containerFiles(plan),
    ...appFiles(plan),
  };
}

function stampFiles(plan: Plan): PackageFiles {
  const ownIsActive = plan.contact.createdFields.includes(PACKAGE.isActive);
  return {
    ...object(PACKAGE.stampFailure, stampFailureObject),
    ...fields(PACKAGE.stampFailure, [stampFailureMessage]),
    ...fields('Account', [modDateField('Account')]),
    ...fields('Contact', [modDateField('Contact'), ...(ownIsActive ? [isActiveField] : [])]),
    ...flow(PACKAGE.stampFlows.Account, accountStampFlow(plan)),
    ...flow(PACKAGE.stampFlows.Contact, contactStampFlow(plan)),
  };
}

function flowDownFiles({ flowDown }: Plan): PackageFiles {
  const names = PACKAGE.flowDown;
  return {
    ...object(names.object, flowDownObject),
    ...fields(names.object, flowDownObjectFields),
    ...fields('Contact', [...flowDown.map(flowDownField), sequenceField]),
    ...flow(names.flow, flowDownFlow()),
  };
}

function permissionSetFiles(plan: Plan): PackageFiles {
  const writer = writerPermissionSet(plan);
  return {
    ...permissionSet(PACKAGE.permissionSet, integrationPermissionSet(plan)),
    ...permissionSet(PACKAGE.communityManagerPermissionSet, communityManagerPermissionSet(plan)),
    ...(writer !== null && permissionSet(PACKAGE.writerPermissionSet, writer)),
  };
}

function object(name: string, content: Component<'CustomObject'>): PackageFiles {
  return { [`objects/${name}/${name}.object-meta.xml`]: toXml('CustomObject', content) };
}

function fields(ofObject: string, all: readonly Component<'CustomField'>[]): PackageFiles {
  return Object.fromEntries(
    all.map((field) => [
      `objects/${ofObject}/fields/${field.fullName!}.field-meta.xml`,
      toXml('CustomField', field),
    ]),
  );
}

function flow(name: string, content: FlowContent): PackageFiles {
  return { [`flows/${name}.flow-meta.xml`]: toXml('Flow', content) };
}

function permissionSet(name: string, content: PermissionSet): PackageFiles {
  return { [`permissionsets/${name}.permissionset-meta.xml`]: toXml('PermissionSet', content) };
}
