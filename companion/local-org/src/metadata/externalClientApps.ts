import type { Org } from '../org.ts';
import { consumerOf, isTaken, putConsumer, removeConsumer } from '../security/consumers.ts';
import { APP_PARTS, findByNameOrId, partsOf, splitList } from '../security/deployedApps.ts';
import { readCertificate } from '../security/jwt.ts';
import { OAUTH_SCOPES } from '../security/scopes.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import { externalClientAppSpecs } from './externalClientAppSpecs.ts';
import { failOn } from './results.ts';
import { findComponent, putComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { child, parseXml, textOf, writeXml } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/*
 * External Client Apps: what is deployed of them decides who logs in through them. Each app is a
 * header and up to four parts that name it. (Metadata API Developer Guide, the five types)
 */

const GLOBAL_SETTINGS = 'ExtlClntAppGlobalOauthSettings';

/** What is wrong with a part beyond its schema and its app. */
const checks: Readonly<Record<string, (component: Component, org: Org) => Problem[]>> = {
  ExtlClntAppOauthSettings: checkSettings,
  [GLOBAL_SETTINGS]: checkGlobalSettings,
  ExtlClntAppOauthConfigurablePolicies: checkPolicies,
};

/** Deploys an External Client App or one of its parts. */
export function deployExternalClientApp(component: Component, org: Org, now: Date): Deployed {
  const { type, fullName, root } = component;
  failOn(checkElement(root, externalClientAppSpecs[type]!));
  if (type !== 'ExternalClientApplication') failOn(checkApp(component, org));
  failOn(checks[type]?.(component, org) ?? []);
  if (type === GLOBAL_SETTINGS) {
    const consumer = { key: textOf(root, 'consumerKey'), secret: textOf(root, 'consumerSecret') };
    putConsumer(org, textOf(root, 'externalClientApplication')!, consumer);
  }
  // The secret is kept apart: the Metadata API gives it back to nobody.
  const children = root.children.filter(({ name }) => name !== 'consumerSecret');
  const content =
    children.length === root.children.length ? component.source : writeXml({ ...root, children });
  return putComponent(org.db, { type, fullName, content, keyPrefix: keyPrefixOf(type) }, now);
}

/** What a retrieve gives back of a part, with what the org has added to it. */
export function shownExternalClientApp(org: Org, type: string, fullName: string): string {
  const { content } = findComponent(org.db, type, fullName)!;
  const root = parseXml(content);
  const app = textOf(root, 'externalClientApplication')!;
  const shown = (name: string, text: string) => {
    const others = root.children.filter((one) => one.name !== name);
    const added = { ...root, name, text, children: [], attributes: {} };
    const children = [...others, added].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return writeXml({ ...root, children });
  };
  if (type === GLOBAL_SETTINGS) return shown('consumerKey', consumerOf(org, app)!.key);
  const link = oauthLink(org, app);
  return link === undefined ? content : shown('oauthLink', link);
}

/** Removes an app with all its parts. @returns false when there is none of that name. */
export function removeExternalClientApp(org: Org, fullName: string): boolean {
  if (!findComponent(org.db, 'ExternalClientApplication', fullName)) return false;
  for (const type of APP_PARTS) {
    for (const part of partsOf(org, type, fullName)) removeComponent(org.db, type, part.name);
  }
  removeConsumer(org, fullName);
  removeComponent(org.db, 'ExternalClientApplication', fullName);
  return true;
}

/** Removes the settings that hold the consumer key, and the key with them. */
export function removeGlobalSettings(org: Org, fullName: string): boolean {
  const known = findComponent(org.db, GLOBAL_SETTINGS, fullName);
  if (!known) return false;
  removeConsumer(org, textOf(parseXml(known.content), 'externalClientApplication')!);
  removeComponent(org.db, GLOBAL_SETTINGS, fullName);
  return true;
}

/** The app must be there, and has each part once. */
function checkApp({ type, fullName, root }: Component, org: Org): Problem[] {
  const element = child(root, 'externalClientApplication')!;
  const { text: app, name } = element;
  if (!findComponent(org.db, 'ExternalClientApplication', app)) {
    return [notFound(element, 'ExternalClientApplication', app)];
  }
  const other = partsOf(org, type, app).find((part) => part.name !== fullName);
  if (!other) return [];
  return [at(element, `duplicate value found: ${name} duplicates value on record: ${other.name}`)];
}

function checkSettings({ root }: Component, org: Org): Problem[] {
  const scopes = child(root, 'commaSeparatedOauthScopes');
  const unknown = splitList(scopes?.text).filter((scope) => !Object.hasOwn(OAUTH_SCOPES, scope));
  const link = child(root, 'oauthLink');
  const app = textOf(root, 'externalClientApplication')!;
  return [
    ...unknown.map((scope) =>
      at(scopes!, `The local org does not implement the OAuth scope ${scope}.`),
    ),
    // It names a consumer of one org, and of no other.
    ...(link && link.text !== oauthLink(org, app)
      ? [
          at(
            link,
            `In field: oauthLink - no ExtlClntAppGlobalOauthSettings named ${link.text} found`,
          ),
        ]
      : []),
  ];
}

/** A consumer's key is set once, as that of a connected app; the wordings are from reports. */
function checkGlobalSettings({ root }: Component, org: Org): Problem[] {
  const problems: Problem[] = [];
  const key = child(root, 'consumerKey');
  const app = textOf(root, 'externalClientApplication')!;
  if (key) {
    const known = consumerOf(org, app);
    if (!/^[\w.]{8,256}$/.test(key.text)) {
      problems.push(at(key, 'The consumer key must have 8 to 256 alphanumeric characters.'));
    } else if (known && known.key !== key.text) {
      problems.push(at(key, 'You cannot provide a Consumer Key'));
    } else if (!known && isTaken(org, key.text)) {
      problems.push(at(key, 'The consumer key is already taken.'));
    }
  }
  const certificate = child(root, 'certificate');
  if (certificate && !readCertificate(certificate.text)) {
    problems.push(at(certificate, 'In field: certificate - not an X.509 certificate'));
  }
  return problems;
}

function checkPolicies({ root }: Component, org: Org): Problem[] {
  const unknown = (name: string, type: 'PermissionSet' | 'Profile' | 'User') => {
    const element = child(root, name);
    const missing = splitList(element?.text).filter((value) => !findByNameOrId(org, type, value));
    return missing.map((value) => notFound(element!, type, value));
  };
  const isLimited = textOf(root, 'refreshTokenPolicyType')?.startsWith('Specific') === true;
  const needed = isLimited ? ['refreshTokenValidityPeriod', 'refreshTokenValidityUnit'] : [];
  if (textOf(root, 'isClientCredentialsFlowEnabled') === 'true') {
    needed.push('clientCredentialsFlowUser');
  }
  return [
    ...unknown('commaSeparatedPermissionSet', 'PermissionSet'),
    ...unknown('commaSeparatedProfile', 'Profile'),
    ...unknown('clientCredentialsFlowUser', 'User'),
    ...needed
      .filter((name) => !child(root, name))
      .map((name) => at(root, `Required field is missing: ${name}`)),
  ];
}

/** Org and consumer, which the org writes into settings that it gives back. */
function oauthLink(org: Org, app: string): string | undefined {
  const [settings] = partsOf(org, GLOBAL_SETTINGS, app);
  const orgId = org.organization()['Id'] as string;
  return settings && `${orgId.slice(0, 15)}:${settings.id.slice(0, 15)}`;
}

function notFound(element: XmlElement, type: string, name: string): Problem {
  return at(element, `In field: ${element.name} - no ${type} named ${name} found`);
}

function at({ line, column }: XmlElement, message: string): Problem {
  return { message, line, column };
}
