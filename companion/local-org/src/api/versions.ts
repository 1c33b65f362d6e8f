/** API versions that the local org speaks, as the platform lists them. */
const labels: readonly (readonly [version: string, label: string])[] = [
  ['58.0', "Summer '23"],
  ['59.0', "Winter '24"],
  ['60.0', "Spring '24"],
  ['61.0', "Summer '24"],
  ['62.0', "Winter '25"],
  ['63.0', "Spring '25"],
  ['64.0', "Summer '25"],
  ['65.0', "Winter '26"],
  ['66.0', "Spring '26"],
  ['67.0', "Summer '26"],
  ['68.0', "Winter '27"],
];

export const apiVersions = labels.map(([version, label]) => ({
  label,
  url: `/services/data/v${version}`,
  version,
}));

export function isApiVersion(version: string): boolean {
  return apiVersions.some((known) => known.version === version);
}

/** SOAP `login()` ends with this version. (Salesforce release notes, Winter '26) */
export const LAST_SOAP_LOGIN_VERSION = 64;
