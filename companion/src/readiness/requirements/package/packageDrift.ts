import { deployCommand } from '../../commands.ts';
import { driftOf } from '../../drift.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import {
  customObjects,
  fieldsOf,
  namesOf,
  packageParts,
  type PackagePart,
} from '../../packageParts.ts';
import { metadata, type Component } from '../../questions.ts';

/** More than these are only counted. */
const SHOWN = 12;

export const packageDrift = requirement({
  id: 'package-drift',
  group: 'Package',
  requirement: 'The fields, flows and permission sets of the org are those of the worksheet',
  source: 'The package that "hl generate" writes for this worksheet',
  asks: ({ plan }) => {
    const parts = packageParts(plan);
    return {
      objects: customObjects(plan),
      flows: metadata('Flow', namesOf(parts, 'Flow')),
      permissionSets: metadata('PermissionSet', namesOf(parts, 'PermissionSet')),
    };
  },
  judge: ({ objects, flows, permissionSets }, context) => {
    const parts = packageParts(context.plan);
    const found = new Map([
      ...objects.flatMap((object) => named(`CustomField ${nameOf(object)}.`, fieldsOf(object))),
      ...named('Flow ', flows),
      ...named('PermissionSet ', permissionSets),
    ]);
    const deviations = parts.flatMap((part) => describe(part, found));
    if (deviations.length === 0) {
      return pass(`All ${parts.length} fields, flows and permission sets are as generated.`);
    }
    const shown = deviations.slice(0, SHOWN).join('; ');
    const more = deviations.length > SHOWN ? `; and ${deviations.length - SHOWN} more` : '';
    return fail(
      `Not as the worksheet wants it: ${shown}${more}.`,
      `\`hl generate\`, and then ${deployCommand(context)}`,
    );
  },
});

function named(prefix: string, components: readonly Component[]): [string, Component][] {
  return components.map((component) => [`${prefix}${nameOf(component)}`, component]);
}

function nameOf(component: Component): string {
  return String(component['fullName']);
}

function describe(part: PackagePart, found: ReadonlyMap<string, Component>): string[] {
  const name = `${part.type} ${part.fullName}`;
  const component = found.get(name);
  return component === undefined
    ? [`${name} is not there`]
    : driftOf(part, component).map((path) => `${name}: ${path}`);
}
