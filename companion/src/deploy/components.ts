import type {
  DeployMessage,
  FileResponse,
  RunTestResult,
} from '@salesforce/source-deploy-retrieve';

/** One component of a deployment; `problem` and `fix` stand only where something failed. */
export interface DeployedComponent {
  type: string;
  fullName: string;
  state: string;
  file?: string;
  line?: number;
  column?: number;
  problem?: string;
  /** What to do about it. */
  fix?: string;
}

/** What Salesforce says about a deployment, beside the files. Single entries come bare. */
export interface DeployDetails {
  componentFailures?: DeployMessage | DeployMessage[];
  runTestResult?: Pick<RunTestResult, 'failures'>;
}

const failed = 'Failed';

/**
 * What became of each component, failed ones first, one entry for each problem.
 * A few failures concern no file of ours (an entry that package.xml lacks, a
 * test that failed): these stand only in the details.
 */
export function listComponents(
  files: readonly FileResponse[],
  details: DeployDetails,
): DeployedComponent[] {
  const fromFiles = files.map(describeFile);
  const named = new Set(fromFiles.map(keyOf));
  const withoutFile = asArray(details.componentFailures)
    .map(describeMessage)
    .filter((component) => !named.has(keyOf(component)));
  const tests = asArray(details.runTestResult?.failures).map((test) => ({
    type: 'Test',
    fullName: `${test.name}.${test.methodName}`,
    state: failed,
    problem: test.message,
  }));
  return [...withoutFile, ...tests, ...fromFiles].sort(
    (a, b) => Number(b.state === failed) - Number(a.state === failed),
  );
}

/** `force-app/…/X.flow-meta.xml:12:3  problem`, as compilers write it; the component's name where no file is known. */
export function describeProblem(component: DeployedComponent): string {
  const { type, fullName, file, line, column, problem } = component;
  const place = [file ?? `${type} ${fullName}`, line, column].filter((part) => part !== undefined);
  return `${place.join(':')}  ${problem ?? 'failed without a message'}`;
}

function describeFile(file: FileResponse): DeployedComponent {
  const component: DeployedComponent = {
    type: file.type,
    fullName: file.fullName,
    state: file.state,
  };
  if (file.filePath !== undefined) component.file = file.filePath;
  if (!('error' in file)) return component;
  const { lineNumber, columnNumber, error } = file;
  if (lineNumber === undefined || columnNumber === undefined) {
    return { ...component, problem: error };
  }
  // The library repeats the place behind Salesforce's own words.
  const problem = error.replace(` (${lineNumber}:${columnNumber})`, '');
  return { ...component, line: lineNumber, column: columnNumber, problem };
}

function describeMessage(message: DeployMessage): DeployedComponent {
  return {
    // Salesforce leaves the type empty for what concerns the deployment as a whole.
    type: message.componentType === '' ? 'Package' : (message.componentType ?? 'Package'),
    fullName: message.fullName,
    state: failed,
    ...(message.problem === undefined ? {} : { problem: message.problem }),
  };
}

function keyOf({ type, fullName }: DeployedComponent): string {
  return `${type}#${fullName}`;
}

function asArray<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
