import { findCatalogue, saveCatalogue } from '../community/catalogues.ts';
import { spoilWatermarks } from '../community/histories.ts';
import { inTransaction } from '../community/transaction.ts';
import type { CataloguedField, FieldCatalogue } from '../refresh/interfaces.ts';
import { splitOptions } from '../refresh/values.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { RefreshDeps } from './interfaces.ts';
import { rulesToday } from './rules.ts';

/** A new option or label is known after a day at the latest. */
const KEPT_MS = 24 * 3_600_000;

/** How Salesforce describes the fields of the plan, as one job knows it. */
export interface Catalogue {
  /**
   * Read from Salesforce once a day and, at most once a job, where a contact has
   * an option that is not known yet; otherwise as it is stored.
   */
  readonly fieldsFor: (contacts: readonly ContactRecord[]) => Promise<FieldCatalogue>;
  /** Reads it from Salesforce, however new what is stored may be. */
  readonly renew: () => Promise<void>;
  /** Whether a field or an option turned out to have another label than before, since this was last asked. */
  readonly takeRelabelled: () => boolean;
}

export function openCatalogue(deps: RefreshDeps): Catalogue {
  const { clock, community, plan, salesforce } = deps;
  let fields: FieldCatalogue | undefined;
  let relabelled = false;
  let readByThisJob = false;

  async function readAgain(known: FieldCatalogue | undefined): Promise<FieldCatalogue> {
    const read = await salesforce.describeFields();
    readByThisJob = true;
    // What cannot serve the plan is told and not kept: it may be that only a permission is missing.
    rulesToday(deps, read);
    const others = known !== undefined && hasOtherLabels(known, read);
    await inTransaction(community.db, async (db) => {
      const readAt = clock().toISOString();
      await saveCatalogue(db, { planFingerprint: plan.fingerprint, readAt, fields: read });
      // Whoever is not touched in Salesforce would keep groups and demographics with the old names.
      if (others) await spoilWatermarks(db);
    });
    relabelled ||= others;
    return read;
  }

  async function findKnown() {
    const stored = await findCatalogue(community.db);
    return stored?.planFingerprint === plan.fingerprint ? stored : undefined;
  }

  async function load(): Promise<FieldCatalogue> {
    const known = await findKnown();
    const age = clock().getTime() - Date.parse(known?.readAt ?? '');
    return known !== undefined && Math.abs(age) < KEPT_MS ? known.fields : readAgain(known?.fields);
  }

  return {
    takeRelabelled() {
      const news = relabelled;
      relabelled = false;
      return news;
    },
    async renew() {
      fields = await readAgain((await findKnown())?.fields);
    },
    async fieldsFor(contacts) {
      fields ??= await load();
      if (!readByThisJob && hasUnknownOption(contacts, fields)) {
        fields = await readAgain(fields);
      }
      return fields;
    },
  };
}

function hasOtherLabels(before: FieldCatalogue, after: FieldCatalogue): boolean {
  return [...before].some(([path, old]) => {
    const now = after.get(path);
    return (
      now?.label !== old.label ||
      now.kind !== old.kind ||
      [...old.options].some(([value, label]) => (now.options.get(value) ?? value) !== label)
    );
  });
}

function hasUnknownOption(contacts: readonly ContactRecord[], fields: FieldCatalogue): boolean {
  const choices = [...fields].filter(([, { kind }]) => kind === 'picklist' || kind === 'multipick');
  return choices.some(([path, field]) =>
    contacts.some((contact) => isUnknown(contact.values[path] ?? null, field)),
  );
}

function isUnknown(
  value: ContactRecord['values'][string],
  { kind, options }: CataloguedField,
): boolean {
  if (typeof value !== 'string' || value === '' || options.has(value)) {
    return false;
  }
  return kind === 'picklist' || splitOptions(value).some((option) => !options.has(option));
}
