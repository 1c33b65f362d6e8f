import { hasPassed } from '../days.ts';
import type { HeldContact, LiveContact, RefreshState } from './interfaces.ts';

interface Situation {
  readonly refresh: RefreshState;
  readonly live: LiveContact;
  /** null for a contact that no refresh has met. */
  readonly community: HeldContact | null;
}

/** Why the community does not have yet what Salesforce has, in a sentence. */
export function causeOf(situation: Situation): string {
  for (const find of CAUSES) {
    const cause = find(situation);
    if (cause !== null) {
      return cause;
    }
  }
  return notStamped(situation);
}

type FindCause = (situation: Situation) => string | null;

/** In the order in which they matter: the first one keeps all that follow from having an effect. */
const CAUSES: readonly FindCause[] = [
  ({ refresh: { halt } }) => halt && `All refreshing is halted until ${halt.until}: ${halt.reason}`,
  ({ refresh: { held }, live: { member } }) =>
    member.verdict.eligible ? null : held && `The last periodic refresh disabled nobody. ${held}`,
  ({ refresh: { watermark } }) =>
    watermark === null ? 'No periodic refresh is complete yet; the first one brings it.' : null,
  ({ refresh: { worksheetChanged } }) =>
    worksheetChanged
      ? 'The worksheet has changed since the last periodic refresh; the next one reads every contact.'
      : null,
  waiting,
  expired,
];

function waiting({ refresh, live }: Situation): string | null {
  const stamp = newestStamp(live);
  return stamp !== null && refresh.watermark !== null && stamp.at > refresh.watermark
    ? `${stamp.whose} is ${stamp.at} and the community is complete up to ${refresh.watermark}: the next periodic refresh brings it. There is one every ${refresh.everyMinutes} minutes.`
    : null;
}

function expired({ refresh: { today }, community }: Situation): string | null {
  const expiresOn = community?.expiresOn ?? null;
  return expiresOn !== null && hasPassed(expiresOn, today)
    ? `What the community has was good through ${expiresOn}; the next periodic refresh changes it.`
    : null;
}

/** seeds/000, "If this field does not change, review the configuration of your Flows." */
function notStamped({ refresh: { watermark }, live }: Situation): string {
  const stamp = newestStamp(live);
  return stamp === null
    ? 'HL_Mod_Date is blank: no flow has ever stamped the contact. See whether the flows are active: `hl check`.'
    : `${stamp.whose} is ${stamp.at} and the community is complete up to ${watermark ?? ''}, so that what changed did not stamp the contact. The daily pass brings it, or the next periodic refresh if it is a campaign. See whether the flow is active and watches the field: \`hl check\`.`;
}

/** A changed account refreshes its contacts, so either stamp will do. */
function newestStamp({
  hlModDate,
  accountHlModDate,
}: LiveContact): { whose: string; at: string } | null {
  const stamps = [
    { whose: 'HL_Mod_Date', at: hlModDate ?? '' },
    { whose: 'The account’s HL_Mod_Date', at: accountHlModDate ?? '' },
  ];
  const newest = stamps[1]!.at > stamps[0]!.at ? stamps[1]! : stamps[0]!;
  return newest.at === '' ? null : newest;
}
