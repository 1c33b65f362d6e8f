import { depthBelowMasters, masterFields } from '../schema/masterDetail.ts';
import type { Field, Schema, SObject } from '../schema/types.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** (Help, "Considerations for Object Relationships") */
const MAX_MASTERS = 2;
const MAX_LEVELS = 3;

/** The object that a lookup or master-detail field points at, or what is wrong with it. */
export function readTarget(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { target?: SObject; problems: Problem[] } {
  const isMaster = textOf(element, 'type') === 'MasterDetail';
  const fail = (message: string, at: XmlElement = element) => ({
    problems: [{ message, line: at.line, column: at.column }],
  });
  const filter = child(element, 'lookupFilter');
  if (filter && isMaster)
    return fail('Lookup filters are only supported on Lookup Relationship Fields', filter);
  if (filter && textOf(filter, 'active') === 'true' && textOf(filter, 'isOptional') === 'false') {
    return fail('The local org does not implement lookup filters that are required.', filter);
  }
  const referenceTo = textOf(element, 'referenceTo')!;
  const target = schema.object(referenceTo);
  if (target?.configuration !== null) {
    return fail(`referenceTo value of '${referenceTo}' does not resolve to a valid sObject type`);
  }
  const twin = schema
    .childRelationships(target.name)
    .find(
      ({ relationshipName, childObject, field }) =>
        relationshipName === `${textOf(element, 'relationshipName') ?? ''}__r` &&
        !(childObject === object.name && field === textOf(element, 'fullName')),
    );
  if (twin)
    return fail(
      `There is already a Child Relationship named ${textOf(element, 'relationshipName')!} on ${target.labelPlural}.`,
    );
  return isMaster ? checkMaster(element, object, target, schema, fail) : { target, problems: [] };
}

function checkMaster<T>(
  element: XmlElement,
  object: SObject,
  target: SObject,
  schema: Schema,
  fail: (message: string, at?: XmlElement) => T,
): T | { target: SObject; problems: Problem[] } {
  const required = child(element, 'required');
  if (required)
    return fail('Master-Detail Relationship Fields Cannot be Optional or Required', required);
  if (!object.custom)
    return fail(`A standard object cannot be the detail of another: ${object.name}`);
  if (target.isSetup || target.name === object.name) {
    return fail(
      `${target.name} cannot be the master of ${object.name}`,
      child(element, 'referenceTo'),
    );
  }
  const name = textOf(element, 'fullName');
  const others = masterFields(object).filter((field) => field.name !== name);
  if (others.length >= MAX_MASTERS) {
    return fail(`An object has at most ${MAX_MASTERS} master-detail relationships: ${object.name}`);
  }
  if (depthBelowMasters(schema, target) >= MAX_LEVELS) {
    return fail(`Master-detail relationships are at most ${MAX_LEVELS} levels deep`);
  }
  return { target, problems: [] };
}

/** What a relationship's element says of the field beside what it points at. */
export function relationshipOf(
  element: XmlElement,
  object: SObject,
  target: SObject,
): Partial<Field> {
  const name = textOf(element, 'fullName')!;
  const childRelationship = textOf(element, 'relationshipName');
  const relationship = {
    referenceTo: [target.name],
    relationshipName: name.replace(/__c$/, '__r'),
    childRelationshipName: childRelationship === undefined ? null : `${childRelationship}__r`,
    restrictedDelete: textOf(element, 'deleteConstraint') === 'Restrict',
  };
  if (textOf(element, 'type') !== 'MasterDetail') return relationship;
  const others = masterFields(object).filter((field) => field.name !== name);
  return {
    ...relationship,
    nillable: false,
    permissionable: false,
    cascadeDelete: true,
    updateable: textOf(element, 'reparentableMasterDetail') === 'true',
    masterDetail: {
      order: Number(textOf(element, 'relationshipOrder') ?? others.length),
      readSuffices: textOf(element, 'writeRequiresMasterRead') === 'true',
    },
  };
}
