import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import {
  assign,
  isNull,
  joins,
  literal,
  node,
  reference,
  rule,
  to,
  when,
  type FlowParts,
} from '../flowParts.ts';
import { recordFailure } from '../stampFailure.ts';
import { APPROVAL } from './fields.ts';
import { FREE_MAIL_DOMAINS } from './freeMailDomains.ts';

type Section = NonNullable<Plan['containerAccounts']>;

/** The part of the arrival flow that looks for the account. */
export interface Matching extends FlowParts<
  'assignments' | 'constants' | 'decisions' | 'formulas' | 'recordCreates' | 'recordLookups'
> {
  /** The element that it begins with. */
  readonly first: string;
}

const names = PACKAGE.approval;

/**
 * seeds/000, "Best practices": an account can be found by e-mail address and
 * website. It is, if exactly one account that is no container has a website
 * with the domain of the address: the same domain, no subdomain of it, and not
 * one where anybody has a mailbox.
 *
 * @param next the element that comes after, whatever was found
 */
export function matching({ matching, freeMailDomains }: Section, next: string): Matching {
  if (matching === 'off') {
    return {
      first: next,
      assignments: [],
      constants: [],
      decisions: [],
      formulas: [],
      recordCreates: [],
      recordLookups: [],
    };
  }
  const assigns = matching === 'assign';
  const take = assigns ? 'Assign_Account' : 'Propose_Account';
  return {
    first: 'Does_Its_Domain_Tell',
    assignments: [
      {
        ...node(take, 'Exactly one account has this domain.'),
        assignmentItems: assign({
          proposedAccountId: reference('Find_Account.Id'),
          ...(assigns && {
            accountId: reference('Find_Account.Id'),
            approval: literal(APPROVAL.assigned),
            inContainer: literal(false),
          }),
        }),
        connector: to(next),
      },
    ],
    constants: [
      {
        description:
          'Where anybody has a mailbox: the well-known ones, and those of the worksheet. Each stands between semicolons.',
        name: 'freeMailDomains',
        dataType: 'String',
        value: literal(`;${allFreeMailDomains(freeMailDomains).join(';')};`),
      },
    ],
    decisions: [
      {
        ...node('Does_Its_Domain_Tell', 'A free mailbox says nothing about the account.'),
        defaultConnector: to(next),
        defaultConnectorLabel: 'No',
        rules: [
          rule('Own_Domain', [when('hasOwnDomain', 'EqualTo', literal(true))], 'Find_Account'),
        ],
      },
      {
        ...node('Is_It_The_Only_One', 'Two accounts with this domain are no match.'),
        defaultConnector: to(next),
        defaultConnectorLabel: 'No',
        rules: [rule('Only_One', [isNull('Find_Another')], take)],
      },
      {
        ...node('Is_There_One'),
        defaultConnector: to(next),
        defaultConnectorLabel: 'No',
        rules: [rule('One', [isNull('Find_Account', false)], 'Find_Another')],
      },
    ],
    formulas: [
      {
        description: 'What stands behind the @, in lower case.',
        name: 'emailDomain',
        dataType: 'String',
        expression:
          'LOWER(MID({!$Record.Email}, FIND("@", {!$Record.Email}) + 1, LEN({!$Record.Email})))',
      },
      {
        description: 'Whether the e-mail address can speak for an account.',
        name: 'hasOwnDomain',
        dataType: 'Boolean',
        expression:
          'AND(NOT(ISBLANK({!$Record.Email})), NOT(CONTAINS({!freeMailDomains}, ";" & {!emailDomain} & ";")))',
      },
    ],
    recordCreates: [recordFailure('Record_Failed_Match', next)],
    recordLookups: [
      lookUp('Find_Account', []),
      {
        ...lookUp('Find_Another', [
          { field: 'Id', operator: 'NotEqualTo', value: reference('Find_Account.Id') },
        ]),
        faultConnector: joins('Record_Failed_Match'),
      },
    ],
  };
}

function allFreeMailDomains(further: readonly string[]): string[] {
  const all = [...FREE_MAIL_DOMAINS, ...further.map((domain) => domain.toLowerCase())];
  return [...new Set(all)].toSorted();
}

function lookUp(
  name: 'Find_Account' | 'Find_Another',
  further: readonly {
    field: string;
    operator: 'NotEqualTo';
    value: ReturnType<typeof reference>;
  }[],
) {
  return {
    ...node(name, 'An account that is no container and whose website has the domain.'),
    assignNullValuesIfNoRecordsFound: false,
    connector: to(name === 'Find_Account' ? 'Is_There_One' : 'Is_It_The_Only_One'),
    faultConnector: to('Record_Failed_Match'),
    filterLogic: 'and',
    filters: [
      {
        field: names.websiteDomain,
        operator: 'EqualTo' as const,
        value: reference('emailDomain'),
      },
      { field: names.container, operator: 'EqualTo' as const, value: literal(false) },
      ...further,
    ],
    getFirstRecordOnly: true,
    object: 'Account',
    queriedFields: ['Id'],
    storeOutputAutomatically: true,
  };
}
