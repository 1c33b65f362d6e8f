import type { Kysely } from 'kysely';
import type { CataloguedField, FieldCatalogue } from '../refresh/interfaces.ts';
import type { Database } from './schema.ts';

/** What Salesforce said of the fields of a plan, and when (ISO 8601, this machine's clock). */
export interface StoredCatalogue {
  readonly planFingerprint: string;
  readonly readAt: string;
  readonly fields: FieldCatalogue;
}

type Stored = Omit<CataloguedField, 'options'> & { options: [string, string][] };

export async function findCatalogue(db: Kysely<Database>): Promise<StoredCatalogue | undefined> {
  const row = await db.selectFrom('field_catalogue').selectAll().executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  const fields = (JSON.parse(row.fields) as [string, Stored][]).map(
    ([path, field]) => [path, { ...field, options: new Map(field.options) }] as const,
  );
  return { planFingerprint: row.plan_fingerprint, readAt: row.read_at, fields: new Map(fields) };
}

/** In the place of the one before. */
export async function saveCatalogue(
  db: Kysely<Database>,
  { planFingerprint, readAt, fields }: StoredCatalogue,
): Promise<void> {
  const stored = [...fields].map(([path, field]) => [
    path,
    { ...field, options: [...field.options] },
  ]);
  await db.deleteFrom('field_catalogue').execute();
  await db
    .insertInto('field_catalogue')
    .values({
      plan_fingerprint: planFingerprint,
      read_at: readAt,
      fields: JSON.stringify(stored),
    })
    .execute();
}
