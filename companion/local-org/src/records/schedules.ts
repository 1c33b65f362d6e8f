import type { DatabaseSync } from 'node:sqlite';
import { toDateTime } from '../clock.ts';
import { SCHEDULED_PATH } from '../flow/paths.ts';
import { meetsEntryConditions } from '../flow/run.ts';
import { nextTime } from '../flow/schedule.ts';
import type { CompiledFlow } from '../flow/types.ts';
import type { Org } from '../org.ts';
import { makeInterview } from './automation.ts';
import { operations } from './save.ts';
import { beginTransaction } from './transaction.ts';

/**
 * Notes when each active flow with a schedule is due next: whatever has been
 * activated begins to count now, and what is not active any more is forgotten.
 */
export function noteSchedules(org: Org): void {
  const { db, flows, clock } = org;
  const now = clock.now();
  const known = new Map(
    db
      .prepare('SELECT flow, schedule FROM _schedule')
      .all()
      .map(({ flow, schedule }) => [flow as string, schedule as string]),
  );
  const active = flows.all().filter(({ schedule }) => schedule);
  for (const { fullName, schedule } of active) {
    const text = JSON.stringify(schedule);
    if (known.get(fullName) === text) continue;
    const due = nextTime(schedule!, now, timeZoneOf(org));
    enter(db, fullName, text, due);
  }
  const names = new Set(active.map(({ fullName }) => fullName));
  for (const flow of known.keys()) {
    if (!names.has(flow)) db.prepare('DELETE FROM _schedule WHERE flow = ?').run(flow);
  }
}
function enter(db: DatabaseSync, flow: string, schedule: string, due: Date | undefined): void {
  db.prepare('INSERT OR REPLACE INTO _schedule (flow, schedule, due) VALUES (?, ?, ?)').run(
    flow,
    schedule,
    due ? toDateTime(due) : null,
  );
}

const timeZoneOf = (org: Org): string => org.organization()['TimeZoneSidKey'] as string;

/**
 * Enters the interviews of the next flow whose time has come, one for each
 * record that meets its conditions, or one alone for a flow without an object.
 * @param until the time up to which flows are due
 * @returns whether there was one
 */
export function enterScheduled(org: Org, until: string): boolean {
  const { db, flows } = org;
  const next = db
    .prepare('SELECT flow, schedule, due FROM _schedule WHERE due <= ? ORDER BY due, flow LIMIT 1')
    .get(until) as { flow: string; schedule: string; due: string } | undefined;
  if (!next) return false;
  const flow = flows.named(next.flow)!;
  const due = new Date(next.due);
  enter(db, next.flow, next.schedule, nextTime(flow.schedule!, due, timeZoneOf(org)));
  const insert = db.prepare(
    'INSERT INTO _scheduled_path (flow, path, object, record_id, due) VALUES (?, ?, ?, ?, ?)',
  );
  for (const id of recordsOf(org, flow, due)) {
    insert.run(flow.fullName, SCHEDULED_PATH, flow.trigger?.object ?? '', id, next.due);
  }
  return true;
}

/** Ids of the records that the flow runs for; an empty one where it runs for none. */
function recordsOf(org: Org, flow: CompiledFlow, now: Date): string[] {
  if (!flow.trigger) return [''];
  const object = org.schema.object(flow.trigger.object)!;
  const tx = beginTransaction(org, org.administrator(), { now, asynchronous: true });
  return org.rows
    .find(object, object.fields.has('isdeleted') ? { IsDeleted: false } : {})
    .filter((record) =>
      meetsEntryConditions(flow, makeInterview(tx, operations, record, undefined)),
    )
    .map(({ Id }) => Id as string);
}
