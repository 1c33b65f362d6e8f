import { createPublicKey, verify, X509Certificate } from 'node:crypto';

/** The claims of a JWT that the bearer flow looks at. */
export interface JwtClaims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
}

/** A JWT, taken apart and not yet trusted. */
export interface Jwt {
  readonly algorithm: unknown;
  readonly claims: JwtClaims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Takes a JWT apart; undefined for what is none. */
export function parseJwt(token: string): Jwt | undefined {
  const [header = '', payload = '', signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0) return undefined;
  const head = decode(header);
  const claims = decode(payload);
  if (!head || !claims) return undefined;
  return {
    algorithm: head['alg'],
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/**
 * Whether the owner of an X.509 certificate (PEM) signed the JWT with RS256, the one algorithm that
 * the platform takes. (Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration")
 */
export function isSignedBy(jwt: Jwt, certificate: string): boolean {
  if (jwt.algorithm !== 'RS256') return false;
  return verify('RSA-SHA256', Buffer.from(jwt.signed), createPublicKey(certificate), jwt.signature);
}

/**
 * An X.509 certificate as admins put it into metadata: PEM, only the base64 between its lines, or
 * a PEM file in base64, as tools send it.
 * @returns it as PEM; undefined for what is none.
 */
export function readCertificate(text: string): string | undefined {
  const given = text.trim();
  const bytes = given.startsWith('-----') ? Buffer.from(given) : Buffer.from(given, 'base64');
  try {
    return new X509Certificate(bytes).toString();
  } catch {
    return undefined;
  }
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
