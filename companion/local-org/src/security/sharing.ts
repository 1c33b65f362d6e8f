import type { Access, Schema, SObject, Values } from '../schema/types.ts';
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
  const parent = controllingParent(org.schema, object);
  const parentId = parent && row[parent.field];
  if (typeof parentId !== 'string') return row['OwnerId'] === access.userId;
  const parentRow = org.rows.get(parent!.object, parentId);
  return parentRow !== undefined && reaches(org, access, parent!.object, parentRow, reach);
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
  const parent = controllingParent(schema, object);
  const hasOwner = object.fields.has('ownerid');
  if (!parent && !hasOwner) return undefined;
  const owned = hasOwner ? `${alias}."OwnerId" = ${bind(access.userId)}` : '0';
  if (!parent) return owned;
  const column = `${alias}.${quote(parent.field)}`;
  const parentAlias = `${alias}p`;
  const seen = visibleInSql(schema, access, parent.object, parentAlias, bind) ?? '1';
  return (
    `CASE WHEN ${column} IS NULL THEN ${owned} ELSE EXISTS (SELECT 1 FROM ` +
    `${quote(parent.object.name)} ${parentAlias} WHERE ${parentAlias}."Id" = ${column} AND ${seen}) END`
  );
}

/** The lookup that decides where the org-wide default is "Controlled by Parent". */
function controllingParent(
  schema: Schema,
  object: SObject,
): { field: string; object: SObject } | undefined {
  if (object.sharingModel !== 'ControlledByParent') return undefined;
  const field = CONTROLLED_BY[object.name]!;
  return { field, object: schema.object(schema.field(object.name, field)!.referenceTo[0]!)! };
}

/** Standard objects whose sharing a parent may control. */
export const CONTROLLED_BY: Readonly<Record<string, string>> = {
  CampaignMember: 'CampaignId',
  CampaignMemberStatus: 'CampaignId',
  Contact: 'AccountId',
};
