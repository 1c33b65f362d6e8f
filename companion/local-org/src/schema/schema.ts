import { locationParts } from './field.ts';
import { underMasters } from './masterDetail.ts';
import { account } from './standard/account.ts';
import { campaignObjects } from './standard/campaigns.ts';
import { contact } from './standard/contact.ts';
import { groupObjects } from './standard/groups.ts';
import { loginObjects } from './standard/logins.ts';
import { permissionSetGroupObjects } from './standard/permissionSetGroups.ts';
import { recordType } from './standard/recordType.ts';
import { setupObjects } from './standard/setup.ts';
import { task } from './standard/task.ts';
import { userRole } from './standard/userRole.ts';
import { restComputed } from '../setup/index.ts';
import type { ChildRelationship, Field, Globals, PicklistValue, Schema, SObject } from './types.ts';

export const standardObjects: readonly SObject[] = [
  task,
  account,
  contact,
  ...campaignObjects,
  recordType,
  ...setupObjects,
  userRole,
  ...permissionSetGroupObjects,
  ...groupObjects,
  ...loginObjects,
  ...restComputed.map(({ object }) => object),
];

/** The org's objects: the standard ones and what was deployed. */
export class OrgSchema implements Schema {
  readonly globals: Globals = {
    labels: new Map(),
    customPermissions: new Map(),
    customMetadata: new Map(),
  };
  readonly valueSets = new Map<string, readonly PicklistValue[]>();
  readonly #objects = new Map<string, SObject>();

  constructor(objects: Iterable<SObject> = standardObjects) {
    for (const object of objects) this.putObject(object);
  }

  objects(): Iterable<SObject> {
    return this.#objects.values();
  }

  object(name: string): SObject | undefined {
    return this.#objects.get(name.toLowerCase());
  }

  field(object: string, field: string): Field | undefined {
    return this.object(object)?.fields.get(field.toLowerCase());
  }

  childRelationships(object: string): readonly ChildRelationship[] {
    const parent = this.object(object)?.name;
    const children: ChildRelationship[] = [];
    for (const child of this.#objects.values()) {
      for (const field of child.fields.values()) {
        if (parent === undefined || !field.referenceTo.includes(parent)) continue;
        children.push({
          childObject: child.name,
          field: field.name,
          relationshipName: field.childRelationshipName,
        });
      }
    }
    return children;
  }

  /** Adds an object, or replaces the one of that name. */
  putObject(object: SObject): void {
    this.#objects.set(object.name.toLowerCase(), underMasters(object));
    if (object.hasActivities) this.#letTasksBeAbout(object.name);
  }

  #letTasksBeAbout(name: string): void {
    const what = this.field('Task', 'WhatId');
    if (!what || what.referenceTo.includes(name)) return;
    this.putField('Task', { ...what, referenceTo: [...what.referenceTo, name] });
  }

  /** Adds a field to an object that exists, or replaces the one of that name. */
  putField(objectName: string, field: Field): void {
    const object = this.object(objectName);
    if (!object) throw new Error(`No object ${objectName} to add ${field.name} to`);
    const fields = new Map(object.fields);
    const parts = field.type === 'location' ? locationParts(field) : [];
    for (const one of [...parts, field]) fields.set(one.name.toLowerCase(), one);
    this.putObject({ ...object, fields });
  }
}
