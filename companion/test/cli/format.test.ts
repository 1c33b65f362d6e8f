import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobCounts } from '../../src/community/interfaces.ts';
import type { JobResult, Progress } from '../../src/jobs/interfaces.ts';
import { describeJob, describeProgress, describeStatus } from '../../src/cli/format.ts';

test('a job says how it ended, what it did and what it cost', () => {
  const text = describeJob({
    jobId: 7,
    jobType: 'Periodic Refresh',
    status: 'success',
    from: null,
    to: '2026-01-01T00:00:00.000Z',
    examined: 1500,
    refreshed: 1400,
    unchanged: 60,
    disabled: 30,
    notImported: 9,
    failed: 1,
    apiCalls: 4,
    durationMs: 1234,
    comment: '1,500 contacts examined: 1,400 refreshed, 1 failed',
  });
  assert.equal(
    text,
    [
      'Periodic Refresh 7: success',
      '1,500 contacts examined: 1,400 refreshed, 1 failed',
      '4 Salesforce API calls, 1.2 s',
    ].join('\n'),
  );
});

test('one API call is one call', () => {
  const job = { apiCalls: 1, durationMs: 0, comment: null } as JobResult;
  assert.match(describeJob(job), /^1 Salesforce API call, 0\.0 s$/m);
});

test('the progress says how far a refresh is and what it is doing', () => {
  const counts = { examined: 2000 } as JobCounts;
  const progress: Progress = {
    jobType: 'Periodic Refresh',
    phase: 'contacts',
    counts,
    total: 50_000,
    resumed: false,
  };
  assert.equal(describeProgress(progress), '2,000 of 50,000 examined');
  assert.equal(
    describeProgress({ ...progress, phase: 'deleted' }),
    '2,000 examined, looking through the recycle bin',
  );
  assert.equal(
    describeProgress({ ...progress, total: null, resumed: true }),
    '2,000 examined, taken up where an earlier job stopped',
  );
});

const fresh = {
  organizationId: '00D000000000001EAA',
  contactsPendingRefresh: 500,
  periodicRefreshSchedule: 30,
  periodicRefreshLastRanAt: null,
  watermark: null,
  members: { active: 0, disabled: 0, notImported: 0 },
  outbox: null,
  apiUsage: { used: 18, limit: 15_000 },
  running: null,
  lastFailure: null,
  lastHeld: null,
  halt: null,
  dailyRefreshStatus: 'disabled' as const,
  dailyRefresh: null,
  communitySyncSchedule: 'disabled' as const,
  communitySyncLastRanAt: null,
  limitingSecurityGroups: false,
  securityGroupsAllowed: [],
  stampFailures: null,
};

test('the status says what is not known yet', () => {
  const text = describeStatus(fresh);
  assert.match(text, /^Contacts pending refresh +500$/m);
  assert.match(text, /^Periodic refresh last ran at +never$/m);
  assert.match(text, /^Salesforce API calls, 24 hours +18 of 15,000 \(0 %\)$/m);
  assert.doesNotMatch(text, /Higher Logic/);
  assert.doesNotMatch(text, /Stamp Failures/, 'who cannot see them is told nothing');
});

test('the status names the refresh that is running and the one that failed last', () => {
  const job = {
    jobId: 7,
    jobType: 'Periodic Refresh' as const,
    dateTime: '2026-01-01T00:00:00.000Z',
  };
  const lastFailure = { ...job, jobId: 6, comment: 'Salesforce cannot be reached.' };
  const busy = describeStatus({ ...fresh, running: job, lastFailure });
  assert.match(
    busy,
    /^Refresh running +Periodic Refresh 7, started at 2026-01-01T00:00:00\.000Z$/m,
  );
  assert.match(busy, /^Last failure +Periodic Refresh 6, .*: Salesforce cannot be reached\.$/m);
  const idle = describeStatus(fresh);
  assert.match(idle, /^Refresh running +none$/m);
  assert.match(idle, /^Last failure +none$/m);
});

test('the status tells a halt, a held job, what waits to be sent, and which security groups are let in', () => {
  const text = describeStatus({
    ...fresh,
    lastHeld: {
      jobId: 3,
      jobType: 'Periodic Refresh',
      dateTime: '2026-01-01T00:00:00.000Z',
      comment: 'Held: 11 members would be disabled.',
    },
    halt: {
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-01-02T00:00:00.000Z',
      reason: '750 of 1000 API calls of 24 hours were used',
    },
    limitingSecurityGroups: true,
    securityGroupsAllowed: ['Gold', 'Silver'],
  });
  assert.match(text, /^Held +Periodic Refresh 3, .*: Held: 11 members would be disabled\.$/m);
  assert.match(text, /^Halted +until 2026-01-02T00:00:00\.000Z: .* 750 of 1000 API calls/m);
  assert.match(text, /^Limiting security groups +True$/m);
  assert.match(text, /^Security groups allowed +Gold, Silver$/m);
  const outbox = { waiting: 1200, failed: 2, waitingSince: '2026-01-01T00:00:00.000Z' };
  assert.match(
    describeStatus({ ...fresh, outbox }),
    /^Waiting for Higher Logic +1,200, 2 refused: `hl push status`$/m,
  );
  assert.match(describeStatus(fresh), /^Daily refresh +disabled, last ran: never$/m);
});
