import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import {
  connect,
  create,
  deploy,
  longSessions,
  manualClock,
  metadataFile,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';
import type { Row } from '../support.ts';
import { createUser, grantElements } from '../security/support.ts';

/*
 * Sources: Object Reference, "Campaign", "CampaignMember", "CampaignMemberStatus"; Help, "Predefine
 * Member Status Values for Campaigns", "User Fields" (Marketing User)
 */

/** A campaign and a contact who is not in it yet. */
async function start(connection: Connection) {
  const campaign = await create(connection, 'Campaign', { Name: 'Congress', IsActive: true });
  const contact = await create(connection, 'Contact', { LastName: 'Byron', Email: 'a@b.example' });
  return { campaign, contact };
}

test('a new campaign is planned and has two statuses for its members', () =>
  withOrg(async (_org, connection) => {
    await start(connection);
    assert.deepEqual(
      await rowsOf(
        connection,
        `SELECT Campaign.Name, Campaign.Status, Label, SortOrder, IsDefault, HasResponded
         FROM CampaignMemberStatus ORDER BY SortOrder`,
      ).then((rows) => rows.map(({ Campaign, ...row }) => [(Campaign as Row).Status, row])),
      [
        ['Planned', { Label: 'Sent', SortOrder: 1, IsDefault: true, HasResponded: false }],
        ['Planned', { Label: 'Responded', SortOrder: 2, IsDefault: false, HasResponded: true }],
      ],
    );
  }));

suite('a member', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');

  /** (status asked for, status, responded) */
  const settled: readonly (readonly [string | null, string, boolean])[] = [
    [null, 'Sent', false],
    ['Sent', 'Sent', false],
    ['Responded', 'Responded', true],
    // "If the specified status value is not a valid campaign member status the API assigns the default"
    ['Speaker', 'Sent', false],
  ];
  for (const [asked, Status, HasResponded] of settled) {
    test(`who is created as ${asked} is ${Status}`, () =>
      withOrg(
        async (_org, connection) => {
          const { campaign, contact } = await start(connection);
          await create(connection, 'CampaignMember', {
            CampaignId: campaign,
            ContactId: contact,
            Status: asked,
          });
          assert.deepEqual(
            await rowsOf(
              connection,
              'SELECT Status, HasResponded, FirstRespondedDate FROM CampaignMember',
            ),
            [{ Status, HasResponded, FirstRespondedDate: HasResponded ? '2026-11-21' : null }],
          );
        },
        { clock },
      ));
  }

  test('takes a status that was added, and keeps the day of the first response', () => {
    const days = manualClock('2026-11-21T08:00:00Z');
    return withOrg(
      async (_org, connection) => {
        const { campaign, contact } = await start(connection);
        await create(connection, 'CampaignMemberStatus', {
          CampaignId: campaign,
          Label: 'Speaker',
          SortOrder: 3,
          IsDefault: true,
          HasResponded: true,
        });
        assert.deepEqual(
          await rowsOf(connection, 'SELECT Label FROM CampaignMemberStatus WHERE IsDefault = true'),
          [{ Label: 'Speaker' }],
        );
        const member = await create(connection, 'CampaignMember', {
          CampaignId: campaign,
          ContactId: contact,
        });
        days.advance(60 * 60 * 24 * 3);
        await connection.sobject('CampaignMember').update({ Id: member, Status: 'Responded' });
        assert.deepEqual(
          await rowsOf(connection, 'SELECT Status, FirstRespondedDate FROM CampaignMember'),
          [{ Status: 'Responded', FirstRespondedDate: '2026-11-21' }],
        );
      },
      { clock: days, ...longSessions },
    );
  });

  test('shows what the contact holds, and is found through contact and campaign', () =>
    withOrg(async (_org, connection) => {
      const { campaign, contact } = await start(connection);
      await create(connection, 'CampaignMember', { CampaignId: campaign, ContactId: contact });
      await connection.sobject('Contact').update({ Id: contact, FirstName: 'Ada' });
      assert.deepEqual(
        await rowsOf(
          connection,
          `SELECT Name, FirstName, Email, Type, LeadOrContactId, CompanyOrAccount
           FROM CampaignMember WHERE FirstName = 'Ada'`,
        ),
        [
          {
            Name: 'Ada Byron',
            FirstName: 'Ada',
            Email: 'a@b.example',
            Type: 'Contact',
            LeadOrContactId: contact,
            CompanyOrAccount: null,
          },
        ],
      );
      for (const object of ['Contact', 'Campaign']) {
        const [parent] = await rowsOf(
          connection,
          `SELECT (SELECT Campaign.Name, Contact.LastName, Status FROM CampaignMembers) FROM ${object}`,
        );
        const { totalSize } = parent!.CampaignMembers as { totalSize: number };
        assert.equal(totalSize, 1, object);
      }
      const { childRelationships } = await connection.sobject('Contact').describe();
      const members = childRelationships.find(
        ({ childSObject }) => childSObject === 'CampaignMember',
      );
      assert.deepEqual(
        [members?.relationshipName, members?.field, members?.cascadeDelete],
        ['CampaignMembers', 'ContactId', true],
      );
    }));

  for (const parent of ['campaign', 'contact'] as const) {
    test(`goes with its ${parent}, and comes back with it`, () =>
      withOrg(async (_org, connection) => {
        const ids = await start(connection);
        await create(connection, 'CampaignMember', {
          CampaignId: ids.campaign,
          ContactId: ids.contact,
        });
        await connection
          .sobject(parent === 'campaign' ? 'Campaign' : 'Contact')
          .delete(ids[parent]);
        assert.deepEqual(await rowsOf(connection, 'SELECT Id FROM CampaignMember'), []);
        assert.equal((await rowsOf(connection, 'SELECT Id FROM CampaignMember', true)).length, 1);
        await connection.soap.undelete([ids[parent]]);
        assert.equal((await rowsOf(connection, 'SELECT Id FROM CampaignMember')).length, 1);
      }));
  }

  test('moves to the contact that a merge keeps, unless that one is in the campaign', () =>
    withOrg(async (_org, connection) => {
      const { campaign, contact: master } = await start(connection);
      const other = await create(connection, 'Campaign', { Name: 'Newsletter' });
      const loser = await create(connection, 'Contact', { LastName: 'Biron' });
      const join = (CampaignId: string, ContactId: string, Status: string) =>
        create(connection, 'CampaignMember', { CampaignId, ContactId, Status });
      await join(campaign, master, 'Responded');
      await join(campaign, loser, 'Sent');
      const moved = await join(other, loser, 'Sent');
      const { updatedRelatedIds } = await connection.soap.merge({
        masterRecord: { type: 'Contact', Id: master },
        recordToMergeIds: [loser],
      });
      assert.deepEqual(updatedRelatedIds, [moved]);
      assert.deepEqual(
        await rowsOf(connection, 'SELECT ContactId, Status FROM CampaignMember ORDER BY Status'),
        [
          { ContactId: master, Status: 'Sent' },
          { ContactId: master, Status: 'Responded' },
        ],
      );
    }));
});

test('what Salesforce refuses about campaigns is refused', () =>
  withOrg(async (org, connection) => {
    const { campaign, contact } = await start(connection);
    const body = { CampaignId: campaign, ContactId: contact };
    const member = await create(connection, 'CampaignMember', body);
    const [sent] = await rowsOf(
      connection,
      "SELECT Id FROM CampaignMemberStatus WHERE Label = 'Sent'",
    );
    const status = `/sobjects/CampaignMemberStatus/${String(sent!.Id)}`;
    const refusals: readonly (readonly [string, string, unknown, string, RegExp])[] = [
      // Public error reports: "DUPLICATE_VALUE: Already a campaign member."
      [
        'POST',
        '/sobjects/CampaignMember',
        body,
        'DUPLICATE_VALUE',
        /^Already a campaign member\.$/,
      ],
      [
        'POST',
        '/sobjects/CampaignMember',
        { CampaignId: campaign },
        'REQUIRED_FIELD_MISSING',
        /ContactId/,
      ],
      [
        'POST',
        '/sobjects/CampaignMember',
        { ContactId: contact },
        'REQUIRED_FIELD_MISSING',
        /CampaignId/,
      ],
      [
        'PATCH',
        `/sobjects/CampaignMember/${member}`,
        { HasResponded: true },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        /HasResponded/,
      ],
      [
        'PATCH',
        `/sobjects/CampaignMember/${member}`,
        { ContactId: contact },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        /ContactId/,
      ],
      ['DELETE', status, undefined, 'DELETE_FAILED', /designated as the default status/],
      ['PATCH', status, { IsDefault: false }, 'FIELD_INTEGRITY_EXCEPTION', /default/],
    ];
    for (const [method, path, sentBody, code, message] of refusals) {
      const error = await restError(org, method, path, sentBody);
      assert.equal(error.errorCode, code, path);
      assert.match(error.message, message);
    }
    assert.equal((await rowsOf(connection, 'SELECT Id FROM CampaignMember')).length, 1);
  }));

suite('who may do what with campaigns', () => {
  const ALL = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead'];
  const asClerk = (
    objects: Record<string, readonly string[]>,
    work: (clerk: Connection, admin: Connection, user: string) => Promise<void>,
  ) =>
    withOrg(async (org, admin) => {
      const { fieldPermissions, objectPermissions, userPermissions } = grantElements({
        objects,
        userPermissions: ['ApiEnabled'],
      });
      const content = `<custom>true</custom>${fieldPermissions}${objectPermissions}${userPermissions}`;
      const { problems } = await deploy(
        admin,
        { Profile: ['Clerk'] },
        { 'profiles/Clerk.profile': metadataFile('Profile', content) },
      );
      assert.deepEqual(problems, []);
      const user = await createUser(admin, 'clerk@association.example', 'Clerk');
      await work(connect(org, org.openSession('clerk@association.example')), admin, user);
    });

  test('campaigns are made by marketing users alone', () =>
    asClerk({ Campaign: ALL }, async (clerk, admin, user) => {
      await assert.rejects(
        create(clerk, 'Campaign', { Name: 'X' }),
        /CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY|entity type cannot be inserted: Campaign/,
      );
      await admin.sobject('User').update({ Id: user, UserPermissionsMarketingUser: true });
      await create(clerk, 'Campaign', { Name: 'X' });
      assert.equal((await rowsOf(clerk, 'SELECT Id FROM Campaign')).length, 1);
    }));

  test('members are seen with their campaign, and added by whoever sees it', () =>
    asClerk(
      { Account: ['allowRead'], Campaign: ['allowRead'], Contact: ALL },
      async (clerk, admin, user) => {
        const { campaign, contact } = await start(admin);
        await create(admin, 'CampaignMember', { CampaignId: campaign, ContactId: contact });
        assert.deepEqual(await rowsOf(clerk, 'SELECT Id FROM CampaignMember'), []);
        await admin.sobject('Campaign').update({ Id: campaign, OwnerId: user });
        assert.equal((await rowsOf(clerk, 'SELECT Id FROM CampaignMember')).length, 1);
        const own = await create(clerk, 'Contact', { LastName: 'Own' });
        const member = await create(clerk, 'CampaignMember', {
          CampaignId: campaign,
          ContactId: own,
        });
        await assert.rejects(
          clerk.sobject('CampaignMember').update({ Id: member, Status: 'Responded' }),
          /entity type cannot be updated/,
        );
      },
    ));

  test('without campaigns there are no members', () =>
    asClerk({ Account: ['allowRead'], Contact: ALL }, async (clerk) => {
      await assert.rejects(rowsOf(clerk, 'SELECT Id FROM CampaignMember'), /is not supported/);
    }));
});
