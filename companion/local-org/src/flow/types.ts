import { SalesforceError } from '../errors.ts';
import type { EmailRequest } from '../mail/types.ts';
import type { FlowSchedule } from './schedule.ts';
import type { ScreenStep } from './screenTypes.ts';
import type { VariableResource } from './resolve.ts';
import type { Field, FormulaSurroundings, Schema, Value, Values } from '../schema/types.ts';

/** What a flow needs of the org while it runs. */
export interface FlowHost extends FormulaSurroundings {
  readonly schema: Schema;
  /**
   * Inserts records.
   * @returns their Ids
   * @throws {SalesforceError}, which takes the flow to the fault path.
   */
  createRecords(object: string, records: Values[]): string[];
  /**
   * Saves records, each with its Id; for the triggering record this is the
   * recursive save.
   * @throws {SalesforceError}, which takes the flow to the fault path.
   */
  updateRecords(object: string, updates: Values[]): void;
  /** @throws {SalesforceError}, which takes the flow to the fault path. */
  deleteRecords(object: string, ids: string[]): void;
  /** @throws {SalesforceError}, which takes the flow to the fault path. */
  sendEmail(request: EmailRequest): void;
  /**
   * Sends the e-mail alert `Object.Alert` about a record of that object.
   * @throws {SalesforceError}, which takes the flow to the fault path.
   */
  sendAlert(name: string, recordId: string): void;
}

/** One save of one record, as a flow meets it. */
export interface Interview {
  readonly isNew: boolean;
  /** A before-save flow changes it; an after-save flow leaves it alone. */
  readonly record: Values;
  readonly prior: Values | undefined;
  readonly host: FlowHost;
}

/** Of flows that somebody launches. Triggered ones run in system mode without sharing. */
export type RunInMode = 'DefaultMode' | 'SystemModeWithSharing' | 'SystemModeWithoutSharing';

export type FlowStatus = 'Active' | 'Draft' | 'Obsolete' | 'InvalidDraft';

export interface FlowTrigger {
  /** Name of the object, as its definition spells it. */
  readonly object: string;
  readonly type: 'RecordBeforeSave' | 'RecordAfterSave' | 'Scheduled';
  /** None where it is a schedule that starts the flow for records of the object. */
  readonly recordTriggerType: 'Create' | 'Update' | 'CreateAndUpdate' | 'None';
}

export interface CompiledFlow {
  readonly fullName: string;
  readonly label: string;
  readonly status: FlowStatus;
  readonly processType: string;
  readonly runInMode: RunInMode;
  readonly description: string | null;
  readonly apiVersion: number;
  readonly trigger: FlowTrigger | undefined;
  readonly schedule: FlowSchedule | undefined;
  readonly triggerOrder: number | undefined;
  /** What other flows may hand in and take out, by name in lower case. */
  readonly variables: ReadonlyMap<string, FlowVariable>;
  /** Names of the flows that it calls, directly or through others, in lower case. */
  readonly calls: ReadonlySet<string>;
  readonly program: Program;
}

/** A path of a record-triggered flow that runs when the transaction is over, or later. */
export interface ScheduledPath {
  readonly name: string;
  readonly first: FlowNode | undefined;
  /** Interviews that share a transaction. */
  readonly batchSize: number;
  /** When it is due; undefined for one that runs as soon as the transaction is committed. */
  readonly schedule: Schedule | undefined;
}

export interface Schedule {
  /** Negative: before. */
  readonly offset: number;
  readonly unit: 'Minutes' | 'Hours' | 'Days' | 'Weeks' | 'Months';
  /** Counted from this date or date-time field; from the save when undefined. */
  readonly field: Field | undefined;
}

/** A variable of a flow as others see it. */
export interface FlowVariable {
  readonly isInput: boolean;
  readonly isOutput: boolean;
  readonly resource: VariableResource;
}

/** What a compiled flow does. */
export interface Program {
  readonly meetsEntryConditions: (run: Run) => boolean;
  /** The entry conditions as they are now, whatever they were before the save. */
  readonly conditionsHold: (run: Run) => boolean;
  readonly paths: readonly ScheduledPath[];
  readonly first: FlowNode | undefined;
  /** Sets the variables to their initial values. */
  readonly initialise: (run: Run) => void;
}

/** What a variable can hold: a value, a record, or a collection of either. */
export type Held = Value | Values | Item[];
export type Item = Value | Values;

/** The state of one running interview. */
export interface Run {
  readonly flow: CompiledFlow;
  readonly interview: Interview;
  /** $Record: the record itself in a before-save flow, a copy in an after-save flow. */
  readonly record: Values;
  /** $Record__Prior: undefined for a new record, whose prior values are all blank. */
  readonly prior: Values | undefined;
  readonly isNew: boolean;
  /** By name in lower case. */
  readonly variables: Record<string, Held>;
  /** The record that filters are asked about, where that is not $Record. */
  readonly candidate?: Values;
  /** Fields of $Record that assignments of this interview have set. */
  readonly assigned: Set<string>;
  faultMessage: string | null;
}

/** An element on the canvas; answers with the one to go to. */
export interface FlowNode {
  readonly name: string;
  /** Of a screen, which is not executed: the interview waits for its user there. */
  screen?: ScreenStep;
  execute: (run: Run) => FlowNode | undefined;
}

export type Read = (run: Run) => Value;

const cannotSave = (flowLabel: string, detail: string): string =>
  `We can't save this record because the “${flowLabel}” process failed. Give your Salesforce admin these details. ${detail}`;

/** A limit of the transaction that the platform ends it for: all of it is rolled back. */
export class LimitExceeded extends SalesforceError {
  readonly detail: string;

  /** @param flowLabel of the flow that went too far, once it is known */
  constructor(detail: string, flowLabel?: string) {
    const message = flowLabel === undefined ? detail : cannotSave(flowLabel, detail);
    super('CANNOT_EXECUTE_FLOW_TRIGGER', message);
    this.detail = detail;
  }
}

/**
 * The error of a save whose flow ended in a fault without a fault path.
 * `detail` is what $Flow.FaultMessage would have said.
 */
export class FlowFault extends SalesforceError {
  readonly detail: string;

  constructor(flowLabel: string, detail: string) {
    super('CANNOT_EXECUTE_FLOW_TRIGGER', cannotSave(flowLabel, detail));
    this.detail = detail;
  }
}
