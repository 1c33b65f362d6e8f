import type { Field, Schema, SObject } from './types.ts';

/*
 * An object whose records have a master: the master says who owns and who sees them. (Help,
 * "Considerations for Object Relationships")
 */

/** The fields that name the masters of an object's records, one or two. */
export function masterFields(object: SObject): Field[] {
  return [...object.fields.values()].filter(({ masterDetail }) => masterDetail !== null);
}

/** An object with the owner and the org-wide default that its masters leave it. */
export function underMasters(object: SObject): SObject {
  if (masterFields(object).length > 0) {
    const fields = new Map(object.fields);
    fields.delete('ownerid');
    return { ...object, sharingModel: 'ControlledByParent', fields };
  }
  const lostMaster = object.custom && object.sharingModel === 'ControlledByParent';
  return lostMaster ? { ...object, sharingModel: 'ReadWrite' } : object;
}

/** Master-detail relationships that lie above an object, counted along the longest way up. */
export function depthBelowMasters(schema: Schema, object: SObject): number {
  const depths = masterFields(object).map(
    ({ referenceTo }) => 1 + depthBelowMasters(schema, schema.object(referenceTo[0]!)!),
  );
  return Math.max(0, ...depths);
}
