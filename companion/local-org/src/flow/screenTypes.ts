import type { Value } from '../schema/types.ts';
import type { FlowNode, Run } from './types.ts';

/** A page of a screen flow, as its user sees it. */
export interface Screen {
  readonly name: string;
  readonly label: string;
  /** In the order of the page; what a visibility rule hides at first is not there. */
  readonly fields: readonly ScreenField[];
  /** Whether the button says Finish. */
  readonly isLast: boolean;
}

export interface ScreenField {
  readonly name: string;
  /** Its label; of a `DisplayText` what it says, in HTML. */
  readonly text: string;
  /** `DisplayText`, `InputField`, …, or the name of a component. */
  readonly kind: string;
  readonly isRequired: boolean;
  /** What it holds before the user does anything; null where it is blank or holds nothing. */
  readonly value: Value;
  /** What can be chosen, where there is something to choose. */
  readonly choices?: readonly Choice[];
}

export interface Choice {
  readonly label: string;
  readonly value: Value;
}

/** What a user enters, by the names of the fields; the others keep what they hold. */
export type Answers = Readonly<Record<string, Value>>;

/** What is wrong with what a user has entered; the page stays. */
export class ScreenErrors extends Error {
  /** Messages by the names of the fields. */
  readonly errors: Readonly<Record<string, string>>;

  constructor(errors: Readonly<Record<string, string>>) {
    super(
      Object.entries(errors)
        .map(([name, message]) => `${name}: ${message}`)
        .join('; '),
    );
    this.errors = errors;
  }
}

/** A screen as the interview meets it. */
export interface ScreenStep {
  readonly show: (run: Run) => Screen;
  /**
   * Takes what the user has entered.
   * @returns where the flow goes on
   * @throws {ScreenErrors}
   */
  readonly submit: (run: Run, answers: Answers) => FlowNode | undefined;
}
