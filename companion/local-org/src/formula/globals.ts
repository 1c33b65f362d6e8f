import type { Field, FormulaSurroundings, Schema, Value, Values } from '../schema/types.ts';
import { FormulaNotImplemented } from './errors.ts';
import { fieldPath } from './paths.ts';
import type { OperandType } from './vocabulary.ts';

/** What a name that begins with `$` stands for in any formula and flow. */
export interface GlobalOperand {
  readonly type: OperandType;
  readonly read: (around: FormulaSurroundings) => Value;
  /** Of a name that ends at a field. */
  readonly field?: Field;
}

type Resolve = (schema: Schema, segments: readonly string[]) => GlobalOperand | undefined;

/** Fields of the one record that a global stands for. */
const recordOf =
  (object: string, find: (around: FormulaSurroundings) => Values | undefined): Resolve =>
  (schema, segments) => {
    const found = fieldPath(schema, schema.object(object)!, segments);
    return (
      found && {
        type: found.type,
        field: found.field,
        read: (around) => found.read(find(around), around),
      }
    );
  };

const ofUser =
  (object: string, field: string) =>
  (around: FormulaSurroundings): Values | undefined => {
    const id = around.user[field];
    return typeof id === 'string' ? around.readRecord(object, id) : undefined;
  };

/** By their roots in lower case. (Salesforce Help, "Global Variables") */
const globals: Readonly<Record<string, Resolve>> = {
  $custommetadata: customMetadata,
  $label: (schema, [name = '', ...rest]) => {
    const text = schema.globals.labels.get(name.toLowerCase());
    return text === undefined || rest.length > 0 ? undefined : { type: 'string', read: () => text };
  },
  $organization: recordOf('Organization', ({ organization }) => organization),
  $permission: (schema, [name = '', ...rest]) => {
    const permission = schema.globals.customPermissions.get(name.toLowerCase());
    if (permission === undefined || rest.length > 0) return undefined;
    return { type: 'boolean', read: (around) => around.hasCustomPermission(permission) };
  },
  $profile: recordOf('Profile', ofUser('Profile', 'ProfileId')),
  $setup: hierarchySetting,
  $user: recordOf('User', ({ user }) => user),
  $userrole: recordOf('UserRole', ofUser('UserRole', 'UserRoleId')),
};

/** Globals that Salesforce has beside those. */
const unimplemented: ReadonlySet<string> = new Set(['$api', '$client', '$system']);

/**
 * What a path such as `$User.Email` refers to; undefined when there is no such thing.
 * @throws {FormulaNotImplemented}
 */
export function resolveGlobal(path: string, schema: Schema): GlobalOperand | undefined {
  const [root = '', ...segments] = path.split('.');
  const key = root.toLowerCase();
  if (unimplemented.has(key)) throw new FormulaNotImplemented(`the reference ${path}`);
  return Object.hasOwn(globals, key) ? globals[key]!(schema, segments) : undefined;
}

/** `$CustomMetadata.Type__mdt.Record.Field__c` */
function customMetadata(
  schema: Schema,
  [typeName = '', record = '', ...path]: readonly string[],
): GlobalOperand | undefined {
  const type = schema.object(typeName);
  if (type?.configuration !== 'CustomMetadata' || path.length !== 1) return undefined;
  const name = schema.globals.customMetadata.get(`${typeName}.${record}`.toLowerCase());
  const found = name === undefined ? undefined : fieldPath(schema, type, path);
  return (
    found && {
      type: found.type,
      field: found.field,
      read: (around) => {
        const [row] = around.findRecords(type.name, { DeveloperName: name! });
        return found.read(row, around);
      },
    }
  );
}

/**
 * `$Setup.Setting__c.Field__c`: the user's own value, else the profile's, else the org's. (Help,
 * "Custom Settings"; Apex Reference, getInstance(): "merged based on the lowest level fields")
 */
function hierarchySetting(
  schema: Schema,
  [name = '', ...path]: readonly string[],
): GlobalOperand | undefined {
  const setting = schema.object(name);
  if (setting?.configuration !== 'HierarchySetting' || path.length !== 1) return undefined;
  const found = fieldPath(schema, setting, path);
  return (
    found && {
      type: found.type,
      field: found.field,
      read: (around) => {
        const { user, organization } = around;
        for (const SetupOwnerId of [user['Id'], user['ProfileId'], organization['Id']]) {
          const [row] = around.findRecords(setting.name, { SetupOwnerId: SetupOwnerId! });
          const value = found.read(row, around);
          if (value !== null) return value;
        }
        return null;
      },
    }
  );
}
