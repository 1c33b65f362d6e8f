import { driftOf } from '../drift.ts';
import { fail, pass, requirement } from '../interfaces.ts';
import { namesOf, packageParts, type PackagePart } from '../packageParts.ts';
import { metadata, type Component, type Question } from '../questions.ts';

/** More than these are only counted. */
const SHOWN = 12;

/** The Metadata API reads at most ten components in a call (Metadata API, "readMetadata()"). */
const PER_CALL = 10;

export const drift = requirement({
  id: 'package-drift',
  group: 'Package',
  requirement: 'The fields, flows and permission sets of the org are those of the worksheet',
  source: 'The package that "hl generate" writes for this worksheet',
  asks: ({ plan }) => {
    const parts = packageParts(plan);
    const questions: Record<string, Question<readonly Component[]>> = {};
    for (const type of ['CustomField', 'Flow', 'PermissionSet'] as const) {
      const names = namesOf(parts, type);
      for (let start = 0; start < names.length; start += PER_CALL) {
        questions[`${type} ${start}`] = metadata(type, names.slice(start, start + PER_CALL));
      }
    }
    return questions;
  },
  judge: (answers, { plan, targetOrg }) => {
    const parts = packageParts(plan);
    const found = new Map(
      Object.entries(answers).flatMap(([question, components]) =>
        components.map((one): [string, Component] => [
          `${question.split(' ')[0]!} ${String(one['fullName'])}`,
          one,
        ]),
      ),
    );
    const deviations = parts.flatMap((part) => describe(part, found));
    if (deviations.length === 0) {
      return pass(`All ${parts.length} fields, flows and permission sets are as generated.`);
    }
    const shown = deviations.slice(0, SHOWN).join('; ');
    const more = deviations.length > SHOWN ? ` and ${deviations.length - SHOWN} more` : '';
    return fail(
      `Not as the worksheet wants it: ${shown}${more}.`,
      `hl generate, and then: hl deploy --target-org ${targetOrg}`,
    );
  },
});

function describe(part: PackagePart, found: ReadonlyMap<string, Component>): string[] {
  const name = `${part.type} ${part.fullName}`;
  const component = found.get(name);
  return component === undefined
    ? [`${name} is not there`]
    : driftOf(part, component).map((path) => `${name}: ${path}`);
}
