import type { DatabaseSync } from 'node:sqlite';
import { toDateTime } from '../clock.ts';
import { compileFlow } from '../flow/compile.ts';
import type { Catalogue, FlowNamed } from '../flow/surroundings.ts';
import type { CompiledFlow } from '../flow/types.ts';
import type { Org } from '../org.ts';
import type { Schema } from '../schema/types.ts';
import { findComponent, listComponents, putComponent } from './store.ts';
import type { PutResult } from './store.ts';
import { parseXml } from './xml.ts';
import type { Problem } from './xml.ts';

type TriggerType = NonNullable<CompiledFlow['trigger']>['type'];

/** An active flow that does not compile any more, because something that it stands on has changed. */
export class BrokenFlow extends Error {
  readonly problems: readonly Problem[];

  constructor(name: string, problems: readonly Problem[]) {
    super(`Flow ${name}: ${problems[0]?.message ?? 'does not compile'}`);
    this.problems = problems;
  }
}

/** What flows can name in an org whose active flows are found so. */
export const catalogueOf = (db: DatabaseSync, flowNamed: FlowNamed): Catalogue => ({
  flowNamed,
  hasEmailAlert: (name) => findComponent(db, 'WorkflowAlert', name) !== undefined,
});

/** The active flows of an org, ready to run. */
export class FlowRegistry {
  readonly #byTrigger = new Map<string, CompiledFlow[]>();
  readonly #byName: ReadonlyMap<string, CompiledFlow>;

  private constructor(flows: readonly CompiledFlow[]) {
    this.#byName = new Map(flows.map((flow) => [flow.fullName.toLowerCase(), flow]));
    // Lower trigger order first, flows without one after those that have it, then by name.
    // (Flow Builder, "Run Record-Triggered Flows in Order")
    const ordered = flows.toSorted(
      (a, b) =>
        (a.triggerOrder ?? Infinity) - (b.triggerOrder ?? Infinity) ||
        a.fullName.localeCompare(b.fullName),
    );
    for (const flow of ordered) {
      if (!flow.trigger || flow.schedule) continue;
      const { object, type, recordTriggerType } = flow.trigger;
      for (const isNew of [true, false]) {
        if (recordTriggerType !== 'CreateAndUpdate' && isNew !== (recordTriggerType === 'Create')) {
          continue;
        }
        const key = triggerKey(object, type, isNew);
        this.#byTrigger.set(key, [...(this.#byTrigger.get(key) ?? []), flow]);
      }
    }
  }

  /** Compiles the active version of every deployed flow. */
  static load(db: DatabaseSync, schema: Schema): FlowRegistry {
    const active = new Set(
      db
        .prepare(
          `SELECT d.ApiName || '-' || v.VersionNumber AS name FROM FlowDefinitionView d
           JOIN FlowVersionView v ON v.Id = d.ActiveVersionId`,
        )
        .all()
        .map((row) => row['name'] as string),
    );
    const versions = listComponents(db, 'Flow').filter(({ fullName }) => active.has(fullName));
    const contents = new Map(
      versions.map(({ fullName, content }) => {
        const name = fullName.replace(/-\d+$/, '');
        return [name.toLowerCase(), { name, content }];
      }),
    );
    // A flow that others call is compiled before them; none leads back to itself.
    const compiled = new Map<string, CompiledFlow>();
    const named = (name: string): CompiledFlow | undefined => {
      const key = name.toLowerCase();
      const found = contents.get(key);
      if (!found || compiled.has(key)) return compiled.get(key);
      const { flow, problems } = compileFlow(
        found.name,
        parseXml(found.content),
        schema,
        catalogueOf(db, named),
      );
      if (!flow) throw new BrokenFlow(found.name, problems);
      compiled.set(key, flow);
      return flow;
    };
    for (const key of contents.keys()) named(key);
    return new FlowRegistry([...compiled.values()]);
  }

  /** The active version of a flow. */
  named(name: string): CompiledFlow | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** All active flows. */
  all(): readonly CompiledFlow[] {
    return [...this.#byName.values()];
  }

  /** Active flows that a save of such a record starts, in the order in which they run. */
  triggered(object: string, type: TriggerType, isNew: boolean): readonly CompiledFlow[] {
    return this.#byTrigger.get(triggerKey(object, type, isNew)) ?? [];
  }
}

function triggerKey(object: string, type: string, isNew: boolean): string {
  return `${object}/${type}/${isNew ? 'create' : 'update'}`;
}

/**
 * Stores a compiled flow as a version of its definition. An active version is
 * never changed: the next one is made. One that is not active is overwritten.
 * Deploying a draft leaves the active version active.
 */
export function applyFlow(
  org: Org,
  flow: CompiledFlow,
  content: string,
  now: Date,
): { id: string; result: PutResult } {
  const { rows, schema, db } = org;
  const definitions = schema.object('FlowDefinitionView')!;
  const versions = schema.object('FlowVersionView')!;
  const at = toDateTime(now);
  const audit = { LastModifiedDate: at, SystemModstamp: at };

  const [definition] = rows.find(definitions, { ApiName: flow.fullName });
  const definitionId =
    (definition?.['Id'] as string | undefined) ??
    rows.insert(definitions, { ApiName: flow.fullName, CreatedDate: at, ...audit });
  const latest = definition && rows.get(versions, definition['LatestVersionId'] as string)!;
  const latestNumber = (latest?.['VersionNumber'] as number | undefined) ?? 0;
  const componentName = (version: number) => `${flow.fullName}-${version}`;
  const put = (version: number) =>
    putComponent(
      db,
      { type: 'Flow', fullName: componentName(version), content, keyPrefix: '301' },
      now,
    );
  const known = listComponents(db, 'Flow').find(
    ({ fullName }) => fullName === componentName(latestNumber),
  );
  if (latest && known?.content === content) {
    return { id: latest['Id'] as string, result: 'unchanged' };
  }

  const overwrite = latest !== undefined && latest['Id'] !== definition?.['ActiveVersionId'];
  const version = overwrite ? latestNumber : latestNumber + 1;
  put(version);
  const values = {
    FlowDefinitionViewId: definitionId,
    Label: flow.label,
    Status: flow.status,
    VersionNumber: version,
    ApiVersionRuntime: flow.apiVersion,
    ProcessType: flow.processType,
    ...audit,
  };
  const versionId = overwrite
    ? (latest['Id'] as string)
    : rows.insert(versions, { CreatedDate: at, ...values });
  if (overwrite) rows.update(versions, versionId, values);
  rows.update(versions, versionId, { DurableId: versionId });

  const activeBefore = (definition?.['ActiveVersionId'] as string | null | undefined) ?? null;
  const isActive = flow.status === 'Active';
  if (isActive && activeBefore && activeBefore !== versionId) {
    rows.update(versions, activeBefore, { Status: 'Obsolete' });
  }
  const activeVersionId = isActive ? versionId : activeBefore;
  rows.update(definitions, definitionId, {
    DurableId: definitionId,
    Label: flow.label,
    Description: flow.description,
    ProcessType: flow.processType,
    TriggerType: flow.schedule ? 'Scheduled' : (flow.trigger?.type ?? null),
    RecordTriggerType: flow.schedule ? null : (flow.trigger?.recordTriggerType ?? null),
    TriggerObjectOrEventId: flow.trigger?.object ?? null,
    IsActive: activeVersionId !== null,
    ActiveVersionId: activeVersionId,
    LatestVersionId: versionId,
    ...audit,
  });
  return { id: versionId, result: definition ? 'changed' : 'created' };
}
