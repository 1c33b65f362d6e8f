import { API_VERSION } from './flowParts.ts';
import type { PackageFiles } from './package.ts';

/** Which component a file of the package holds: its type, and how its path names it. */
const TYPES: readonly (readonly [type: string, path: RegExp])[] = [
  ['CustomField', /^objects\/(?<parent>\w+)\/fields\/(?<name>\w+)\.field-meta\.xml$/],
  ['CustomObject', /^objects\/\w+\/(?<name>\w+)\.object-meta\.xml$/],
  // A folder of templates goes by the type of what is in it.
  ['EmailTemplate', /^email\/(?<name>\w+)\.emailFolder-meta\.xml$/],
  ['EmailTemplate', /^email\/(?<name>\w+\/\w+)\.email-meta\.xml$/],
  ['ExternalClientApplication', /^externalClientApps\/(?<name>\w+)\.eca-meta\.xml$/],
  ['ExtlClntAppOauthSettings', /^extlClntAppOauthSettings\/(?<name>\w+)\.ecaOauth-meta\.xml$/],
  ['Flow', /^flows\/(?<name>\w+)\.flow-meta\.xml$/],
  ['Group', /^groups\/(?<name>\w+)\.group-meta\.xml$/],
  ['PermissionSet', /^permissionsets\/(?<name>\w+)\.permissionset-meta\.xml$/],
  ['QuickAction', /^quickActions\/(?<name>[\w.]+)\.quickAction-meta\.xml$/],
  ['Workflow', /^workflows\/(?<name>\w+)\.workflow-meta\.xml$/],
];

/**
 * The `package.xml` that names every component of a package, to retrieve it, to
 * compare, or to deploy it by: text.
 *
 * @param files by path below `main/default`
 */
export function packageManifest(files: PackageFiles): string {
  const components = Object.entries(files).flatMap(componentsIn);
  const types = [...new Set(components.map(({ type }) => type))].toSorted();
  return manifest(
    types.map((type) => ({
      type,
      members: components.filter((one) => one.type === type).map(({ name }) => name),
    })),
  );
}

/** A `package.xml` in the layout in which Salesforce gives one back. */
export function manifest(
  types: readonly { readonly type: string; readonly members: readonly string[] }[],
): string {
  const lines = types.flatMap(({ type, members }) => [
    '    <types>',
    ...members.toSorted().map((member) => `        <members>${member}</members>`),
    `        <name>${type}</name>`,
    '    </types>',
  ]);
  return `<?xml version="1.0" encoding="UTF-8" ?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
${lines.join('\n')}
    <version>${API_VERSION.toFixed(1)}</version>
</Package>
`;
}

/** None in a file that is the content of another, such as the text of an e-mail template. */
function componentsIn([path, text]: [string, string]): { type: string; name: string }[] {
  return TYPES.flatMap(([type, pattern]) => {
    const { parent, name } = pattern.exec(path)?.groups ?? {};
    if (name === undefined) return [];
    const fullName = parent === undefined ? name : `${parent}.${name}`;
    return [{ type, name: fullName }, ...(type === 'Workflow' ? alertsIn(name, text) : [])];
  });
}

/** One file holds all alerts of an object, and each is a component of its own. */
function alertsIn(object: string, workflow: string) {
  const alerts = workflow.matchAll(/<alerts>\s*<fullName>(\w+)</g);
  return [...alerts].map(([, name]) => ({ type: 'WorkflowAlert', name: `${object}.${name!}` }));
}
