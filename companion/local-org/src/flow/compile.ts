import { FormulaNotImplemented } from '../formula/index.ts';
import { child, childrenOf, textOf, type Problem, type XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/types.ts';
import { checkFlowElements } from './form.ts';
import { nodeKinds } from './nodes.ts';
import { FlowProblem, invalid } from './problems.ts';
import { checkAfterCommit, compilePaths, scheduledProgram } from './paths.ts';
import { initialiser, resourcesOf, variablesOf } from './resources.ts';
import { scheduleOf } from './schedule.ts';
import { compileScreen } from './screens.ts';
import { checkType, entryConditions, startOf, triggerOf } from './start.ts';
import { callsOf } from './subflows.ts';
import { emptyCatalogue, type Catalogue } from './surroundings.ts';
import type { CompiledFlow, FlowNode, FlowStatus, RunInMode } from './types.ts';

/** A flow without `<apiVersion>` runs as before API version 50, which brought the element. */
const versionBeforeVersions = 49;

/**
 * Compiles the file of one flow version.
 * @param fullName the flow's API name
 * @param root the file's `<Flow>` element
 * @param catalogue what of the org it may name
 * @returns the flow, or every problem that was found, with its place
 */
export function compileFlow(
  fullName: string,
  root: XmlElement,
  schema: Schema,
  catalogue: Catalogue = emptyCatalogue,
): { flow?: CompiledFlow; problems: Problem[] } {
  const malformed = checkFlowElements(root);
  if (malformed.length > 0) return { problems: malformed };
  const problems: Problem[] = [];
  const attempt = <T>(compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (error) {
      if (error instanceof FormulaNotImplemented) {
        problems.push({ message: error.message });
        return undefined;
      }
      if (!(error instanceof FlowProblem)) throw error;
      if (!problems.some((known) => sameProblem(known, error.problem))) {
        problems.push(error.problem);
      }
      return undefined;
    }
  };
  const flow = compile(fullName, root, schema, catalogue, attempt);
  return flow && problems.length === 0 ? { flow, problems } : { problems };
}

const sameProblem = (one: Problem, other: Problem): boolean =>
  one.message === other.message && one.line === other.line && one.column === other.column;

type Attempt = <T>(compile: () => T) => T | undefined;

function compile(
  fullName: string,
  root: XmlElement,
  schema: Schema,
  catalogue: Catalogue,
  attempt: Attempt,
): CompiledFlow | undefined {
  attempt(() => {
    checkNames(root);
  });
  attempt(() => {
    checkNumbers(root);
  });
  // Without its trigger nothing else in the flow can be judged.
  const started = attempt(() => {
    const start = startOf(root);
    const trigger = triggerOf(start, schema);
    const schedule = scheduleOf(start);
    checkType(root, start);
    return { start, trigger, schedule };
  });
  if (!started) return undefined;
  const { trigger, schedule } = started;
  const { processType } = properties(root);
  const entry = trigger && attempt(() => entryConditions(started.start, schema, trigger));

  const resources = resourcesOf(root, schema, trigger?.record);
  resources.compileAll(attempt);
  const initialise = attempt(() => initialiser(root, resources.resolve));

  const nodes = placeNodes(root);
  const target = (connector: XmlElement | undefined): FlowNode | undefined => {
    if (!connector) return undefined;
    const name = textOf(connector, 'targetReference')!.trim();
    const found = nodes.get(name.toLowerCase());
    if (!found) throw invalid(`The element has an invalid reference to "${name}".`, connector);
    return found.node;
  };
  for (const { node, element } of nodes.values()) {
    const around = { schema, trigger, resolve: resources.resolve, catalogue, processType, target };
    if (element.name === 'screens') {
      const screen = attempt(() => compileScreen(element, around));
      if (screen) node.screen = screen;
      continue;
    }
    node.execute = attempt(() => nodeKinds[element.name]!(element, around)) ?? (() => undefined);
  }
  const paths = attempt(() => compilePaths(started.start, trigger, target)) ?? [];
  attempt(() => {
    checkAfterCommit(root, started.start);
  });
  const calls = attempt(() => callsOf(root, fullName, catalogue.flowNamed));
  const variables = attempt(() => variablesOf(root, resources.resolve));
  const first = attempt(() => {
    const connector = child(started.start, 'connector');
    if (connector || child(started.start, 'scheduledPaths')) return target(connector);
    throw invalid(
      "The flow can't run because nothing is connected to the Start element.",
      started.start,
    );
  });
  return {
    fullName,
    ...properties(root),
    trigger,
    schedule,
    variables: variables ?? new Map(),
    calls: calls ?? new Set(),
    program: {
      meetsEntryConditions: entry?.starts ?? (() => true),
      conditionsHold: entry?.holds ?? (() => true),
      paths: schedule ? [scheduledProgram(first)] : paths,
      first,
      initialise: initialise ?? (() => undefined),
    },
  };
}

function properties(root: XmlElement) {
  const order = textOf(root, 'triggerOrder');
  return {
    label: textOf(root, 'label')!,
    status: (textOf(root, 'status') ?? 'Draft') as FlowStatus,
    processType: textOf(root, 'processType') ?? 'AutoLaunchedFlow',
    runInMode: (textOf(root, 'runInMode') ?? 'DefaultMode') as RunInMode,
    description: textOf(root, 'description') ?? null,
    apiVersion: Number(textOf(root, 'apiVersion') ?? versionBeforeVersions),
    triggerOrder: order === undefined ? undefined : Number(order),
  };
}

function checkNumbers(root: XmlElement): void {
  const version = child(root, 'apiVersion');
  if (version && !/^\d+(\.0)?$/.test(version.text)) {
    throw invalid(`Invalid version specified: ${version.text}`, version);
  }
  const order = child(root, 'triggerOrder');
  if (order && !(Number(order.text) >= 1 && Number(order.text) <= 2000)) {
    throw invalid('The trigger order must be a whole number between 1 and 2,000.', order);
  }
}

/** All elements on the canvas by name, to be connected before any is compiled. */
function placeNodes(root: XmlElement): Map<string, { node: FlowNode; element: XmlElement }> {
  const elements = [...Object.keys(nodeKinds), 'screens'].flatMap((kind) => childrenOf(root, kind));
  return new Map(
    elements.map((element) => {
      const name = textOf(element, 'name')!;
      return [name.toLowerCase(), { node: { name, execute: () => undefined }, element }];
    }),
  );
}

/** Elements, outcomes and resources share one space of names, without regard to case. */
function checkNames(root: XmlElement): void {
  const seen = new Set<string>();
  const visit = (element: XmlElement): void => {
    const name = textOf(element, 'name');
    if (name === undefined || element.name === 'processMetadataValues') return;
    if (!/^[A-Za-z]\w*$/.test(name)) throw invalid(`"${name}" is not a valid API name.`, element);
    if (seen.has(name.toLowerCase())) throw invalid(`Duplicate developer name: ${name}`, element);
    seen.add(name.toLowerCase());
    [...childrenOf(element, 'rules'), ...childrenOf(element, 'fields')].forEach(visit);
  };
  root.children.filter(({ name }) => name !== 'start').forEach(visit);
}
