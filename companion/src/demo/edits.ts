import { PACKAGE } from '../worksheet/packageNames.ts';
import type { DemoContact, EditOutcome } from './interfaces.ts';
import type { SalesforceUser } from './salesforceUser.ts';

/** One thing that a Salesforce user does between the two refreshes. */
export interface Edit {
  /** What was done, and why the outcome must be what it is. */
  what: string;
  why: string;
  outcome: EditOutcome;
  /** Does it, and returns the contacts that it is about. */
  apply: (user: SalesforceUser, cast: Cast) => Promise<Pick<DemoContact, 'Id' | 'Name'>[]>;
}

/** Who plays in the demo; all of them are active members. */
export interface Cast {
  changed: DemoContact;
  annotated: DemoContact;
  leaving: DemoContact;
  deleted: DemoContact;
  /** All of one account, which has no other contacts. */
  colleagues: DemoContact[];
}

export const edits: readonly Edit[] = [
  {
    what: 'A title changed',
    why: 'the Contact flow watches Title and stamped the contact',
    outcome: 'refreshed',
    apply: async (user, { changed }) => {
      await user.update('Contact', changed.Id, { Title: 'Head of Membership' });
      return [changed];
    },
  },
  {
    what: 'A description changed',
    why: 'no flow watches Description: no stamp, nothing to do',
    outcome: 'left alone',
    apply: async (user, { annotated }) => {
      await user.update('Contact', annotated.Id, { Description: 'Met at the spring conference.' });
      return [annotated];
    },
  },
  {
    what: 'IsActive was unchecked',
    why: 'stamped, and no longer eligible',
    outcome: 'disabled',
    apply: async (user, { leaving }) => {
      await user.update('Contact', leaving.Id, { [PACKAGE.isActive]: false });
      return [leaving];
    },
  },
  {
    what: 'A contact was created',
    why: 'the Contact flow stamps new contacts, and this one is active',
    outcome: 'refreshed',
    apply: async (user, { changed }) => {
      const Id = await user.create('Contact', {
        FirstName: 'Wilhelmina',
        LastName: 'Newcomer',
        Email: 'wilhelmina.newcomer@example.org',
        AccountId: changed.AccountId,
        [PACKAGE.isActive]: true,
      });
      return [{ Id, Name: 'Wilhelmina Newcomer' }];
    },
  },
  {
    what: 'A contact was deleted',
    why: 'the contact is in the recycle bin, which no flow can tell',
    outcome: 'disabled',
    apply: async (user, { deleted }) => {
      await user.remove('Contact', deleted.Id);
      return [deleted];
    },
  },
  {
    what: 'An account got a new website',
    why: 'the Account flow watches Website, which the profiles of its contacts show',
    outcome: 'refreshed',
    apply: async (user, { colleagues }) => {
      await user.update('Account', colleagues[0]!.AccountId, {
        Website: 'https://new-home.example.org',
      });
      return colleagues;
    },
  },
];

/**
 * Casts from contacts that are active, spread over the order given. The account
 * of the colleagues is one that holds none of `inactive`.
 */
export function castRoles(active: readonly DemoContact[], inactive: readonly DemoContact[]): Cast {
  const mixed = new Set(inactive.map(({ AccountId }) => AccountId));
  const account = active.find(({ AccountId }) => !mixed.has(AccountId))!.AccountId;
  const colleagues = active.filter(({ AccountId }) => AccountId === account);
  // Sample contacts have namesakes; the audience should not wonder who is who.
  const names = new Set(colleagues.map(({ Name }) => Name));
  const others = active.filter(({ Name, AccountId }) => AccountId !== account && !names.has(Name));
  const nth = (fifth: number) => others[Math.floor((fifth * others.length) / 5)]!;
  return { changed: nth(1), annotated: nth(2), leaving: nth(3), deleted: nth(4), colleagues };
}
