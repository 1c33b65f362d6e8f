import { HlError } from '../errors.ts';
import type { CataloguedField, FieldCatalogue } from '../refresh/interfaces.ts';
import { askTogether } from './queries.ts';
import type { Rest } from './rest.ts';

/** What is read of a field's description (REST API Developer Guide, "sObject Describe"). */
interface DescribedField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly calculated: boolean;
  readonly picklistValues: readonly { readonly value: string; readonly label: string | null }[];
}

/** Field types that are not just text; every other one is. */
const KINDS: Readonly<Record<string, CataloguedField['kind']>> = {
  boolean: 'checkbox',
  picklist: 'picklist',
  multipicklist: 'multipick',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
};

const ACCOUNT = 'Account.';

/**
 * How Salesforce describes the fields of a select list, for one API call. What
 * the user may not see is not in it.
 *
 * @param paths from Contact; those deeper than the account are left out
 * @throws HlError 'UnexpectedAnswer'
 */
export async function describeFields(
  rest: Rest,
  paths: readonly string[],
): Promise<FieldCatalogue> {
  const [contact, account] = await askTogether(rest, [
    'sobjects/Contact/describe',
    'sobjects/Account/describe',
  ]);
  const described = new Map([
    ...readFields(contact).map((field) => [field.name, field] as const),
    ...readFields(account).map((field) => [`${ACCOUNT}${field.name}`, field] as const),
  ]);
  return new Map(
    paths.flatMap((path) => {
      const field = described.get(path);
      return field === undefined ? [] : [[path, toCatalogued(field)]];
    }),
  );
}

function readFields(answer: unknown): readonly DescribedField[] {
  const fields = (answer as { fields?: unknown } | null)?.fields;
  if (!Array.isArray(fields)) {
    throw new HlError('UnexpectedAnswer', 'Salesforce described an object without its fields.');
  }
  return fields as DescribedField[];
}

function toCatalogued({
  label,
  type,
  calculated,
  picklistValues,
}: DescribedField): CataloguedField {
  return {
    label,
    kind: KINDS[type] ?? 'text',
    calculated,
    options: new Map(picklistValues.map(({ value, label: name }) => [value, name ?? value])),
  };
}
