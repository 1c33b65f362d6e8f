import type { Access, Schema, SObject, Values } from '../schema/types.ts';
import { masterFields } from '../schema/masterDetail.ts';
import { quote } from '../storage/database.ts';
import type { Rows } from '../storage/rows.ts';

/** What a user wants with a record: the permission that opens all of them stands for it. */
export type Reach = 'viewsAll' | 'modifiesAll';

/**
 * Whether the user reaches a record, as far as sharing decides: through a permission on all of
 * them, through the org-wide default, as the record's owner, or through the parent that controls it.
 * Of what no parent controls – a contact without an account – only the owner is left. (Help,
 * "Organization-Wide Sharing Defaults")
 */
export function reaches(
  org: { readonly schema: Schema; readonly rows: Rows },
  access: Access,
  object: SObject,
  row: Values,
  reach: Reach,
): boolean {
  if (access[reach](object)) return true;
  const parents = controllingParents(org.schema, object).filter(
    ({ field }) => typeof row[field] === 'string',
  );
  if (parents.length === 0) return row[ownerField(object)] === access.userId;
  return parents.every((parent) => {
    const parentRow = org.rows.get(parent.object, row[parent.field] as string);
    const needed = parent.readSuffices ? 'viewsAll' : reach;
    return parentRow !== undefined && reaches(org, access, parent.object, parentRow, needed);
  });
}

/** `reaches` with 'viewsAll' as a condition of SQL; undefined where every row is seen. */
export function visibleInSql(
  schema: Schema,
  access: Access,
  object: SObject,
  alias: string,
  bind: (value: string) => string,
): string | undefined {
  if (access.viewsAll(object)) return undefined;
  const parents = controllingParents(schema, object);
  const owner = ownerField(object);
  const hasOwner = object.fields.has(owner.toLowerCase());
  if (parents.length === 0 && !hasOwner) return undefined;
  const owned = hasOwner ? `${alias}.${quote(owner)} = ${bind(access.userId)}` : '0';
  if (parents.length === 0) return owned;
  const conditions = parents.map((parent) => {
    const column = `${alias}.${quote(parent.field)}`;
    const parentAlias = `${alias}p`;
    const seen = visibleInSql(schema, access, parent.object, parentAlias, bind) ?? '1';
    return (
      `CASE WHEN ${column} IS NULL THEN ${owned} ELSE EXISTS (SELECT 1 FROM ` +
      `${quote(parent.object.name)} ${parentAlias} WHERE ${parentAlias}."Id" = ${column} AND ${seen}) END`
    );
  });
  return conditions.join(' AND ');
}

/** The field that says whose a record is. */
const ownerField = ({ name }: SObject): string => (name === 'LoginHistory' ? 'UserId' : 'OwnerId');

interface ControllingParent {
  readonly field: string;
  readonly object: SObject;
  /** Whoever may read the parent may change the record. */
  readonly readSuffices: boolean;
}

/**
 * The parents that decide where the org-wide default is "Controlled by Parent": a record with two
 * masters is reached by whoever reaches both.
 */
function controllingParents(schema: Schema, object: SObject): ControllingParent[] {
  if (object.sharingModel !== 'ControlledByParent') return [];
  const lookup = CONTROLLED_BY[object.name];
  const fields = lookup === undefined ? masterFields(object) : [schema.field(object.name, lookup)!];
  return fields.map(({ name, referenceTo, masterDetail }) => ({
    field: name,
    object: schema.object(referenceTo[0]!)!,
    readSuffices: masterDetail?.readSuffices ?? false,
  }));
}

/** Standard objects whose sharing a parent may control. */
const CONTROLLED_BY: Readonly<Record<string, string>> = {
  CampaignMember: 'CampaignId',
  CampaignMemberStatus: 'CampaignId',
  Contact: 'AccountId',
};
