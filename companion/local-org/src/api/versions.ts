/** Versions that are not retired, from the first to the newest that the local org speaks. */
const FIRST = 31; // Summer '14
const NEWEST = 68; // Winter '27

/** API versions as the platform lists them: three releases a year. */
export const apiVersions = Array.from({ length: NEWEST - FIRST + 1 }, (_, i) => {
  const version = `${FIRST + i}.0`;
  return { label: releaseName(i), url: `/services/data/v${version}`, version };
});

function releaseName(releasesSinceSummer14: number): string {
  const years = Math.floor(releasesSinceSummer14 / 3);
  const names = [`Summer '${14 + years}`, `Winter '${15 + years}`, `Spring '${15 + years}`];
  return names[releasesSinceSummer14 % 3]!;
}

export function isApiVersion(version: string): boolean {
  return apiVersions.some((known) => known.version === version);
}

/** SOAP `login()` ends with this version. (Salesforce release notes, Winter '26) */
export const LAST_SOAP_LOGIN_VERSION = 64;
