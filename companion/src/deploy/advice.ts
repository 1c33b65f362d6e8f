import type { DeployedComponent } from './components.ts';

/** What can be done about a failure; the words of each stand in messages/deploy.md, as `fix.…`. */
export type Advice =
  'missingField' | 'notInOrg' | 'flowLimit' | 'coverage' | 'test' | 'passing' | 'editedFile';

/** Salesforce's own words for what an association can meet with this package. */
const KNOWN: readonly (readonly [words: RegExp, advice: Advice])[] = [
  [/no \w+ named .+ found|Field .+ does not exist\. Check spelling/i, 'missingField'],
  [
    /not available (for deploy )?(for|in) this organi[sz]ation|unknown user permission/i,
    'notInOrg',
  ],
  [/limit.*active flows|active flows.*limit/i, 'flowLimit'],
  [/coverage/i, 'coverage'],
  [/exclusive access|UNABLE_TO_LOCK_ROW|UNKNOWN_EXCEPTION|unexpected error/i, 'passing'],
];

/** What to do about a component that failed. */
export function adviceOn({ type, problem = '' }: DeployedComponent): Advice {
  const known = KNOWN.find(([words]) => words.test(problem));
  return known?.[1] ?? (type === 'Test' ? 'test' : 'editedFile');
}
