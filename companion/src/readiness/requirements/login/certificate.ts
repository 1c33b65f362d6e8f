import { X509Certificate } from 'node:crypto';
import { globalSettingsName } from '../../../metadata/apps.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { createAppCommand } from '../../commands.ts';
import { fail, pass, requirement, unknown, warn } from '../../interfaces.ts';
import { metadata, type Component } from '../../questions.ts';

/** Long enough for a change that somebody has to plan. */
const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

export const certificate = requirement({
  id: 'certificate',
  group: 'Login',
  requirement: 'The certificate of the companion’s login is not about to end',
  source:
    'Salesforce Help, "OAuth 2.0 JWT Bearer Flow"; Metadata API, "ExtlClntAppGlobalOauthSettings": certificate',
  applies: ({ access }) => access.login === 'jwt',
  asks: () => ({
    settings: metadata('ExtlClntAppGlobalOauthSettings', [
      globalSettingsName(PACKAGE.companionApp),
    ]),
  }),
  judge: ({ settings: [settings] }, { login, now, targetOrg }) => {
    const ofOrg = endOf(settings);
    const end = ofOrg ?? (login.certificateExpires && new Date(login.certificateExpires));
    if (!end) {
      return unknown(
        'Neither the org nor this machine shows a certificate.',
        `${createAppCommand({ targetOrg })} makes one; of another app, see Setup > External Client App Manager > the app > Settings.`,
      );
    }
    const whose = ofOrg === null ? 'beside the private key on this machine' : 'in the org';
    const found = `The certificate ${whose} ${end < now ? 'ended' : 'ends'} on ${end.toISOString().slice(0, 10)}`;
    const renew = `${createAppCommand({ targetOrg }, '--renew')} makes a new one and prints the command that logs in with it.`;
    if (end < now) {
      return fail(`${found}: no login by certificate works any more.`, renew);
    }
    return end.getTime() < now.getTime() + WARN_DAYS * DAY_MS
      ? warn(`${found}, and the login by certificate with it.`, renew)
      : pass(`${found}.`);
  },
});

/** The app holds the certificate itself: DER in base64, with or without the lines of PEM. */
function endOf(settings: Component | undefined): Date | null {
  const text = settings?.['certificate'];
  if (typeof text !== 'string') {
    return null;
  }
  const der = Buffer.from(text.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  try {
    return new Date(new X509Certificate(der).validTo);
  } catch {
    // Salesforce may give the name of a certificate in its place.
    return null;
  }
}
