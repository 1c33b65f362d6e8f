import { HlError } from '../errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';

/** One entry of the error list with which the REST API says no. */
export interface ApiFault {
  errorCode: string;
  message: string;
}

/** The REST API's error list; anything else (a proxy's page, say) as its status. */
export function readFault(status: number, body: string): ApiFault {
  try {
    return readFaults(status, JSON.parse(body));
  } catch {
    // Not JSON: the status is all there is to tell.
    return readFaults(status, null);
  }
}

/** The same for what is parsed already, as inside a composite answer. */
export function readFaults(status: number, body: unknown): ApiFault {
  const [first] = (Array.isArray(body) ? body : []) as Partial<ApiFault>[];
  if (typeof first?.errorCode === 'string') {
    return { errorCode: first.errorCode, message: first.message ?? '' };
  }
  return {
    errorCode: `HTTP_${status}`,
    message: `Salesforce answered with HTTP status ${status}.`,
  };
}

/** An API fault as an error that says what to do. */
export function faultError(fault: ApiFault): HlError {
  const known = FAULTS[fault.errorCode];
  return known === undefined
    ? new HlError('SalesforceError', `${fault.errorCode}: ${fault.message.trim()}`)
    : known(fault);
}

/** @param host without path or credentials; null where nobody knows it any more */
export function unreachableError(host: string | null, cause: unknown): HlError {
  const where = host === null ? '' : ` at ${host}`;
  return new HlError(
    'SalesforceUnreachable',
    `Salesforce cannot be reached${where} (${reason(cause)}).`,
    {
      actions: [
        'Check the network, the proxy settings and the instance URL that `sf org display` shows.',
      ],
      cause,
    },
  );
}

/** The words with which fetch says that no answer came, whatever the library around it. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed';
}

/**
 * An answer of the kind that passes: the server is overloaded or in maintenance.
 *
 * @param host null for one request among several of a call
 */
export function unavailableError(host: string | null, { errorCode, message }: ApiFault): HlError {
  const where = host === null ? '' : ` at ${host}`;
  return new HlError(
    'SalesforceUnreachable',
    `Salesforce is not available${where} (${errorCode}: ${message.trim()}).`,
    {
      actions: [
        'Try again later: https://status.salesforce.com tells whether the instance is in trouble.',
      ],
    },
  );
}

/** @param reason the words of whoever refused to renew the session */
export function sessionError(reason: string, cause?: unknown): HlError {
  return new HlError(
    'SessionExpired',
    `The Salesforce session has expired or was ended, and could not be renewed: ${reason}`,
    {
      actions: [
        'Log in again: `sf org login web`, or `sf org login jwt` for a user that runs unattended.',
      ],
      cause,
    },
  );
}

/**
 * What OAuth, the SOAP login and the Salesforce libraries say of a login that is
 * refused. The libraries keep no code of it, only the words.
 */
const LOGIN_REFUSED =
  /INVALID_LOGIN|invalid_grant|Unable to refresh session|Error authenticating with|user is inactive/i;

const SESSION_ENDED = /INVALID_SESSION_ID|Session expired or invalid/i;

/**
 * An error of a Salesforce library as one that says what to do, if a login is at
 * fault (seeds/000, "Why is the integration failing with an INVALID_LOGIN error?").
 */
export function loginError(error: unknown): HlError | undefined {
  if (!(error instanceof Error) || error instanceof HlError) return undefined;
  const words = `${error.name}: ${error.message}`;
  if (LOGIN_REFUSED.test(words)) return loginRefused(error);
  return SESSION_ENDED.test(words) ? sessionError(error.message, error) : undefined;
}

function loginRefused(cause: Error): HlError {
  return new HlError('LoginRefused', `Salesforce refuses the login: ${cause.message}`, {
    actions: [
      'See in Setup > Users whether the user is active and not frozen, and in its Login History why Salesforce refused it.',
      'Log in again: `sf org login web`, or for a user that runs unattended `sf org login jwt`, as `hl app create` prints it.',
      'A password that was reset resets the security token, too: whatever logs in with them needs both anew.',
    ],
    cause,
  });
}

/** Names of the errors that say nothing of what was asked, only that Salesforce did not get to answer, or was not asked. */
export const INTERRUPTIONS: ReadonlySet<string> = new Set([
  'SalesforceUnreachable',
  'SessionExpired',
  'LoginRefused',
  'ApiLimitReached',
  'ApiBudgetSpent',
  'RefreshStopped',
]);

export function isInterruption(error: unknown): error is HlError {
  return error instanceof HlError && INTERRUPTIONS.has(error.name);
}

/** For a user who sees members of a campaign, but not the campaign: a group without a name must not be made. */
export function campaignNotVisible(id: string): HlError {
  return new HlError(
    'CampaignNotVisible',
    `The Salesforce user sees members of the campaign ${id}, but not the campaign.`,
    { actions: ['Give the user Read and View All on Campaign.'] },
  );
}

const FAULTS: Readonly<Record<string, (fault: ApiFault) => HlError>> = {
  INVALID_FIELD: ({ message }) => fieldError(message),
  INVALID_TYPE: ({ message }) =>
    new HlError(
      'ObjectNotVisible',
      `The Salesforce user cannot read Contact or Account: ${message.trim()}`,
      { actions: [assignPermissionSet()] },
    ),
  INVALID_SESSION_ID: ({ message }) => sessionError(message),
  REQUEST_LIMIT_EXCEEDED: ({ message }) =>
    new HlError(
      'ApiLimitReached',
      `The org has used up its API calls of the last 24 hours: ${message}`,
      {
        actions: [
          'Try again later: the limit counts the last 24 hours. Setup > Company Information shows how much is used.',
        ],
      },
    ),
  SERVER_UNAVAILABLE: (fault) => unavailableError(null, fault),
  API_DISABLED_FOR_ORG: apiDisabled,
  API_CURRENTLY_DISABLED: apiDisabled,
};

function apiDisabled({ message }: { message: string }): HlError {
  return new HlError('ApiDisabled', `The org or the user has no API access: ${message}`, {
    actions: [
      'Give the user the permission "API Enabled".',
      // seeds/000, "Requirements": "Professional (or higher) with API provisioned".
      'If the user has it: Professional Edition comes with the API only if it was bought (Setup > Company Information; your Salesforce account executive).',
    ],
  });
}

/** To a user without field-level security a field does not exist, so one answer has two causes. */
function fieldError(message: string): HlError {
  const [, field, object] = /No such column '([^']+)' on entity '([^']+)'/.exec(message) ?? [];
  if (field === undefined || object === undefined) {
    return new HlError('SalesforceError', `INVALID_FIELD: ${message.trim()}`);
  }
  const ours = (Object.values(PACKAGE) as string[]).includes(field);
  return new HlError(
    'FieldNotVisible',
    `Salesforce shows the field ${object}.${field} to this user as if it did not exist. Either ` +
      (ours
        ? 'the package is not deployed to this org'
        : 'the worksheet names a field that this org does not have') +
      `, or the user does not have the permission set ${PACKAGE.permissionSet}, which grants the field.`,
    {
      actions: [
        ours
          ? 'Deploy the package: `hl deploy --target-org ORG`.'
          : `Check the name ${field} in the worksheet, then generate and deploy the package again.`,
        assignPermissionSet(),
      ],
      data: { object, field },
    },
  );
}

function assignPermissionSet(): string {
  return `Assign the permission set: \`sf org assign permset --name ${PACKAGE.permissionSet} --target-org ORG\`.`;
}

/** fetch says only "fetch failed"; the code of its cause says why. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { code?: unknown; message?: string };
  // The code of a timeout is a number that says nothing.
  return typeof code === 'string' ? code : (message ?? 'unknown reason');
}
