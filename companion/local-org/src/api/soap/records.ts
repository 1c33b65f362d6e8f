import { SalesforceError } from '../../errors.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import { createAll, deleteAll, updateAll, upsertAll } from '../../records/collection.ts';
import type { SaveResult, Saver, TypedRecord } from '../../records/collection.ts';
import { externalIdField } from '../../records/externalIds.ts';
import { requireObject } from '../context.ts';
import type { ApiContext, Session } from '../context.ts';
import { localName, soapText } from './envelope.ts';
import type { SoapCall, SoapOperation, SoapValue } from './envelope.ts';

/** `create`, `update`, `upsert` and `delete` of the partner API: each record is saved on its own. */
export function recordOperations(
  { org }: ApiContext,
  sessionOf: (call: SoapCall) => Session,
): Record<string, SoapOperation> {
  const saver = (call: SoapCall): Saver => ({ org, ...sessionOf(call) });
  const sent = ({ operation }: SoapCall) => ({
    records: childrenNamed(operation, 'sObjects').map(readRecord),
    allOrNone: false,
  });
  return {
    create: (call) => createAll(saver(call), sent(call)).map(describe),
    update: (call) => updateAll(saver(call), sent(call)).map(describe),
    upsert: (call) => {
      const by = saver(call);
      const records = sent(call);
      const type = (records.records[0]?.['attributes'] as { type: string } | undefined)?.type;
      const object = requireObject(org, by.access, type ?? '');
      const name = soapText(call.operation, 'externalIDFieldName') ?? '';
      const field = externalIdField(object, name, by.access);
      return upsertAll(by, object, field, records).map((result) => ({
        created: result.created ?? false,
        ...describe(result),
      }));
    },
    delete: (call) => {
      const records = childrenNamed(call.operation, 'ids').map(({ text }) => text);
      return deleteAll(saver(call), { records, allOrNone: false }).map(describe);
    },
  };
}

function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => localName(child) === name);
}

/** An sObject element as a record; `fieldsToNull` names what becomes empty. */
function readRecord(element: XmlElement): TypedRecord {
  const type = soapText(element, 'type');
  if (type === undefined) throw new SalesforceError('INVALID_TYPE', 'The sObject has no type');
  const record: Record<string, unknown> = { attributes: { type } };
  for (const child of element.children) {
    const name = localName(child);
    if (name === 'type') continue;
    if (name === 'fieldsToNull') record[child.text] = null;
    // A parent, named by an external Id.
    else record[name] = child.children.length > 0 ? readRecord(child) : child.text;
  }
  return record;
}

function describe({ id, success, errors }: SaveResult): Record<string, SoapValue> {
  return {
    errors: errors.map(({ fields, message, statusCode }) => ({ fields, message, statusCode })),
    id: id ?? null,
    success,
  };
}
