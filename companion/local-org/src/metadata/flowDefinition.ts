import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import type { Component } from './components.ts';
import { refuseTooManyActiveFlows } from './flowLimits.ts';
import { ComponentFailure, failOn } from './results.ts';
import { checkAgainstSchema } from './schema/check.ts';
import { removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { textOf } from './xml.ts';

/** A flow's definition and its versions, as rows of the views. */
interface Flow {
  readonly definition: Values;
  readonly versions: readonly Values[];
}

/** The flow of that API name, with its versions in their order. */
export function findFlow({ rows, schema }: Org, fullName: string): Flow | undefined {
  const [definition] = rows.find(schema.object('FlowDefinitionView')!, { ApiName: fullName });
  if (!definition) return undefined;
  const versions = rows
    .find(schema.object('FlowVersionView')!, { FlowDefinitionViewId: definition['Id']! })
    .toSorted((a, b) => Number(a['VersionNumber']) - Number(b['VersionNumber']));
  return { definition, versions };
}

/** Says which version of a flow is active; 0 says that none is. */
export function deployFlowDefinition({ fullName, root }: Component, org: Org, now: Date): Deployed {
  failOn(checkAgainstSchema(root, 'FlowDefinition'));
  const flow = findFlow(org, fullName);
  if (!flow) throw new ComponentFailure([{ message: `No Flow named ${fullName} found` }]);
  const { definition, versions } = flow;
  const number = Number(textOf(root, 'activeVersionNumber'));
  const chosen = versions.find((version) => version['VersionNumber'] === number);
  if (number !== 0 && !chosen) {
    throw new ComponentFailure([
      { message: `Flow ${fullName} has no version with the number ${number}` },
    ]);
  }
  const id = definition['Id'] as string;
  const activeBefore = definition['ActiveVersionId'];
  const activeVersionId = chosen?.['Id'] ?? null;
  if (activeBefore === activeVersionId) return { id, result: 'unchanged' };

  if (chosen) refuseTooManyActiveFlows(org, fullName, chosen['ProcessType'] as string);
  const at = toDateTime(now);
  const audit = { LastModifiedDate: at, SystemModstamp: at };
  const versionView = org.schema.object('FlowVersionView')!;
  if (activeBefore)
    org.rows.update(versionView, activeBefore as string, { Status: 'Obsolete', ...audit });
  if (chosen) org.rows.update(versionView, chosen['Id'] as string, { Status: 'Active', ...audit });
  org.rows.update(org.schema.object('FlowDefinitionView')!, id, {
    ActiveVersionId: activeVersionId,
    IsActive: activeVersionId !== null,
    ...audit,
  });
  return { id, result: 'changed' };
}

/**
 * Removes a flow, or one version of it (`Name-2`), unless it is active.
 * @returns false when there is none of that name
 */
export function removeFlow(org: Org, fullName: string): boolean {
  const [, name = fullName, number] = /^(.*)-(\d+)$/.exec(fullName) ?? [];
  const flow = findFlow(org, name);
  if (!flow) return false;
  const { definition, versions } = flow;
  const going = versions.filter(
    (version) => number === undefined || version['VersionNumber'] === Number(number),
  );
  if (going.length === 0) return false;
  if (going.some((version) => version['Id'] === definition['ActiveVersionId'])) {
    throw new ComponentFailure([{ message: 'insufficient access rights on cross-reference id' }]);
  }
  const { rows, schema } = org;
  for (const version of going) {
    rows.remove(schema.object('FlowVersionView')!, version['Id'] as string);
    removeComponent(org.db, 'Flow', `${name}-${String(version['VersionNumber'])}`);
  }
  const latest = versions.findLast((version) => !going.includes(version));
  const definitions = schema.object('FlowDefinitionView')!;
  const id = definition['Id'] as string;
  if (latest) rows.update(definitions, id, { LatestVersionId: latest['Id']! });
  else rows.remove(definitions, id);
  return true;
}
