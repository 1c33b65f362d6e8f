import type { JobResult } from '../jobs/interfaces.ts';

export interface DemoContact {
  Id: string;
  Name: string;
  AccountId: string;
}

/** What became of a contact in the second refresh. */
export type EditOutcome = 'refreshed' | 'disabled' | 'left alone';

/** What one edit in Salesforce led to. */
export interface EditReport {
  what: string;
  contacts: string[];
  /** Whether HL_Mod_Date moved, on the contact or on its account; null for a deleted contact. */
  stamped: boolean | null;
  outcome: EditOutcome;
  why: string;
}

/** What a refresh took here, and what it takes at one call a member, as the vendor's guide says. */
export interface CallComparison {
  companion: number;
  oneCallAMember: number;
}

export interface DemoReport {
  contacts: number;
  accounts: number;
  /** `Type Name` of each component. */
  deployed: string[];
  firstRefresh: JobResult;
  secondRefresh: JobResult;
  edits: EditReport[];
  apiCalls: Record<'firstRefresh' | 'secondRefresh', CallComparison>;
  durationMs: number;
}

/** Is told the story as it happens. */
export interface Narrator {
  heading: (text: string) => void;
  /** A command that the audience could type, just before it runs. */
  command: (commandLine: string) => void;
  say: (text: string) => void;
}
