import type { Connection } from '@salesforce/core';
import type { DescribedObject, DescribedOrg } from '../worksheet/orgFields.ts';

/** Salesforce's word for an object that is not there, or not for this user. */
const NO_SUCH_OBJECT = 'NOT_FOUND';

/** Asks the org how it describes objects, one API call each. */
export async function describeOrg(
  connection: Pick<Connection, 'describe'>,
  objects: readonly string[],
): Promise<DescribedOrg> {
  const described = await Promise.all(
    objects.map(async (name) => [name, await describe(connection, name)] as const),
  );
  return new Map(
    described.flatMap(([name, object]) => (object === undefined ? [] : [[name, object] as const])),
  );
}

async function describe(
  connection: Pick<Connection, 'describe'>,
  name: string,
): Promise<DescribedObject | undefined> {
  try {
    const { fields, recordTypeInfos } = await connection.describe(name);
    return {
      fields: fields.map((field) => ({
        ...field,
        picklistValues: field.picklistValues ?? [],
      })),
      recordTypes: recordTypeInfos.filter(({ master }) => !master).map((type) => type.name),
    };
  } catch (error) {
    if (error instanceof Error && (error as { errorCode?: string }).errorCode === NO_SUCH_OBJECT)
      return undefined;
    throw error;
  }
}
