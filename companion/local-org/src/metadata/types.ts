/** A type of component that has files of its own in a package. */
export interface MetadataType {
  /** Its name in package.xml and of the root element of its file. */
  readonly name: string;
  readonly directory: string;
  /** Of its file; for a bundle, of the file that describes it. */
  readonly suffix: string;
  /**
   * `xml`: the file is the component. `content`: the file is code, described by a second one with
   * `-meta.xml` at its end. `bundle`: a folder of files, described by `Name.suffix-meta.xml`.
   * `folder`: what other components are in, described by `Name-meta.xml`.
   */
  readonly form: 'xml' | 'content' | 'bundle' | 'folder';
  /** The type of the folders that its components are in, named `Folder/Name`. */
  readonly inFolder?: string;
  /** First characters of its Ids; the platform's where it documents them, else ours. */
  readonly keyPrefix: string;
  /** Components of other types that stand inside its file, by the element that holds them. */
  readonly children?: readonly ChildType[];
  /** There is one file of this name; what stands in it is named on its own, not `File.Name`. */
  readonly onlyFile?: string;
  /** The root of its file is its own name with this behind it. */
  readonly rootSuffix?: string;
  /** Kept and given back; nothing in the local org acts on it. */
  readonly storedOnly?: boolean;
  /** Professional Edition does not have it. */
  readonly notInProfessional?: boolean;
}
interface ChildType {
  readonly name: string;
  readonly element: string;
  readonly keyPrefix: string;
}

const xml = { form: 'xml' } as const;
const stored = { form: 'xml', storedOnly: true } as const;

/** The types that the local org takes, in the order in which they depend on each other. */
export const metadataTypes: readonly MetadataType[] = [
  {
    ...xml,
    name: 'CustomLabels',
    directory: 'labels',
    suffix: 'labels',
    keyPrefix: '102',
    onlyFile: 'CustomLabels',
    children: [{ name: 'CustomLabel', element: 'labels', keyPrefix: '101' }],
  },
  {
    ...xml,
    name: 'GlobalValueSet',
    directory: 'globalValueSets',
    suffix: 'globalValueSet',
    keyPrefix: '0Nt',
  },
  {
    ...xml,
    name: 'CustomPermission',
    directory: 'customPermissions',
    suffix: 'customPermission',
    keyPrefix: '0CP',
  },
  {
    ...xml,
    name: 'Settings',
    directory: 'settings',
    suffix: 'settings',
    keyPrefix: '0SE',
    rootSuffix: 'Settings',
  },
  {
    ...xml,
    name: 'CustomObject',
    directory: 'objects',
    suffix: 'object',
    keyPrefix: '01I',
    children: [
      { name: 'CustomField', element: 'fields', keyPrefix: '00N' },
      { name: 'RecordType', element: 'recordTypes', keyPrefix: '012' },
      { name: 'ValidationRule', element: 'validationRules', keyPrefix: '03d' },
      { name: 'CompactLayout', element: 'compactLayouts', keyPrefix: '0AH' },
      { name: 'FieldSet', element: 'fieldSets', keyPrefix: '0IX' },
      { name: 'ListView', element: 'listViews', keyPrefix: '00B' },
      { name: 'WebLink', element: 'webLinks', keyPrefix: '00b' },
    ],
  },
  { ...xml, name: 'CustomMetadata', directory: 'customMetadata', suffix: 'md', keyPrefix: 'm00' },
  {
    ...stored,
    name: 'EmailFolder',
    directory: 'email',
    suffix: '',
    form: 'folder',
    keyPrefix: '00l',
  },
  {
    ...stored,
    name: 'EmailTemplate',
    directory: 'email',
    suffix: 'email',
    form: 'content',
    inFolder: 'EmailFolder',
    keyPrefix: '00X',
  },
  { ...xml, name: 'Group', directory: 'groups', suffix: 'group', keyPrefix: '00G' },
  { ...xml, name: 'Queue', directory: 'queues', suffix: 'queue', keyPrefix: '00G' },
  {
    ...xml,
    name: 'Workflow',
    directory: 'workflows',
    suffix: 'workflow',
    keyPrefix: '01Q',
    children: [{ name: 'WorkflowAlert', element: 'alerts', keyPrefix: '01W' }],
  },
  { ...xml, name: 'Flow', directory: 'flows', suffix: 'flow', keyPrefix: '301' },
  {
    ...xml,
    name: 'FlowDefinition',
    directory: 'flowDefinitions',
    suffix: 'flowDefinition',
    keyPrefix: '300',
  },
  {
    ...stored,
    name: 'ApexClass',
    directory: 'classes',
    suffix: 'cls',
    form: 'content',
    keyPrefix: '01p',
    notInProfessional: true,
  },
  {
    ...stored,
    name: 'LightningComponentBundle',
    directory: 'lwc',
    suffix: 'js',
    form: 'bundle',
    keyPrefix: '0Rb',
  },
  { ...stored, name: 'CustomTab', directory: 'tabs', suffix: 'tab', keyPrefix: '01r' },
  { ...stored, name: 'FlexiPage', directory: 'flexipages', suffix: 'flexipage', keyPrefix: '0M0' },
  {
    ...stored,
    name: 'QuickAction',
    directory: 'quickActions',
    suffix: 'quickAction',
    keyPrefix: '09D',
  },
  { ...stored, name: 'Layout', directory: 'layouts', suffix: 'layout', keyPrefix: '00h' },
  {
    ...stored,
    name: 'CustomApplication',
    directory: 'applications',
    suffix: 'app',
    keyPrefix: '02u',
  },
  { ...stored, name: 'FlowTest', directory: 'flowtests', suffix: 'flowtest', keyPrefix: '3aT' },
  {
    ...xml,
    name: 'PermissionSet',
    directory: 'permissionsets',
    suffix: 'permissionset',
    keyPrefix: '0PS',
  },
  {
    ...xml,
    name: 'MutingPermissionSet',
    directory: 'mutingpermissionsets',
    suffix: 'mutingpermissionset',
    keyPrefix: '0QM',
  },
  {
    ...xml,
    name: 'PermissionSetGroup',
    directory: 'permissionsetgroups',
    suffix: 'permissionsetgroup',
    keyPrefix: '0PG',
  },
  { ...xml, name: 'Profile', directory: 'profiles', suffix: 'profile', keyPrefix: '00e' },
  {
    ...xml,
    name: 'ExternalClientApplication',
    directory: 'externalClientApps',
    suffix: 'eca',
    keyPrefix: '0xI',
  },
  {
    ...xml,
    name: 'ExtlClntAppOauthSettings',
    directory: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    keyPrefix: '0xJ',
  },
  {
    ...xml,
    name: 'ExtlClntAppGlobalOauthSettings',
    directory: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    keyPrefix: '888',
  },
  {
    ...xml,
    name: 'ExtlClntAppOauthConfigurablePolicies',
    directory: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    keyPrefix: '0xL',
  },
  {
    ...xml,
    name: 'ExtlClntAppConfigurablePolicies',
    directory: 'extlClntAppPolicies',
    suffix: 'ecaPlcy',
    keyPrefix: '0xM',
  },
];

/** The type of that name, or the one whose files hold components of that name. */
export function typeHolding(name: string): MetadataType | undefined {
  return metadataTypes.find(
    (type) => type.name === name || type.children?.some((child) => child.name === name),
  );
}

/** What the Ids of components of a type begin with. */
export function keyPrefixOf(name: string): string {
  const holder = typeHolding(name)!;
  const child = holder.children?.find((one) => one.name === name);
  return (child ?? holder).keyPrefix;
}

/** The full name of what holds a component in its file; its own, if nothing does. */
export function holderName(type: string, fullName: string): string {
  const holder = typeHolding(type)!;
  if (holder.name === type) return fullName;
  return holder.onlyFile ?? fullName.slice(0, fullName.indexOf('.'));
}

/** Names of all types that components can have, each after what holds it. */
export const componentTypeNames: readonly string[] = metadataTypes.flatMap((type) => [
  type.name,
  ...(type.children ?? []).map(({ name }) => name),
]);
