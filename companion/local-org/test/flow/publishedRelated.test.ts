import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createUser } from '../security/support.ts';
import { connect, deploy, manualClock, restError, rowsOf } from '../support.ts';
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
import { assignments, connector, escape, input, item, named } from './support.ts';

/*
 * Flows built as those that public repositories hold, about records beside the one that sets them
 * off: structure theirs, objects, names and words our own.
 */

const every = '<getFirstRecordOnly>false</getFirstRecordOnly>';
const changed = (field: string) => filter(field, 'IsChanged', yes);
const logic = (value: string) => `<filterLogic>${value}</filterLogic>`;

suite('flows as others publish them, about related records', () => {
  test('an account counts its contacts', () =>
    withFlow(
      flow(
        `<variables><name>HowMany</name><dataType>Number</dataType><isCollection>false</isCollection><isInput>false</isInput><isOutput>false</isOutput><scale>0</scale></variables>` +
          lookUp(
            'Get_Contacts',
            'Contact',
            filter('AccountId', 'EqualTo', reference('$Record.AccountId')) + every,
            'Count',
          ) +
          assignments(
            'Count',
            [item('HowMany', 'AssignCount', reference('Get_Contacts'))],
            connector('Update_Account'),
          ) +
          change(
            'Update_Account',
            `${logic('and')}${filter('Id', 'EqualTo', reference('$Record.AccountId'))}${input('NumberOfEmployees', reference('HowMany'))}<object>Account</object>`,
          ),
        triggered(
          'Get_Contacts',
          'Contact',
          'RecordAfterSave',
          'CreateAndUpdate',
          logic('and') + filter('AccountId', 'IsNull', no),
        ),
      ),
      async (connection) => {
        const account = await add(connection, 'Account', { Name: 'Acme' });
        await add(connection, 'Contact', { LastName: 'A', AccountId: account });
        await add(connection, 'Contact', { LastName: 'B' });
        await add(connection, 'Contact', { LastName: 'C', AccountId: account });
        assert.equal((await get(connection, 'Account', account))['NumberOfEmployees'], 2);
      },
    ));

  test('an address goes down to the contacts that have none of their own', () => {
    const start = logic('or') + changed('BillingCity') + changed('BillingPostalCode');
    return withFlow(
      flow(
        change(
          'Copy_Address',
          `${logic('1 AND (2 OR 3)')}${filter('AccountId', 'EqualTo', reference('$Record.Id'))}${filter('MailingCity', 'IsNull', yes)}${filter('MailingCity', 'EqualTo', reference('$Record__Prior.BillingCity'))}${input('MailingCity', reference('$Record.BillingCity'))}${input('MailingPostalCode', reference('$Record.BillingPostalCode'))}<object>Contact</object>`,
        ),
        triggered('Copy_Address', 'Account', 'RecordAfterSave', 'Update', start),
      ),
      async (connection) => {
        const account = await add(connection, 'Account', { Name: 'Acme', BillingCity: 'Ulm' });
        await add(connection, 'Contact', { LastName: 'Blank', AccountId: account });
        await add(connection, 'Contact', {
          LastName: 'Own',
          AccountId: account,
          MailingCity: 'Rom',
        });
        await add(connection, 'Contact', {
          LastName: 'Same',
          AccountId: account,
          MailingCity: 'Ulm',
        });
        await connection
          .sobject('Account')
          .update({ Id: account, BillingCity: 'Bern', BillingPostalCode: '3000' });
        assert.deepEqual(
          await rowsOf(
            connection,
            'SELECT LastName, MailingCity, MailingPostalCode FROM Contact ORDER BY LastName',
          ),
          [
            { LastName: 'Blank', MailingCity: 'Bern', MailingPostalCode: '3000' },
            { LastName: 'Own', MailingCity: 'Rom', MailingPostalCode: null },
            { LastName: 'Same', MailingCity: 'Bern', MailingPostalCode: '3000' },
          ],
        );
      },
    );
  });

  test('a stage that is reached gives somebody a task', () => {
    const clock = manualClock('2026-11-20T08:00:00Z');
    return withFlow(
      flow(
        `<formulas><name>NextWeek</name><dataType>Date</dataType><expression>{!$Flow.CurrentDate} + 7</expression></formulas>
         <formulas><name>Subject</name><dataType>String</dataType><expression>${escape('"Call " & {!$Record.LastName} & IF(ISBLANK({!$Record.Phone}), "", " on " & {!$Record.Phone})')}</expression></formulas>` +
          `<recordCreates>${named('Create_Task')}${input('ActivityDate', reference('NextWeek'))}${input('OwnerId', reference('$Record.OwnerId'))}${input('Subject', reference('Subject'))}${input('WhoId', reference('$Record.Id'))}<object>Task</object></recordCreates>`,
        triggered(
          'Create_Task',
          'Contact',
          'RecordAfterSave',
          'Update',
          '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>' +
            logic('and') +
            filter('LeadSource', 'EqualTo', text('Partner')),
        ),
      ),
      async (connection) => {
        const contact = await add(connection, 'Contact', { LastName: 'Berg', Phone: '12' });
        const tasks = () => rowsOf(connection, 'SELECT Subject, ActivityDate, WhoId FROM Task');
        await connection.sobject('Contact').update({ Id: contact, LeadSource: 'Web' });
        assert.deepEqual(await tasks(), []);
        await connection.sobject('Contact').update({ Id: contact, LeadSource: 'Partner' });
        await connection.sobject('Contact').update({ Id: contact, Title: 'Still a partner' });
        assert.deepEqual(await tasks(), [
          { Subject: 'Call Berg on 12', ActivityDate: '2026-11-27', WhoId: contact },
        ]);
      },
      { clock },
    );
  });

  test('a second record with the same e-mail is refused at its field', () =>
    withFlow(
      flow(
        lookUp(
          'Find_Twin',
          'Contact',
          filter('Email', 'EqualTo', reference('$Record.Email')) +
            filter('Id', 'NotEqualTo', reference('$Record.Id')) +
            first,
          'Is_There_One',
        ) +
          decide('Is_There_One', outcome('Twin', condition('Find_Twin', 'IsNull', no), 'Refuse')) +
          `<customErrors>${named('Refuse')}<customErrorMessages><errorMessage>{!Find_Twin.LastName} has that address.</errorMessage><fieldSelection>Email</fieldSelection><isFieldError>true</isFieldError></customErrorMessages></customErrors>`,
        triggered(
          'Find_Twin',
          'Contact',
          'RecordBeforeSave',
          'CreateAndUpdate',
          logic('and') + filter('Email', 'IsNull', no),
        ),
      ),
      async (connection, org) => {
        const berg = await add(connection, 'Contact', { LastName: 'Berg', Email: 'b@x.example' });
        await connection.sobject('Contact').update({ Id: berg, Title: 'Dr' });
        const twin = { LastName: 'Other', Email: 'B@x.example' };
        const { errorCode, message, fields } = await restError(
          org,
          'POST',
          '/sobjects/Contact',
          twin,
        );
        assert.deepEqual(
          [errorCode, message, fields],
          ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Berg has that address.', ['Email']],
        );
      },
    ));

  test('new records go to the members of a group in turn', () =>
    withFlow(
      flow(
        `<formulas><name>Turn</name><dataType>Number</dataType><expression>MOD({!Seen}, 2)</expression><scale>0</scale></formulas>
         <variables><name>Seen</name><dataType>Number</dataType><isCollection>false</isCollection><isInput>false</isInput><isOutput>false</isOutput><scale>0</scale></variables>` +
          lookUp('Get_All', 'Contact', every, 'Count').replace(
            '<filterLogic>and</filterLogic>',
            '',
          ) +
          assignments(
            'Count',
            [item('Seen', 'AssignCount', reference('Get_All'))],
            connector('Whose_Turn'),
          ) +
          decide(
            'Whose_Turn',
            outcome('First_One', condition('Turn', 'EqualTo', number(0)), 'Get_First'),
            'Get_Second',
          ) +
          lookUp(
            'Get_First',
            'User',
            filter('Username', 'EqualTo', text('first@turn.example')) + first,
            'To_First',
          ) +
          lookUp(
            'Get_Second',
            'User',
            filter('Username', 'EqualTo', text('second@turn.example')) + first,
            'To_Second',
          ) +
          change('To_First', input('OwnerId', reference('Get_First.Id')) + ofRecord) +
          change('To_Second', input('OwnerId', reference('Get_Second.Id')) + ofRecord),
        triggered('Get_All', 'Contact', 'RecordBeforeSave', 'Create'),
      ),
      async (connection) => {
        await createUser(connection, 'first@turn.example');
        await createUser(connection, 'second@turn.example');
        for (const LastName of ['A', 'B', 'C']) await add(connection, 'Contact', { LastName });
        const owners = await rowsOf(
          connection,
          'SELECT Owner.Username FROM Contact ORDER BY LastName',
        );
        assert.deepEqual(
          owners.map(({ Owner }) => (Owner as { Username: string }).Username),
          ['first@turn.example', 'second@turn.example', 'first@turn.example'],
        );
      },
    ));

  test('an Id of 15 characters finds its record', () =>
    withFlow(
      flow(
        lookUp(
          'Get_Account',
          'Account',
          filter('Id', 'EqualTo', reference('$Record.Department')) + first,
          'Link',
        ) + change('Link', input('AccountId', reference('Get_Account.Id')) + ofRecord),
        triggered('Get_Account', 'Contact', 'RecordBeforeSave', 'Create'),
      ),
      async (connection) => {
        const account = await add(connection, 'Account', { Name: 'Acme' });
        const contact = await add(connection, 'Contact', {
          LastName: 'A',
          Department: account.slice(0, 15),
        });
        assert.equal((await get(connection, 'Contact', contact))['AccountId'], account);
      },
    ));

  // Reports: "The field … for the object … doesn't exist", "The value … is not valid"
  test('one that speaks of a field that another org has is refused', () =>
    withFlow(
      flow(
        change('Set', input('Department', text('x')) + ofRecord),
        triggered('Set', 'Contact', 'RecordBeforeSave', 'Create'),
      ),
      async (_connection, org) => {
        const foreign = flow(
          change('Set_Stage', input('Npsp_Stage__c', text('x')) + ofRecord),
          triggered('Set_Stage', 'Contact', 'RecordBeforeSave', 'Create'),
        );
        const { problems } = await deploy(
          connect(org),
          { Flow: ['Foreign'] },
          { 'flows/Foreign.flow': foreign },
        );
        assert.deepEqual(
          problems.map(({ problem }) => problem),
          [
            'field integrity exception: unknown (The field "Npsp_Stage__c" for the object "Contact" doesn\'t exist.)',
          ],
        );
      },
    ));

  test('one that calls Apex which is not there is refused', () =>
    withFlow(
      flow(
        change('Set', input('Department', text('x')) + ofRecord),
        triggered('Set', 'Contact', 'RecordBeforeSave', 'Create'),
      ),
      async (_connection, org) => {
        const calling = flow(
          `<actionCalls>${named('Call')}<actionName>Notifier</actionName><actionType>apex</actionType><flowTransactionModel>CurrentTransaction</flowTransactionModel></actionCalls>`,
          triggered('Call', 'Contact', 'RecordAfterSave', 'Create'),
        );
        const { success } = await deploy(
          connect(org),
          { Flow: ['Calling'] },
          { 'flows/Calling.flow': calling },
        );
        assert.equal(success, false);
      },
    ));
});
