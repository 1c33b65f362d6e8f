import { fail, pass, requirement, warn } from '../interfaces.ts';
import { describe, query, toolingQuery } from '../questions.ts';

export const personAccounts = requirement({
  id: 'person-accounts',
  group: 'Data and automation',
  requirement: 'The worksheet knows whether the org has person accounts',
  source: 'Salesforce Help, "Person Accounts": saving one fires Account automation only',
  asks: () => ({ account: describe('Account') }),
  judge: ({ account }, { plan, targetOrg }) => {
    const has = account.fields.some(({ name }) => name === 'IsPersonAccount');
    if (has === plan.personAccounts) {
      return pass(`The org has ${has ? '' : 'no '}person accounts, and the worksheet says so.`);
    }
    return has
      ? fail(
          'The org has person accounts, and the worksheet says that it has none: changes of those people would not be stamped.',
          `Write personAccounts: true into the worksheet; hl generate; hl deploy --target-org ${targetOrg}`,
        )
      : fail(
          'The org has no person accounts, and the worksheet says that it has: the package will not deploy.',
          'Write personAccounts: false into the worksheet; hl generate.',
        );
  },
});

export const stateAndCountry = requirement({
  id: 'state-and-country-picklists',
  group: 'Data and automation',
  requirement: 'What state and country picklists mean for addresses is known',
  source: 'Salesforce Help, "State and Country/Territory Picklists"',
  asks: () => ({ contact: describe('Contact') }),
  judge: ({ contact }) =>
    contact.fields.some(({ name }) => name === 'MailingCountryCode')
      ? warn(
          'State and country picklists are on: MailingState and MailingCountry hold names, MailingStateCode and MailingCountryCode the codes.',
          'Name those in the worksheet’s profile that the community shall show, and look that Contact Manager writes values of the picklists.',
        )
      : pass('State and country are plain text.'),
});

export const requiredFields = requirement({
  id: 'required-fields',
  group: 'Data and automation',
  requirement: 'New contacts from the community have all that the org requires',
  source:
    'Integration guide, "Contact creation initial setup": "whether these fields are required"',
  applies: ({ contactManager }) => contactManager?.create === true,
  asks: () => ({ contact: describe('Contact') }),
  judge: ({ contact }, { plan }) => {
    const given = new Set(
      (plan.contactManager?.fields ?? [])
        .filter(({ in: where }) => where !== 'update')
        .map(({ field }) => field.toLowerCase()),
    );
    const missing = contact.fields.filter(
      ({ name, createable, nillable, defaultedOnCreate, type }) =>
        createable &&
        !nillable &&
        !defaultedOnCreate &&
        type !== 'boolean' &&
        !given.has(name.toLowerCase()),
    );
    return missing.length === 0
      ? pass('The form asks for every required field.')
      : fail(
          `The org requires these, and the form of the worksheet does not ask for them: ${missing.map(({ label, name }) => `${label} (${name})`).join(', ')}.`,
          'Add them to contactManager.fields with required: true, or give them a default in Setup > Object Manager > Contact.',
        );
  },
});

export const duplicateRules = requirement({
  id: 'duplicate-rules',
  group: 'Data and automation',
  requirement: 'No duplicate rule turns new contacts away',
  source: 'Object Reference, "DuplicateRule"; Integration guide, "Contact creation initial setup"',
  asks: () => ({
    rules: query(
      "SELECT MasterLabel, SobjectType FROM DuplicateRule WHERE IsActive = true AND SobjectType IN ('Contact', 'Account')",
    ),
  }),
  judge: ({ rules }) =>
    rules.totalSize === 0
      ? pass('No duplicate rule is active on Contact or Account.')
      : warn(
          `Active: ${rules.records.map((row) => `${String(row['MasterLabel'])} (${String(row['SobjectType'])})`).join(', ')}. One that blocks can refuse sign-ups, and saves of ours that touch what it compares.`,
          'Setup > Duplicate Rules: let the rule allow and report, or leave the integration user out.',
        ),
});

export const triggers = requirement({
  id: 'apex-triggers',
  group: 'Data and automation',
  requirement: 'What Apex does with contacts and accounts is known',
  source: 'Tooling API, "ApexTrigger"',
  asks: () => ({
    triggers: toolingQuery(
      "SELECT Name, TableEnumOrId FROM ApexTrigger WHERE Status = 'Active' AND TableEnumOrId IN ('Contact', 'Account')",
    ),
  }),
  judge: ({ triggers: active }) =>
    active.totalSize === 0
      ? pass('No Apex trigger is active on Contact or Account.')
      : warn(
          `Active: ${active.records.map((row) => `${String(row['Name'])} (${String(row['TableEnumOrId'])})`).join(', ')}. They run again when our flows stamp.`,
          'Try a change of one contact and a data load of 200 in a sandbox, and look for HL Stamp Failures.',
        ),
});
