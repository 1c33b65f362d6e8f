import type { Org } from './org.ts';
import { insertRecord } from './records/save.ts';
import { beginTransaction } from './records/transaction.ts';
import type { SObject, Values } from './schema/types.ts';
import { transaction } from './storage/database.ts';

const FIRST_NAMES = words(
  'Ada Ben Carla Dev Elif Femi Grace Hugo Ines Jonas Kofi Lena Mara Noor Omar Priya Quinn Rosa Sven Tara Uma Victor Wen Ximena Yusuf Zoe',
);
const LAST_NAMES = words(
  'Abbott Baker Castillo Dubois Eriksen Fischer Garcia Haddad Ivanova Jensen Kim Larsen Moreau Nguyen Okafor Patel Quist Rossi Silva Tanaka Ueda Vargas Weber Xu Yilmaz Zhang',
);
const TITLES = [
  'Director',
  'Manager',
  'Analyst',
  'Engineer',
  'Consultant',
  'Researcher',
  'Student',
];
const KINDS = [
  'Institute',
  'College',
  'Hospital',
  'Foundation',
  'Council',
  'Laboratories',
  'Partners',
];
const CITIES: readonly (readonly [city: string, state: string, postalCode: string])[] = [
  ['Portland', 'OR', '97201'],
  ['Madison', 'WI', '53703'],
  ['Austin', 'TX', '78701'],
  ['Albany', 'NY', '12207'],
  ['Denver', 'CO', '80202'],
];

/** As the API saves them: the limits of a transaction are for so many. */
const RECORDS_A_TRANSACTION = 200;

export interface SampleData {
  readonly contacts: number;
  readonly accounts: number;
  /** What every contact has besides its name and address, such as a checkbox of a deployed package. */
  readonly contactValues?: Values;
}

/**
 * Fills an org with people and the organisations that they work for: the same
 * ones for the same numbers, every time. They are saved as a user's records
 * are, so the org's automation runs.
 */
export function loadSampleData(org: Org, data: SampleData): void {
  const random = mulberry32(20_000 + data.contacts);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const administrator = org.administrator();
  let saved = 0;
  let tx = beginTransaction(org, administrator);
  const insert = (object: SObject, values: Values) => {
    if (saved++ % RECORDS_A_TRANSACTION === 0) tx = beginTransaction(org, administrator);
    return insertRecord(tx, object, values);
  };
  const account = org.schema.object('Account')!;
  const contact = org.schema.object('Contact')!;

  transaction(org.db, () => {
    const accountIds = Array.from({ length: data.accounts }, (_, i) => {
      const [city, state, postalCode] = pick(CITIES);
      return insert(account, {
        Name: `${pick(LAST_NAMES)} ${pick(KINDS)} ${i + 1}`,
        Phone: phone(random),
        Website: `https://www.organisation${i + 1}.example`,
        BillingStreet: `${Math.ceil(random() * 900)} Main Street`,
        BillingCity: city,
        BillingState: state,
        BillingPostalCode: postalCode,
        BillingCountry: 'USA',
      });
    });
    for (let i = 0; i < data.contacts; i++) {
      insert(contact, { ...person(i, pick, random, accountIds), ...data.contactValues });
    }
  });
}

function person(
  i: number,
  pick: <T>(from: readonly T[]) => T,
  random: () => number,
  accountIds: readonly string[],
): Values {
  const FirstName = pick(FIRST_NAMES);
  const LastName = pick(LAST_NAMES);
  const [city, state, postalCode] = pick(CITIES);
  return {
    FirstName,
    LastName,
    Salutation: pick(['Mr.', 'Ms.', 'Dr.', null]),
    Email: `${FirstName}.${LastName}.${i + 1}@members.example`.toLowerCase(),
    Title: pick(TITLES),
    AccountId: accountIds.length > 0 ? pick(accountIds) : null,
    Phone: phone(random),
    MobilePhone: random() < 0.5 ? phone(random) : null,
    MailingStreet: `${Math.ceil(random() * 900)} Oak Avenue`,
    MailingCity: city,
    MailingState: state,
    MailingPostalCode: postalCode,
    MailingCountry: 'USA',
  };
}

function words(list: string): string[] {
  return list.split(' ');
}

/** From the range that is reserved for fiction. */
function phone(random: () => number): string {
  return `(503) 555-01${String(Math.floor(random() * 100)).padStart(2, '0')}`;
}

/** A small seeded generator (mulberry32): numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
