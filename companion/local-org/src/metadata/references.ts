import type { DatabaseSync } from 'node:sqlite';
import { compileFlow } from '../flow/compile.ts';
import { loadDeployedSchema } from './deployedSchema.ts';
import { BrokenFlow, catalogueOf, FlowRegistry } from './flows.ts';
import { findComponent, listComponents } from './store.ts';
import type { StoredComponent } from './store.ts';
import { readValidationRule } from './validationRules.ts';
import { parseXml, textOf } from './xml.ts';

/**
 * Components that refer to something that is not there any more. All of them
 * made sense when they were deployed, so whatever does not now depends on what
 * was taken away since. Every version of a flow counts, also an inactive one.
 */
export function brokenComponents(db: DatabaseSync): StoredComponent[] {
  const broken: StoredComponent[] = [];
  const schema = loadDeployedSchema(db, broken);
  for (const rule of listComponents(db, 'ValidationRule')) {
    const object = schema.object(rule.fullName.split('.')[0]!);
    if (object && readValidationRule(parseXml(rule.content), object, schema).rule) continue;
    broken.push(rule);
  }
  for (const alert of listComponents(db, 'WorkflowAlert')) {
    const template = textOf(parseXml(alert.content), 'template')!;
    if (!findComponent(db, 'EmailTemplate', template)) broken.push(alert);
  }
  // What calls a broken flow is broken, too.
  const named = (name: string) => {
    try {
      return FlowRegistry.load(db, schema).named(name);
    } catch (error) {
      if (error instanceof BrokenFlow) return undefined;
      throw error;
    }
  };
  for (const version of listComponents(db, 'Flow')) {
    const name = version.fullName.replace(/-\d+$/, '');
    const around = catalogueOf(db, named);
    if (compileFlow(name, parseXml(version.content), schema, around).problems.length > 0) {
      broken.push(version);
    }
  }
  return broken;
}
