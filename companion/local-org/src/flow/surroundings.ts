import type { XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/types.ts';
import type { Resolve } from './resources.ts';
import type { Trigger } from './start.ts';
import type { FlowNode } from './types.ts';

/** What compiling an element on the canvas needs to know of the flow around it. */
export interface Surroundings {
  readonly schema: Schema;
  readonly trigger: Trigger | undefined;
  readonly resolve: Resolve;
  /**
   * The element that a connector leads to; undefined without a connector.
   * @throws {FlowProblem} when there is no such element.
   */
  readonly target: (connector: XmlElement | undefined) => FlowNode | undefined;
}
