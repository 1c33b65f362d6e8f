import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createUser } from '../../local-org/test/security/support.ts';
import { assignPermissionSet, deploy } from '../../local-org/test/support.ts';
import { openCommunity, type Community } from '../../src/community/community.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { showMember } from '../../src/jobs/show.ts';
import { packageFiles } from '../../src/metadata/package.ts';
import { PACKAGE } from '../../src/worksheet/packageNames.ts';
import { STORES } from '../stores.ts';
import { activeMembers, associationPlan, RealOrg } from './realOrg.ts';

/*
 * Over the real API of a local org: what happens to records beside being saved,
 * and what happens to the user who reads them.
 */

let real: RealOrg;

before(async () => {
  real = await RealOrg.start(80);
});

after(() => real.org.close());

const DAY = 24 * 60;

/** Tells a story to a community in each kind of store, which has everybody to begin with. */
async function tell(
  story: (community: Community, keys: readonly string[]) => Promise<void>,
  username?: string,
): Promise<void> {
  for (const { newLocation } of STORES) {
    const community = await openCommunity(await newLocation());
    try {
      await refreshPeriodic(real.deps(community, username === undefined ? {} : { username }));
      real.letPass(60);
      await story(community, [...(await activeMembers(community)).keys()]);
    } finally {
      await community.close();
    }
  }
}

async function merge(type: 'Account' | 'Contact', winner: string, loser: string): Promise<void> {
  // jsforce's type of a record knows no fields.
  const masterRecord = { type, Id: winner } as { type: string };
  await real.admin().soap.merge({ masterRecord, recordToMergeIds: [loser] });
}

describe('what happens to records', () => {
  it('two contacts are merged: the loser is disabled, the winner has its campaigns', () =>
    tell(async (community, keys) => {
      const admin = real.admin();
      const { records } = await admin.query<{ ContactId: string }>(
        'SELECT ContactId FROM CampaignMember ORDER BY ContactId',
      );
      const loser = records.map(({ ContactId }) => ContactId).find((key) => keys.includes(key))!;
      const winner = keys.find((key) => key !== loser)!;
      await merge('Contact', winner, loser);
      assert.equal((await refreshPeriodic(real.deps(community))).disabled, 1);
      const { status, reasons } = await showMember(community, loser);
      assert.deepEqual([status, reasons], ['disabled', [`Merged into ${winner} in Salesforce`]]);
      await real.assertComplete(community);
    }));

  it('two accounts are merged: whose account is another now is found within a day', () =>
    tell(async (community) => {
      const admin = real.admin();
      const { records } = await admin.query<{ Id: string }>('SELECT Id FROM Account LIMIT 2');
      const [master, loser] = records.map(({ Id }) => Id) as [string, string];
      await merge('Account', master, loser);
      assert.equal((await refreshPeriodic(real.deps(community))).disabled, 0);
      real.letPass(DAY);
      await refreshPeriodic(real.deps(community));
      await real.assertComplete(community);
    }));

  it('a contact is deleted and comes back: so does the member, within a day', () =>
    tell(async (community, [key]) => {
      await real.admin().sobject('Contact').destroy(key!);
      assert.equal((await refreshPeriodic(real.deps(community))).disabled, 1);
      await real.admin().soap.undelete([key!]);
      real.letPass(DAY);
      await refreshPeriodic(real.deps(community));
      assert.equal((await showMember(community, key!)).status, 'active');
      await real.assertComplete(community);
    }));

  it('a campaign is over and goes on again: its members leave and come back', () =>
    tell(async (community) => {
      const campaign = real.admin().sobject('Campaign');
      const { Id } = (await campaign.findOne({ Name: 'Gala' }, ['Id']))!;
      for (const EndDate of ['2020-12-31', null]) {
        await campaign.update({ Id, EndDate });
        assert.ok((await refreshPeriodic(real.deps(community))).refreshed > 0);
        await real.assertComplete(community);
        real.letPass(60);
      }
    }));

  it('a contact was deleted for good long ago: --full finds it', () =>
    tell(async (community, [key]) => {
      await real.admin().sobject('Contact').destroy(key!);
      await real.admin().soap.emptyRecycleBin([key!]);
      real.letPass(30 * DAY);
      const { disabled } = await refreshPeriodic(real.deps(community), { full: true });
      assert.equal(disabled, 1);
      const { reasons } = await showMember(community, key!);
      assert.deepEqual(reasons, ['No longer in Salesforce']);
      await real.assertComplete(community);
    }));
});

describe('a user who may see less than before', () => {
  const username = 'integration@association.example';
  const path = `permissionsets/${PACKAGE.permissionSet}.permissionset`;
  let permissionSet: string;

  before(async () => {
    permissionSet = packageFiles(associationPlan)[`${path}-meta.xml`]!;
    await grant(permissionSet);
    await createUser(real.admin(), username, 'Minimum Access - Salesforce');
    await assignPermissionSet(real.admin(), PACKAGE.permissionSet, username);
  });

  async function grant(content: string): Promise<void> {
    const members = { PermissionSet: [PACKAGE.permissionSet] };
    const { success, problems } = await deploy(real.admin(), members, { [path]: content });
    assert.ok(success, JSON.stringify(problems));
  }

  it('without View All: nobody is taken for gone who is not shown', () =>
    tell(async (community, keys) => {
      await grant(
        permissionSet.replaceAll(
          '<viewAllRecords>true</viewAllRecords>',
          '<viewAllRecords>false</viewAllRecords>',
        ),
      );
      const { examined, disabled, comment } = await refreshPeriodic(
        real.deps(community, { username }),
        { full: true },
      );
      assert.deepEqual([examined, disabled], [0, 0]);
      assert.match(comment ?? '', /stay as they are: .*View All/);
      assert.deepEqual([...(await activeMembers(community)).keys()], keys);
      await grant(permissionSet);
      await refreshPeriodic(real.deps(community, { username }));
      await real.assertComplete(community);
    }, username));

  it('without a field of the worksheet: the refresh fails, and nothing is read as blank', () =>
    tell(async (community) => {
      const before = await activeMembers(community);
      const admin = real.admin();
      const [first] = before.keys();
      await admin.sobject('Contact').update({ Id: first!, Title: 'Dean' });
      await grant(
        permissionSet.replace(
          /<fieldPermissions>(?:(?!<\/fieldPermissions>).)*Contact\.HL_Level__c.*?<\/fieldPermissions>/s,
          '',
        ),
      );
      for (const bulkFrom of [Infinity, 1]) {
        for (const full of [false, true]) {
          await assert.rejects(
            refreshPeriodic(real.deps(community, { username, bulkFrom }), { full }),
            { name: 'FieldNotVisible', message: /HL_Level__c/ },
          );
        }
      }
      assert.deepEqual(await activeMembers(community), before);
      await grant(permissionSet);
      await refreshPeriodic(real.deps(community, { username }));
      await real.assertComplete(community);
    }, username));
});
