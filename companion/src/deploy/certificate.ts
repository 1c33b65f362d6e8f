import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { generate } from 'selfsigned';
import { HlError } from '../errors.ts';

/** How long a certificate is good; the day is shown, and a new one can be made at any time. */
const VALID_YEARS = 2;

/** RSA with SHA-256 is what the JWT bearer flow takes. */
const KEY_BITS = 2048;

/** A private key on disk, and the certificate that goes with it. */
export interface KeyPair {
  readonly keyFile: string;
  /** PEM. */
  readonly certificate: string;
  readonly expires: Date;
}

/**
 * The key pair whose private key is in `keyFile` and whose certificate is beside
 * it, if both are there and still good; otherwise a new one.
 *
 * @param renew makes a new one in any case
 * @param use what must succeed before a new pair takes the place of the old one
 * @throws HlError 'KeyFileError' where the key would lie among files that are shared
 */
export async function withKeyPair<T>(
  { keyFile, renew, now }: { keyFile: string; renew: boolean; now: Date },
  use: (pair: KeyPair) => Promise<T>,
): Promise<T> {
  const file = resolve(keyFile);
  refuseSharedFolder(file);
  const known = renew ? undefined : readKeyPair(file, now);
  if (known !== undefined) return use(known);
  const made = await makeKeyPair(now);
  const places = { [file]: made.key, [certificateFile(file)]: made.certificate };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const [place, text] of Object.entries(places)) {
    writeFileSync(`${place}.new`, text, { mode: 0o600 });
  }
  try {
    const result = await use({
      keyFile: file,
      certificate: made.certificate,
      expires: made.expires,
    });
    for (const place of Object.keys(places)) renameSync(`${place}.new`, place);
    return result;
  } finally {
    for (const place of Object.keys(places)) rmSync(`${place}.new`, { force: true });
  }
}

/** When the certificate beside a private key ends; null if there is none, or none that can be read. */
export function readCertificateEnd(keyFile: string): Date | null {
  try {
    return endOf(new X509Certificate(readFileSync(certificateFile(keyFile))));
  } catch {
    return null;
  }
}

function certificateFile(keyFile: string): string {
  return `${keyFile.replace(/\.(key|pem)$/, '')}.crt`;
}

function readKeyPair(keyFile: string, now: Date): KeyPair | undefined {
  if (!existsSync(keyFile) || !existsSync(certificateFile(keyFile))) return undefined;
  try {
    const key = createPrivateKey(readFileSync(keyFile));
    const certificate = new X509Certificate(readFileSync(certificateFile(keyFile)));
    const expires = endOf(certificate);
    return certificate.checkPrivateKey(key) && expires > now
      ? { keyFile, certificate: certificate.toString(), expires }
      : undefined;
  } catch (cause) {
    throw new HlError('KeyFileError', `${keyFile} or its certificate cannot be read.`, {
      actions: ['Make a new pair with --renew, or name another file with --key-file.'],
      cause,
    });
  }
}

async function makeKeyPair(now: Date) {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + VALID_YEARS);
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'Higher Logic companion' }],
    { keySize: KEY_BITS, algorithm: 'sha256', notBeforeDate: now, notAfterDate: end },
  );
  return { key, certificate: cert, expires: endOf(new X509Certificate(cert)) };
}

function endOf(certificate: X509Certificate): Date {
  return new Date(certificate.validTo);
}

/** A private key in a project sooner or later stands in its repository. */
function refuseSharedFolder(keyFile: string): void {
  for (let folder = dirname(keyFile); folder !== dirname(folder); folder = dirname(folder)) {
    if (['.git', 'sfdx-project.json'].some((name) => existsSync(join(folder, name)))) {
      throw new HlError(
        'KeyFileError',
        `The private key would lie in the project ${folder}, whose files are shared.`,
        { actions: ['Name a file outside of it with --key-file.'] },
      );
    }
  }
}
