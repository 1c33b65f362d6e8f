import { addDays, dayIn, daysBetween, momentIn } from '../formula/index.ts';
import { child, textOf, type XmlElement } from '../metadata/xml.ts';
import { invalid } from './problems.ts';

/** When a schedule-triggered flow runs, in the org's time zone. */
export interface FlowSchedule {
  readonly frequency: 'Once' | 'Daily' | 'Weekly';
  /** `2026-11-21`, of the first time. */
  readonly startDate: string;
  /** `08:00:00` */
  readonly startTime: string;
}

/**
 * Reads the schedule of a start element; undefined for a flow that something else starts.
 * @throws {FlowProblem}
 */
export function scheduleOf(start: XmlElement): FlowSchedule | undefined {
  const schedule = child(start, 'schedule');
  const isScheduled = textOf(start, 'triggerType') === 'Scheduled';
  if (!isScheduled && !schedule) return undefined;
  if (!isScheduled) throw invalid('Only a schedule-triggered flow has a schedule.', schedule!);
  if (!schedule) throw invalid('Required field is missing: schedule', start);
  const part = (name: string, pattern: RegExp): string => {
    const found = pattern.exec(textOf(schedule, name)?.trim() ?? '');
    if (found) return found[1]!;
    throw invalid(`The ${name} of the schedule is not valid.`, child(schedule, name) ?? schedule);
  };
  return {
    frequency: textOf(schedule, 'frequency') as FlowSchedule['frequency'],
    startDate: part('startDate', /^(\d{4}-\d\d-\d\d)$/),
    startTime: part('startTime', /^(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/),
  };
}

const days: Readonly<Record<FlowSchedule['frequency'], number>> = { Once: 0, Daily: 1, Weekly: 7 };

/**
 * The first time after a moment that the flow is due; undefined when there is none.
 * (Salesforce Help, "Schedule-Triggered Flow Considerations": the start time is of the org's time zone)
 */
export function nextTime(
  { frequency, startDate, startTime }: FlowSchedule,
  after: Date,
  timeZone: string,
): Date | undefined {
  const step = days[frequency];
  const first = momentIn(timeZone, startDate, startTime);
  if (first > after) return first;
  if (step === 0) return undefined;
  const passed = Math.floor(daysBetween(startDate, dayIn(timeZone, after)) / step);
  const times = [passed, passed + 1].map((n) =>
    momentIn(timeZone, addDays(startDate, n * step), startTime),
  );
  return times.find((time) => time > after);
}
