import type { XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/types.ts';
import type { Resolve } from './resolve.ts';
import type { Trigger } from './start.ts';
import type { CompiledFlow, FlowNode } from './types.ts';

export type FlowNamed = (name: string) => CompiledFlow | undefined;

/** What of the org beside its schema a flow can name. */
export interface Catalogue {
  /** Active flows that can be called, by name. */
  readonly flowNamed: FlowNamed;
  /** `Object.Alert` */
  readonly hasEmailAlert: (name: string) => boolean;
}

export const emptyCatalogue: Catalogue = {
  flowNamed: () => undefined,
  hasEmailAlert: () => false,
};

/** What compiling an element on the canvas needs to know of the flow around it. */
export interface Surroundings {
  readonly schema: Schema;
  readonly trigger: Trigger | undefined;
  readonly resolve: Resolve;
  readonly catalogue: Catalogue;
  readonly processType: string;
  /**
   * The element that a connector leads to; undefined without a connector.
   * @throws {FlowProblem} when there is no such element.
   */
  readonly target: (connector: XmlElement | undefined) => FlowNode | undefined;
}
