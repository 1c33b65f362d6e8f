import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DemoReport } from '../companion/src/demo/interfaces.ts';
import { resultOf, setUpDesk } from './support.ts';

test('hl demo --json: one document; the second refresh examines exactly what was stamped or deleted', async (t) => {
  const desk = setUpDesk(t);
  const temporary = join(desk.project, 'temporary');
  mkdirSync(temporary);
  const report = await resultOf<DemoReport>(desk, 'hl', ['demo'], {
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });

  const { firstRefresh, secondRefresh, edits } = report;
  assert.deepEqual([firstRefresh.status, firstRefresh.examined], ['success', 500]);
  const colleagues = edits.at(-1)!.contacts.length;
  assert.deepEqual(
    edits.map(({ stamped, outcome, contacts }) => [stamped, outcome, contacts.length]),
    [
      [true, 'refreshed', 1],
      [false, 'left alone', 1],
      [true, 'disabled', 1],
      [true, 'refreshed', 1],
      [null, 'disabled', 1],
      [true, 'refreshed', colleagues],
    ],
  );
  const { status, examined, refreshed, disabled, unchanged } = secondRefresh;
  assert.deepEqual(
    { status, examined, refreshed, disabled, unchanged },
    {
      status: 'success',
      examined: 4 + colleagues,
      refreshed: 2 + colleagues,
      disabled: 2,
      unchanged: 0,
    },
  );
  assert.deepEqual(readdirSync(temporary), []);
});
