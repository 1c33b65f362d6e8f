import type { IpRange } from './loginRestrictions.ts';

/** What a password must have. (Help, "Set Password Policies") */
export type PasswordComplexity =
  | 'NoRestriction'
  | 'AlphaNumeric'
  | 'SpecialCharacters'
  | 'UpperLowerCaseNumeric'
  | 'UpperLowerCaseNumericSpecialCharacters'
  | 'Any3UpperLowerCaseNumericSpecialCharacters';

/** How an org lets its users in. The defaults are those of a new org, except where a comment says why. */
export interface SecurityPolicy {
  /** A session ends after this long without activity. (Help, "Modify Session Security Settings") */
  readonly sessionTimeoutMinutes: number;
  /** Passwords expire after this long; 0 for never. (Help, "Set Password Policies") */
  readonly passwordExpirationDays: number;
  /** Wrong passwords in a row that lock a user; 0 for no limit. */
  readonly maxLoginAttempts: number;
  readonly lockoutMinutes: number;
  readonly minimumPasswordLength: number;
  readonly passwordComplexity: PasswordComplexity;
  /** Networks from which a password needs no security token. */
  readonly trustedIpRanges: readonly IpRange[];
  /**
   * Setup > User Interface > "Enable SOAP API login()". New orgs have it off; it is on here, as in
   * the orgs that clients with a SOAP login still meet.
   */
  readonly soapLogin: boolean;
  /** SOAP `login()` needs the permission "Use Any API Auth". (Release Update, Summer '26) */
  readonly soapLoginNeedsUseAnyApiAuth: boolean;
}

export const defaultPolicy: SecurityPolicy = {
  sessionTimeoutMinutes: 120,
  passwordExpirationDays: 90,
  maxLoginAttempts: 10,
  lockoutMinutes: 15,
  minimumPasswordLength: 8,
  passwordComplexity: 'AlphaNumeric',
  trustedIpRanges: [],
  soapLogin: true,
  soapLoginNeedsUseAnyApiAuth: false,
};
