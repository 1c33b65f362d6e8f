import { SalesforceError } from '../errors.ts';
import type { FormulaSurroundings, Schema, Value, Values } from '../schema/types.ts';

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
}

/** One save of one record, as a flow meets it. */
export interface Interview {
  readonly isNew: boolean;
  /** A before-save flow changes it; an after-save flow leaves it alone. */
  readonly record: Values;
  readonly prior: Values | undefined;
  readonly host: FlowHost;
}

export type FlowStatus = 'Active' | 'Draft' | 'Obsolete' | 'InvalidDraft';

export interface FlowTrigger {
  /** Name of the object, as its definition spells it. */
  readonly object: string;
  readonly type: 'RecordBeforeSave' | 'RecordAfterSave';
  readonly recordTriggerType: 'Create' | 'Update' | 'CreateAndUpdate';
}

export interface CompiledFlow {
  readonly fullName: string;
  readonly label: string;
  readonly status: FlowStatus;
  readonly processType: string;
  readonly description: string | null;
  readonly apiVersion: number;
  readonly trigger: FlowTrigger | undefined;
  readonly triggerOrder: number | undefined;
  readonly program: Program;
}

/** What a compiled flow does. */
export interface Program {
  readonly meetsEntryConditions: (run: Run) => boolean;
  readonly first: FlowNode | undefined;
  /** Sets the variables to their initial values. */
  readonly initialise: (run: Run) => void;
}

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
  readonly variables: Values;
  /** Fields of $Record that assignments of this interview have set. */
  readonly assigned: Set<string>;
  faultMessage: string | null;
}

/** An element on the canvas; answers with the one to go to. */
export interface FlowNode {
  readonly name: string;
  execute: (run: Run) => FlowNode | undefined;
}

export type Read = (run: Run) => Value;

/**
 * The error of a save whose flow ended in a fault without a fault path.
 * `detail` is what $Flow.FaultMessage would have said.
 */
export class FlowFault extends SalesforceError {
  readonly detail: string;

  constructor(flowLabel: string, detail: string) {
    super(
      'CANNOT_EXECUTE_FLOW_TRIGGER',
      `We can't save this record because the “${flowLabel}” process failed. Give your Salesforce admin these details. ${detail}`,
    );
    this.detail = detail;
  }
}
