import { notImplemented } from '../../errors.ts';
import { checkCall, deleteComponent, saveComponent } from '../../metadata/crud.ts';
import type { Save, SaveResult } from '../../metadata/crud.ts';
import { readComponent } from '../../metadata/retrieve.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import type { Org } from '../../org.ts';
import type { Values } from '../../schema/types.ts';
import { localName, soapText } from './envelope.ts';
import type { SoapCall, SoapOperation, SoapValue } from './envelope.ts';

/** Reading and saving components one by one. (Metadata API Developer Guide, "CRUD-Based Calls") */
export function metadataCrud(
  org: Org,
  authorise: (call: SoapCall) => { readonly user: Values },
): Readonly<Record<string, SoapOperation>> {
  const read: SoapOperation = (call) => {
    authorise(call);
    const type = soapText(call.operation, 'type') ?? '';
    const names = textsOf(call, 'fullNames');
    checkCall(type, names.length);
    return { records: names.map((name) => describe(type, name, readComponent(org, type, name))) };
  };

  const save =
    (how: Save): SoapOperation =>
    (call) => {
      const userId = authorise(call).user['Id'] as string;
      const given = call.operation.children.filter((child) => localName(child) === 'metadata');
      return given.map((component) => {
        const type = (component.attributes['xsi:type'] ?? '').replace(/^.*:/, '');
        checkCall(type, given.length);
        const result = saveComponent(org, userId, type, component, how);
        return describeResult(result, how === 'upsert');
      });
    };

  const remove: SoapOperation = (call) => {
    const userId = authorise(call).user['Id'] as string;
    const type = soapText(call.operation, 'type') ?? '';
    const names = textsOf(call, 'fullNames');
    checkCall(type, names.length);
    return names.map((name) => describeResult(deleteComponent(org, userId, type, name), false));
  };

  return {
    readMetadata: read,
    createMetadata: save('create'),
    updateMetadata: save('update'),
    upsertMetadata: save('upsert'),
    deleteMetadata: remove,
    renameMetadata: () => {
      throw notImplemented('renaming components');
    },
  };
}

function textsOf({ operation }: SoapCall, name: string): string[] {
  return operation.children.filter((child) => localName(child) === name).map(({ text }) => text);
}

/** A component that is not there is an empty record. */
function describe(type: string, fullName: string, root: XmlElement | undefined): SoapValue {
  if (!root) return null;
  const others = root.children.filter(({ name }) => name !== 'fullName');
  return { '@xsi:type': type, fullName, ...contentOf(others) };
}

function contentOf(children: readonly XmlElement[]): Record<string, SoapValue> {
  const byName = Map.groupBy(children, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, elements]) => [
      name,
      elements.map((one) => (one.children.length > 0 ? contentOf(one.children) : one.text)),
    ]),
  );
}

function describeResult(
  { fullName, created, errors }: SaveResult,
  tellsCreated: boolean,
): SoapValue {
  return {
    ...(tellsCreated && { created: created && errors.length === 0 }),
    ...(errors.length > 0 && {
      errors: errors.map(({ message, statusCode }) => ({ message, statusCode })),
    }),
    fullName,
    success: errors.length === 0,
  };
}
