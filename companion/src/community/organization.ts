import type { Kysely } from 'kysely';
import { HlError } from '../errors.ts';
import type { Database } from './schema.ts';

/**
 * Nothing happens where the store holds the contacts of this org, or of none yet.
 *
 * @param id of the org, 18 characters
 * @throws HlError 'OtherOrg': the watermark of one org says nothing of another,
 * and their Ids may be the same
 */
export async function refuseOtherOrganization(db: Kysely<Database>, id: string): Promise<void> {
  const bound = await db.selectFrom('organization').select('id').executeTakeFirst();
  if (bound !== undefined && bound.id !== id) {
    throw new HlError(
      'OtherOrg',
      `The community store holds the members of the Salesforce org ${bound.id}, and this is the org ${id}.`,
      {
        actions: [
          'Name another store for this org: `--database FILE`.',
          `Or name the org that the store belongs to: \`--target-org\`.`,
        ],
        data: { store: bound.id, org: id },
      },
    );
  }
}

/**
 * Binds a new store to an org for good.
 *
 * @throws HlError 'OtherOrg' if it is bound to another
 */
export async function bindOrganization(db: Kysely<Database>, id: string): Promise<void> {
  await refuseOtherOrganization(db, id);
  await db
    .insertInto('organization')
    .values({ id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
