import type { XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/types.ts';
import type { Resolve } from './resolve.ts';
import type { Trigger } from './start.ts';
import type { CompiledFlow, FlowNode } from './types.ts';

export type FlowNamed = (name: string) => CompiledFlow | undefined;

/** What compiling an element on the canvas needs to know of the flow around it. */
export interface Surroundings {
  readonly schema: Schema;
  readonly trigger: Trigger | undefined;
  readonly resolve: Resolve;
  /** Active flows that can be called, by name. */
  readonly flowNamed: FlowNamed;
  /**
   * The element that a connector leads to; undefined without a connector.
   * @throws {FlowProblem} when there is no such element.
   */
  readonly target: (connector: XmlElement | undefined) => FlowNode | undefined;
}
