import { notImplemented, SalesforceError } from '../errors.ts';

/** What the DeployOptions of a `deploy` call ask for. */
export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
  readonly ignoreWarnings: boolean;
  readonly testLevel: TestLevel;
}

const testLevels = [
  'NoTestRun',
  'RunSpecifiedTests',
  'RunLocalTests',
  'RunAllTestsInOrg',
  'RunRelevantTests',
] as const;
export type TestLevel = (typeof testLevels)[number];

/** Options that the local org carries out, or that change nothing in it. */
const options = new Set([
  'checkOnly',
  'ignoreWarnings',
  'rollbackOnError',
  'runTests',
  'singlePackage',
  'testLevel',
  // Deleted components go at once: there is no recycle bin for them.
  'purgeOnDelete',
  // What `testLevel` replaced.
  'runAllTests',
]);

/**
 * Reads the options of a `deploy` call. What the local org does not carry out
 * is refused, not ignored.
 * @param given name and text of each element, as often as it stands there
 */
export function readDeployOptions(given: readonly (readonly [string, string])[]): DeployOptions {
  for (const [name, value] of given) {
    if (options.has(name) || value === 'false' || value === '') continue;
    throw notImplemented(`the deploy option ${name}=${value}`);
  }
  const last = new Map(given);
  const flag = (name: string) => last.get(name) === 'true';
  const testLevel = readTestLevel(last.get('testLevel'));
  const runTests = given.filter(([name, value]) => name === 'runTests' && value !== '');
  // (Metadata API Developer Guide, deploy(), DeployOptions)
  if (runTests.length > 0 && testLevel !== 'RunSpecifiedTests') {
    throw new SalesforceError(
      'INVALID_OPERATION',
      'runTests can be used only with a testLevel of RunSpecifiedTests',
    );
  }
  if (runTests.length > 0) throw notImplemented('running Apex tests');
  if (testLevel === 'RunSpecifiedTests') {
    throw new SalesforceError(
      'INVALID_OPERATION',
      'A testLevel of RunSpecifiedTests requires runTests',
    );
  }
  return {
    checkOnly: flag('checkOnly'),
    rollbackOnError: flag('rollbackOnError'),
    ignoreWarnings: flag('ignoreWarnings'),
    testLevel,
  };
}

function readTestLevel(value: string | undefined): TestLevel {
  if (value === undefined) return 'NoTestRun';
  const known = testLevels.find((level) => level === value);
  if (known) return known;
  throw new SalesforceError(
    'INVALID_TYPE',
    `'${value}' is not a valid value for the enum 'TestLevel'`,
  );
}
