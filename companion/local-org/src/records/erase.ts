import { toId18 } from '../ids.ts';
import type { Access, SObject } from '../schema/types.ts';
import { deleteFor } from './service.ts';
import type { Transaction } from './transaction.ts';

/** Deletes a record so that it is not even in the recycle bin, and what cascades from it. */
export function eraseFor(tx: Transaction, access: Access, object: SObject, id: string): void {
  deleteFor(tx, access, object, id);
  erase(tx, object, toId18(id)!);
}

function erase(tx: Transaction, object: SObject, id: string): void {
  const { schema, rows } = tx.org;
  for (const { childObject, field } of schema.childRelationships(object.name)) {
    const child = schema.object(childObject)!;
    if (!child.fields.has('isdeleted')) continue;
    for (const row of rows.find(child, { [field]: id, IsDeleted: true })) {
      if (schema.field(childObject, field)!.cascadeDelete) erase(tx, child, row['Id'] as string);
      else rows.update(child, row['Id'] as string, { [field]: null });
    }
  }
  rows.remove(object, id);
}
