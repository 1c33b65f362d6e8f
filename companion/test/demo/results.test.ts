import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castRoles, type Edit } from '../../src/demo/edits.ts';
import { refuseOtherWork, reportEdits } from '../../src/demo/results.ts';
import type { JobResult, MemberRefreshView } from '../../src/jobs/interfaces.ts';

const ada = { Id: '003A', Name: 'Ada' };

const titleChanged: Edit = {
  what: 'A title changed',
  why: 'the flow watches it',
  outcome: 'refreshed',
  apply: () => Promise.resolve([ada]),
};

function refreshed(legacyContactKey: string): MemberRefreshView {
  return {
    name: 'Ada',
    dateTime: '2026-01-01T00:00:00.000Z',
    status: 'success',
    legacyContactKey,
    jobType: 'Periodic Refresh',
    jobId: 2,
    outcome: 'refreshed',
    deactivated: false,
    comment: null,
  };
}

const stamps = { before: new Map([['003A', 'one,']]), after: new Map([['003A', 'two,']]) };

test('an edit is reported with what the history says became of its contact', () => {
  const [report] = reportEdits(
    [{ edit: titleChanged, contacts: [ada] }],
    [refreshed('003A')],
    stamps,
  );
  assert.deepEqual(report, {
    what: 'A title changed',
    contacts: ['Ada'],
    stamped: true,
    outcome: 'refreshed',
    why: 'the flow watches it',
  });
});

test('the demo fails rather than tell a story that did not happen', () => {
  assert.throws(() => reportEdits([{ edit: titleChanged, contacts: [ada] }], [], stamps), {
    name: 'DemoError',
    message: 'A title changed (Ada): left alone, not refreshed.',
  });
});

test('the demo fails when the second refresh examined anybody else', () => {
  const left: Edit = { ...titleChanged, outcome: 'left alone' };
  const made = [titleChanged, left].map((edit) => ({ edit, contacts: [ada] }));
  refuseOtherWork({ examined: 1 } as JobResult, made);
  assert.throws(
    () => {
      refuseOtherWork({ examined: 2 } as JobResult, made);
    },
    {
      name: 'DemoError',
      message: 'The second refresh examined 2 contacts, not the 1 that were stamped or deleted.',
    },
  );
});

test('each part of the demo has a contact of its own, and the colleagues are all active', () => {
  const contacts = Array.from({ length: 40 }, (_, i) => ({
    Id: `003${i}`,
    Name: `Contact ${i}`,
    AccountId: `001${i % 8}`,
  }));
  const inactive = contacts.filter(({ AccountId }) => AccountId === '0010').slice(0, 1);
  const active = contacts.filter((contact) => !inactive.includes(contact));
  const { colleagues, ...others } = castRoles(active, inactive);
  assert.notEqual(colleagues[0]!.AccountId, '0010');
  const played = [...colleagues, ...Object.values(others)].map(({ Id }) => Id);
  assert.equal(new Set(played).size, played.length);
});
