import type { PutResult } from './store.ts';
import type { Problem } from './xml.ts';

/** What a deploy did with one component. */
export interface ComponentResult {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly id: string | null;
  readonly result: PutResult | 'deleted' | 'failed';
  /** Why it failed. */
  readonly problems: readonly Problem[];
  /** What is to be said about a component that did not fail. */
  readonly warning?: string;
}

export interface DeployOutcome {
  readonly components: readonly ComponentResult[];
  readonly succeeded: boolean;
  /** Some components failed and the others were kept, as rollbackOnError=false asks. */
  readonly partial: boolean;
}

/** Thrown inside the deploy of one component; becomes its failure. */
export class ComponentFailure extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message);
    this.problems = problems;
  }
}

export function failOn(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ComponentFailure(problems);
}

/** The result of a component that has problems. */
export function failed(
  { type, fullName, fileName }: Pick<ComponentResult, 'type' | 'fullName' | 'fileName'>,
  problems: readonly Problem[],
): ComponentResult {
  return { type, fullName, fileName, id: null, result: 'failed', problems };
}
