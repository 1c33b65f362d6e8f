import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { longSessions, manualClock } from '../support.ts';
import {
  add,
  change,
  condition,
  decide,
  filter,
  first,
  flow,
  get,
  lookUp,
  no,
  number,
  ofRecord,
  outcome,
  reference,
  text,
  triggered,
  withFlow,
  yes,
} from './publishedFlows.ts';
import { assignments, connector, create, escape, input, item, named } from './support.ts';

/*
 * Flows built as those that public repositories hold: the same elements, connected in the same way,
 * with objects, names and words of our own.
 */

suite('flows as others publish them', () => {
  test('a new record gets its defaults before it is saved', () =>
    withFlow(
      flow(
        change(
          'Set_Defaults',
          input('Asked__c', reference('$Flow.CurrentDateTime')) +
            input('Department', text('Members')) +
            input('LeadSource', text('Web')) +
            ofRecord,
        ),
        triggered('Set_Defaults', 'Contact', 'RecordBeforeSave', 'Create'),
      ),
      async (connection) => {
        const contact = await get(
          connection,
          'Contact',
          await add(connection, 'Contact', { LastName: 'A' }),
        );
        assert.deepEqual([contact['Department'], contact['LeadSource']], ['Members', 'Web']);
        assert.equal(contact['Asked__c'], contact['CreatedDate']);
      },
    ));

  test('a rating follows from a number, by outcomes in turn', () => {
    const rate = (rating: string) =>
      assignments(`Set_${rating}`, [item('$Record.Rating', 'Assign', text(rating))]);
    const over = (amount: number) =>
      condition('$Record.AnnualRevenue', 'GreaterThan', number(amount));
    return withFlow(
      flow(
        decide(
          'Check_Revenue',
          outcome('Is_Hot', over(1_000_000), 'Set_Hot') +
            outcome('Is_Warm', over(1_000), 'Set_Warm'),
          'Set_Cold',
        ) +
          rate('Hot') +
          rate('Warm') +
          rate('Cold'),
        triggered(
          'Check_Revenue',
          'Account',
          'RecordBeforeSave',
          'CreateAndUpdate',
          `<filterFormula>${escape('NOT(ISNULL({!$Record.AnnualRevenue}))\n && (ISNEW() || ISCHANGED({!$Record.AnnualRevenue}))')}</filterFormula>`,
        ),
      ),
      async (connection) => {
        const id = await add(connection, 'Account', { Name: 'A', AnnualRevenue: 5_000 });
        const rating = async () => (await get(connection, 'Account', id))['Rating'] as string;
        assert.equal(await rating(), 'Warm');
        await connection.sobject('Account').update({ Id: id, AnnualRevenue: 2_000_000 });
        assert.equal(await rating(), 'Hot');
        await connection.sobject('Account').update({ Id: id, Rating: 'Cold' });
        assert.equal(await rating(), 'Cold');
      },
    );
  });

  test('a child that comes to be in one of two states changes its parent, where it has one', () =>
    withFlow(
      flow(
        decide(
          'Parent_Present',
          outcome('Has_Parent', condition('$Record.AccountId', 'IsNull', no), 'Update_Parent'),
        ) +
          change(
            'Update_Parent',
            '<filterLogic>and</filterLogic>' +
              filter('Id', 'EqualTo', reference('$Record.AccountId')) +
              input('Site', reference('$Record.Title')) +
              '<object>Account</object>',
          ),
        triggered(
          'Parent_Present',
          'Contact',
          'RecordAfterSave',
          'CreateAndUpdate',
          '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria><filterLogic>or</filterLogic>' +
            filter('Title', 'EqualTo', text('Active')) +
            filter('Title', 'EqualTo', text('Cancelled')),
        ),
      ),
      async (connection) => {
        const AccountId = await add(connection, 'Account', { Name: 'A' });
        const Id = await add(connection, 'Contact', { LastName: 'A', AccountId, Title: 'New' });
        const site = async () => (await get(connection, 'Account', AccountId))['Site'] as string;
        assert.equal(await site(), null);
        await connection.sobject('Contact').update({ Id, Title: 'Active' });
        assert.equal(await site(), 'Active');
        // It met the conditions before.
        await connection.sobject('Contact').update({ Id, Title: 'Cancelled' });
        assert.equal(await site(), 'Active');
        await add(connection, 'Contact', { LastName: 'B', Title: 'Active' });
      },
    ));

  test('a number goes on from the highest of its like', () =>
    withFlow(
      flow(
        lookUp(
          'Highest',
          'Contact',
          filter('AccountId', 'EqualTo', reference('$Record.AccountId')) +
            filter('Rank__c', 'IsNull', no) +
            first +
            '<sortField>Rank__c</sortField><sortOrder>Desc</sortOrder>',
          'Is_First',
        ) +
          decide(
            'Is_First',
            outcome('None_Yet', condition('Highest', 'IsNull', yes), 'Assign_First'),
            'Assign_Next',
          ) +
          assignments('Assign_First', [item('$Record.Rank__c', 'Assign', number(1))]) +
          assignments('Assign_Next', [item('$Record.Rank__c', 'Assign', reference('Next'))]) +
          '<formulas><name>Next</name><dataType>Number</dataType><expression>{!Highest.Rank__c} + 1</expression><scale>0</scale></formulas>',
        triggered(
          'Highest',
          'Contact',
          'RecordBeforeSave',
          'CreateAndUpdate',
          `<filterLogic>and</filterLogic>${filter('Rank__c', 'IsNull', yes)}`,
        ),
      ),
      async (connection) => {
        const AccountId = await add(connection, 'Account', { Name: 'A' });
        const ranks = [];
        for (const LastName of ['A', 'B', 'C']) {
          const id = await add(connection, 'Contact', { LastName, AccountId });
          ranks.push((await get(connection, 'Contact', id))['Rank__c'] as number);
        }
        assert.deepEqual(ranks, [1, 2, 3]);
      },
    ));

  test('a late answer writes down the queue that takes over, found by its name', () =>
    withFlow(
      flow(
        lookUp(
          'Get_Queue',
          'Group',
          filter('DeveloperName', 'EqualTo', text('Answering')) +
            filter('Type', 'EqualTo', text('Queue')) +
            first,
          'Take_Over',
        ) + change('Take_Over', input('Description', reference('Get_Queue.Id')) + ofRecord),
        triggered(
          'Get_Queue',
          'Contact',
          'RecordAfterSave',
          'CreateAndUpdate',
          `<filterFormula>${escape('ISCHANGED({!$Record.Answered__c}) &&\n(({!$Record.Answered__c} - {!$Record.Asked__c}) * 24) > 14 &&\nNOT(ISPICKVAL({!$Record.LeadSource}, "Other"))')}</filterFormula>`,
        ),
      ),
      async (connection) => {
        const [queue] = (await connection.query("SELECT Id FROM Group WHERE Type = 'Queue'"))
          .records;
        const answer = async (hours: string, LeadSource = 'Web') => {
          const Id = await add(connection, 'Contact', {
            LastName: 'A',
            LeadSource,
            Asked__c: '2026-11-20T00:00:00Z',
          });
          await connection
            .sobject('Contact')
            .update({ Id, Answered__c: `2026-11-20T${hours}:00Z` });
          return (await get(connection, 'Contact', Id))['Description'] as string | null;
        };
        assert.equal(await answer('14:30'), queue!.Id);
        assert.equal(await answer('13:30'), null);
        assert.equal(await answer('14:30', 'Other'), null);
      },
    ));

  test('people are told by e-mail; when that fails it is written down', () =>
    withFlow(
      flow(
        `<actionCalls>${named('Tell_Office')}<actionName>emailSimple</actionName><actionType>emailSimple</actionType>${connector('Note_Fault', 'faultConnector')}<flowTransactionModel>CurrentTransaction</flowTransactionModel>
        <inputParameters><name>emailAddresses</name><value>${reference('$Record.Email')}</value></inputParameters>
        <inputParameters><name>emailSubject</name><value>${text('A sign-up')}</value></inputParameters>
        <inputParameters><name>emailBody</name><value>${reference('Body')}</value></inputParameters>
        <nameSegment>emailSimple</nameSegment><offset>0</offset><versionString>1.0.1</versionString></actionCalls>` +
          create(
            'Note_Fault',
            'Account',
            input('Name', text('Fault')) + input('Description', reference('$Flow.FaultMessage')),
          ) +
          '<textTemplates><name>Body</name><isViewedAsPlainText>true</isViewedAsPlainText><text>Signed up: {!$Record.LastName}</text></textTemplates>',
        triggered('Tell_Office', 'Contact', 'RecordAfterSave', 'Create'),
      ),
      async (connection, org) => {
        await add(connection, 'Contact', { LastName: 'A', Email: 'a@x.example' });
        assert.equal(org.outbox()[0]!.text, 'Signed up: A');
        await add(connection, 'Contact', { LastName: 'B' });
        assert.equal(org.outbox().length, 1);
        const { records } = await connection.query('SELECT Description FROM Account');
        assert.match(records[0]!['Description'] as string, /0 recipients/);
      },
    ));

  test('every night what has been left behind is collected and saved at once', () => {
    const clock = manualClock('2026-11-21T08:00:00Z');
    const nightly = flow(
      lookUp(
        'Get_Stale',
        'Contact',
        filter('Title', 'EqualTo', text('Stale')) +
          '<getFirstRecordOnly>false</getFirstRecordOnly><sortField>LastName</sortField><sortOrder>Asc</sortOrder>',
        'Oldest_Two',
      ) +
        `<collectionProcessors>${named('Oldest_Two')}<elementSubtype>SortCollectionProcessor</elementSubtype><collectionProcessorType>SortCollectionProcessor</collectionProcessorType><collectionReference>Get_Stale</collectionReference>${connector('Each')}<limit>2</limit><sortOptions><doesPutEmptyStringAndNullFirst>false</doesPutEmptyStringAndNullFirst><sortField>LastName</sortField><sortOrder>Asc</sortOrder></sortOptions></collectionProcessors>` +
        `<loops>${named('Each')}<collectionReference>Get_Stale</collectionReference><iterationOrder>Asc</iterationOrder>${connector('Mark', 'nextValueConnector')}${connector('Save_All', 'noMoreValuesConnector')}</loops>` +
        assignments(
          'Mark',
          [
            item('Each.Title', 'Assign', text('Reconciled')),
            item('Done', 'Add', reference('Each')),
          ],
          connector('Each'),
        ) +
        change('Save_All', '<inputReference>Done</inputReference>') +
        '<variables><name>Done</name><dataType>SObject</dataType><isCollection>true</isCollection><isInput>false</isInput><isOutput>false</isOutput><objectType>Contact</objectType></variables>',
      `${connector('Get_Stale')}<schedule><frequency>Daily</frequency><startDate>2026-11-20</startDate><startTime>02:00:00.000Z</startTime></schedule><triggerType>Scheduled</triggerType>`,
    );
    return withFlow(
      nightly,
      async (connection) => {
        for (const LastName of ['C', 'A', 'B'])
          await add(connection, 'Contact', { LastName, Title: 'Stale' });
        const done = async () => {
          const { records } = await connection.query(
            "SELECT LastName FROM Contact WHERE Title = 'Reconciled' ORDER BY LastName",
          );
          return records.map(({ LastName }) => LastName as string);
        };
        assert.deepEqual(await done(), []);
        clock.advance(18 * 3600);
        assert.deepEqual(await done(), ['A', 'B']);
        clock.advance(24 * 3600);
        assert.deepEqual(await done(), ['A', 'B', 'C']);
      },
      { clock, ...longSessions },
    );
  });
});
