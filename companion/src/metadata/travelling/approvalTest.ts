import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { writableIsActive } from '../containers/activation.ts';
import { APPROVAL } from '../containers/fields.ts';

const { container, status, proposedAccount } = PACKAGE.approval;

/** The Apex test of approval: every assertion fails where the flow is off. */
export function approvalTest(plan: Plan): string {
  const { matching } = plan.containerAccounts!;
  const isActive = writableIsActive(plan);
  return `/**
 * Higher Logic: a contact waits in a container account until it is moved to its account. Written by
 * "hl generate". If your org requires further fields of a contact or an account, set them in newContact
 * and newAccount.
 */
@IsTest
private class HL_ApprovalTest {
  private static Account newAccount(Boolean isContainer, String website) {
    Account record = new Account(
      Name = 'HL Approval Test',
      ${container} = isContainer,
      Website = website
    );
    insert record;
    return record;
  }

  private static Contact newContact(Account account, String email) {
    Contact record = new Contact(
      LastName = 'HL Approval Test',
      AccountId = account.Id,
      Email = email
    );
    insert record;
    return reread(record);
  }

  private static Contact reread(Contact record) {
    return [
      SELECT AccountId, ${[status, proposedAccount, ...(isActive === null ? [] : [isActive])].join(', ')}
      FROM Contact
      WHERE Id = :record.Id
    ];
  }

  @IsTest
  static void aSignUpWaits() {
    Contact record = newContact(newAccount(true, null), null);
    System.assertEquals('${APPROVAL.pending}', record.${status}, 'Is the flow active?');
  }

  @IsTest
  static void movingItApprovesIt() {
    Contact record = newContact(newAccount(true, null), null);
    update new Contact(Id = record.Id, AccountId = newAccount(false, null).Id);
    System.assertEquals('${APPROVAL.approved}', reread(record).${status}, 'Is the flow active?');
  }
${isActive === null ? '' : activeTest(isActive)}${matching === 'off' ? '' : matchingTest(matching)}}
`;
}

function activeTest(isActive: string): string {
  return `
  @IsTest
  static void nobodyInAContainerIsActive() {
    Contact record = newContact(newAccount(true, null), null);
    update new Contact(Id = record.Id, ${isActive} = true);
    System.assertEquals(false, reread(record).${isActive}, 'Is the flow active?');
  }
`;
}

function matchingTest(matching: 'propose' | 'assign'): string {
  const outcome =
    matching === 'assign'
      ? `System.assertEquals(match.Id, record.AccountId, 'Is the flow active?');
    System.assertEquals('${APPROVAL.assigned}', record.${status});`
      : `System.assertEquals(match.Id, record.${proposedAccount}, 'Is the flow active?');`;
  return `
  @IsTest
  static void itsDomainTellsTheAccount() {
    Account match = newAccount(false, 'https://www.hl-approval-test.example/about');
    Contact record = newContact(newAccount(true, null), 'jane@hl-approval-test.example');
    ${outcome}
  }

  @IsTest
  static void twoAccountsAreNoMatch() {
    newAccount(false, 'hl-approval-test.example');
    newAccount(false, 'www.hl-approval-test.example');
    Contact record = newContact(newAccount(true, null), 'jane@hl-approval-test.example');
    System.assertEquals(null, record.${proposedAccount});
    System.assertEquals('${APPROVAL.pending}', record.${status}, 'Is the flow active?');
  }
`;
}
