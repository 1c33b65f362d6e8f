import type { Org } from '../org.ts';
import type { IpRange } from '../security/loginRestrictions.ts';
import type { PasswordComplexity, SecurityPolicy } from '../security/policy.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { checkRange } from './loginRestrictions.ts';
import { failOn } from './results.ts';
import { deployedSettings, storeSetting } from './settingValues.ts';
import { putComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** What deploying the settings of one feature does. */
interface Settings {
  readonly spec: ElementSpec;
  readonly check: (root: XmlElement) => Problem[];
  /** A deploy merges: what the file does not name stays as it was. */
  readonly apply: (org: Org, root: XmlElement) => void;
}

const off = { oneOf: ['false'] } as const;
const DAYS_OF: Readonly<Record<string, number>> = {
  ThirtyDays: 30,
  SixtyDays: 60,
  NinetyDays: 90,
  SixMonths: 180,
  OneYear: 365,
  Never: 0,
};
const ATTEMPTS_OF: Readonly<Record<string, number>> = {
  ThreeAttempts: 3,
  FiveAttempts: 5,
  TenAttempts: 10,
  NoLimit: 0,
};
const MINUTES_OF: Readonly<Record<string, number>> = {
  FifteenMinutes: 15,
  ThirtyMinutes: 30,
  SixtyMinutes: 60,
  NinetyMinutes: 90,
  TwoHours: 120,
  FourHours: 240,
  EightHours: 480,
  TwelveHours: 720,
  TwentyFourHours: 1440,
};
/** A lock that only an admin takes off: longer than any clock is moved. JSON knows no infinity. */
const FOREVER_MINUTES = Number.MAX_SAFE_INTEGER;

/** The settings that have an effect here, by their names in a manifest. */
const settings: Readonly<Record<string, Settings>> = {
  Flow: {
    spec: { type: 'FlowSettings', optional: { enableFlowDeployAsActiveEnabled: 'boolean' } },
    check: () => [],
    apply: ({ db }, root) => {
      const enabled = textOf(root, 'enableFlowDeployAsActiveEnabled');
      if (enabled !== undefined) storeSetting(db, 'deployFlowsAsActive', enabled === 'true');
    },
  },
  Security: {
    spec: {
      type: 'SecuritySettings',
      optional: {
        networkAccess: {
          type: 'NetworkAccess',
          optional: {
            ipRanges: [
              {
                type: 'IpRange',
                required: { start: 'text', end: 'text' },
                optional: { description: 'text' },
              },
            ],
          },
        },
        passwordPolicies: {
          type: 'PasswordPolicies',
          optional: {
            complexity: 'text',
            expiration: 'text',
            lockoutInterval: 'text',
            maxLoginAttempts: 'text',
            minimumPasswordLength: 'integer',
            minimumPasswordLifetime: off,
            // What the pages of a login say and ask.
            obscureSecretAnswer: 'boolean',
            passwordAssistanceMessage: 'text',
            passwordAssistanceURL: 'text',
            questionRestriction: 'text',
          },
        },
        sessionSettings: {
          type: 'SessionSettings',
          optional: {
            enforceIpRangesEveryRequest: off,
            lockSessionsToIp: off,
            sessionTimeout: 'text',
          },
        },
      },
    },
    check: (root) => trustedRanges(root).flatMap(({ at, range }) => checkRange(at, range)),
    apply: ({ db }, root) => {
      storeSetting(db, 'security', { ...deployedSettings(db).security, ...readSecurity(root) });
    },
  },
};

/** Deploys the settings of one feature. */
export function deploySettings(component: Component, org: Org, now: Date): Deployed {
  const { type, fullName, fileName, root, source } = component;
  const known = settings[fullName];
  if (!known) {
    failOn([{ message: `The local org does not implement these settings: ${fileName}` }]);
  }
  failOn(checkElement(root, known!.spec));
  failOn(known!.check(root));
  known!.apply(org, root);
  return putComponent(
    org.db,
    { type, fullName, content: source, keyPrefix: keyPrefixOf(type) },
    now,
  );
}

/** What the file says of the policy; what it does not name is not there. */
function readSecurity(root: XmlElement): Partial<SecurityPolicy> {
  const inside = (parent: string, name: string) => {
    const found = child(root, parent);
    return found && textOf(found, name);
  };
  const password = (name: string) => inside('passwordPolicies', name);
  const lockout = password('lockoutInterval');
  const said = {
    passwordComplexity: password('complexity') as PasswordComplexity | undefined,
    passwordExpirationDays: DAYS_OF[password('expiration') ?? ''],
    maxLoginAttempts: ATTEMPTS_OF[password('maxLoginAttempts') ?? ''],
    lockoutMinutes: lockout === 'Forever' ? FOREVER_MINUTES : MINUTES_OF[lockout ?? ''],
    minimumPasswordLength: toNumber(password('minimumPasswordLength')),
    sessionTimeoutMinutes: MINUTES_OF[inside('sessionSettings', 'sessionTimeout') ?? ''],
    trustedIpRanges: child(root, 'networkAccess')
      ? trustedRanges(root).map(({ range }) => range)
      : undefined,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function trustedRanges(root: XmlElement): { at: XmlElement; range: IpRange }[] {
  const access = child(root, 'networkAccess');
  return (access ? childrenOf(access, 'ipRanges') : []).map((at) => ({
    at,
    range: { start: textOf(at, 'start')!, end: textOf(at, 'end')! },
  }));
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
