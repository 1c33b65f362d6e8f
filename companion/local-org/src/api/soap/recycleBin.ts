import { SalesforceError } from '../../errors.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import { mergeFor, purgeFor, undeleteFor } from '../../records/service.ts';
import { beginTransaction } from '../../records/transaction.ts';
import type { Transaction } from '../../records/transaction.ts';
import type { SObject } from '../../schema/types.ts';
import { transaction } from '../../storage/database.ts';
import { requireObject } from '../context.ts';
import type { ApiContext, Session } from '../context.ts';
import { find, localName, soapText } from './envelope.ts';
import type { SoapCall, SoapOperation, SoapValue } from './envelope.ts';

/** (SOAP API Developer Guide, "undelete()", "emptyRecycleBin()") */
const MAX_IDS = 200;

/** `merge`, `undelete` and `emptyRecycleBin` of the partner API: each item succeeds or fails on its own. */
export function recycleBinOperations(
  { org }: ApiContext,
  authenticated: (call: SoapCall) => Session,
): Record<string, SoapOperation> {
  /** Each item is saved, or fails, on its own. */
  const each = <T>(
    call: SoapCall,
    items: readonly T[],
    work: (tx: Transaction, session: Session, item: T) => Readonly<Record<string, SoapValue>>,
    idOf: (item: T) => string,
  ): SoapValue => {
    const session = authenticated(call);
    if (items.length > MAX_IDS) {
      throw new SalesforceError(
        'EXCEEDED_ID_LIMIT',
        `record limit reached. cannot submit more than ${MAX_IDS} records into this call`,
      );
    }
    const tx = beginTransaction(org, session.user);
    return items.map((item) => {
      try {
        const more = transaction(org.db, () => work(tx, session, item));
        return { id: idOf(item), ...more, success: true };
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error;
        const errors = error.all.map(({ errorCode, message, fields }) => ({
          fields: fields.map(String),
          message,
          statusCode: errorCode,
        }));
        return { errors, id: idOf(item), success: false };
      }
    });
  };

  const objectOf = ({ access }: Session, id: string): SObject => {
    const object = [...org.schema.objects()].find(({ keyPrefix }) => id.startsWith(keyPrefix));
    if (object && access.canRead(object)) return object;
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  };

  return {
    undelete: (call) =>
      each(
        call,
        textsOf(call.operation, 'ids'),
        (tx, session, id) => {
          undeleteFor(tx, session.access, objectOf(session, id), id);
          return {};
        },
        (id) => id,
      ),
    emptyRecycleBin: (call) =>
      each(
        call,
        textsOf(call.operation, 'ids'),
        (tx, session, id) => {
          purgeFor(tx, session.access, objectOf(session, id), id);
          return {};
        },
        (id) => id,
      ),
    merge: (call) =>
      each(
        call,
        call.operation.children.filter((child) =>
          /^(?:mergeRequests|request)$/.test(localName(child)),
        ),
        (tx, session, request) => {
          const { type, Id, ...changes } = masterOf(request);
          const losers = textsOf(request, 'recordToMergeIds');
          const object = requireObject(org, session.access, type);
          const { updatedRelatedIds } = mergeFor(tx, session.access, object, Id, losers, changes);
          return { mergedRecordIds: losers, updatedRelatedIds };
        },
        (request) => masterOf(request).Id,
      ),
  };
}

const textsOf = (element: XmlElement, name: string): string[] =>
  element.children.filter((child) => localName(child) === name).map(({ text }) => text.trim());

interface Master {
  readonly type: string;
  readonly Id: string;
  readonly [field: string]: string | null;
}

/** The sObject that stays: its type, its Id, and the fields to change. */
function masterOf(request: XmlElement): Master {
  const element = find(request, 'masterRecord');
  const type = element && soapText(element, 'type')?.trim();
  const Id = element && (soapText(element, 'Id') ?? soapText(element, 'id'))?.trim();
  if (!element || !type || !Id) {
    throw new SalesforceError('MISSING_ARGUMENT', 'masterRecord needs a type and an Id');
  }
  const cleared = textsOf(element, 'fieldsToNull').map((name) => [name, null] as const);
  const set = element.children
    .filter((child) => !['type', 'id', 'fieldstonull'].includes(localName(child).toLowerCase()))
    .map((child) => [localName(child), child.text] as const);
  return { ...Object.fromEntries([...set, ...cleared]), type, Id };
}
