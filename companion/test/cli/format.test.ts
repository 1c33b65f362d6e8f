import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeJob, describeStatus } from '../../src/cli/format.ts';

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

test('the status says what is not known yet', () => {
  const text = describeStatus({
    organizationId: '00D000000000001EAA',
    running: null,
    lastFailure: null,
    contactsPendingRefresh: 500,
    periodicRefreshSchedule: 30,
    periodicRefreshLastRanAt: null,
    watermark: null,
    members: { active: 0, disabled: 0, notImported: 0 },
    apiUsage: { used: 18, limit: 15_000 },
  });
  assert.match(text, /^Contacts pending refresh +500$/m);
  assert.match(text, /^Periodic refresh last ran at +never$/m);
  assert.match(text, /^Salesforce API calls, 24 hours +18 of 15,000 \(0 %\)$/m);
});
