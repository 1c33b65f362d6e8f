import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ComponentStatus,
  type DeployMessage,
  type FileResponse,
} from '@salesforce/source-deploy-retrieve';
import { adviceOn } from '../../src/deploy/advice.ts';
import { describeProblem, listComponents } from '../../src/deploy/components.ts';

const field: FileResponse = {
  type: 'CustomField',
  fullName: 'Contact.HL_Mod_Date__c',
  state: ComponentStatus.Created,
  filePath: 'force-app/HL_Mod_Date__c.field-meta.xml',
};

const brokenFlow: FileResponse = {
  type: 'Flow',
  fullName: 'HL_Contact',
  state: ComponentStatus.Failed,
  filePath: 'force-app/HL_Contact.flow-meta.xml',
  lineNumber: 12,
  columnNumber: 3,
  error: "The formula doesn't compile (12:3)",
  problemType: 'Error',
};

function failure(parts: Partial<DeployMessage>): DeployMessage {
  return {
    changed: false,
    created: false,
    createdDate: '',
    deleted: false,
    fileName: '',
    fullName: '',
    success: false,
    ...parts,
  };
}

test('failed components come first, with file, line and Salesforce’s own words', () => {
  assert.deepEqual(listComponents([field, brokenFlow], {}), [
    {
      type: 'Flow',
      fullName: 'HL_Contact',
      state: 'Failed',
      file: 'force-app/HL_Contact.flow-meta.xml',
      line: 12,
      column: 3,
      problem: "The formula doesn't compile",
    },
    {
      type: 'CustomField',
      fullName: 'Contact.HL_Mod_Date__c',
      state: 'Created',
      file: 'force-app/HL_Mod_Date__c.field-meta.xml',
    },
  ]);
});

test('a failure that concerns no file of ours is listed, one that does is listed once', () => {
  const components = listComponents([brokenFlow], {
    componentFailures: [
      failure({ componentType: 'Flow', fullName: 'HL_Contact', problem: 'The formula…' }),
      failure({ componentType: '', fullName: 'package.xml', problem: 'No such member' }),
    ],
  });
  assert.deepEqual(
    components.map(({ type, fullName, problem }) => [type, fullName, problem]),
    [
      ['Package', 'package.xml', 'No such member'],
      ['Flow', 'HL_Contact', "The formula doesn't compile"],
    ],
  );
});

test('a failed Apex test is a problem of the deployment; Salesforce sends a single one bare', () => {
  const components = listComponents([field], {
    runTestResult: {
      failures: {
        id: '',
        name: 'ContactTest',
        methodName: 'stamps',
        message: 'Assertion failed',
        packageName: '',
        stackTrace: '',
        time: '1',
        type: 'Class',
      },
    },
  });
  assert.deepEqual(components[0], {
    type: 'Test',
    fullName: 'ContactTest.stamps',
    state: 'Failed',
    problem: 'Assertion failed',
  });
});

test('a problem reads as compilers write it, as far as its place is known', () => {
  const [flow] = listComponents([brokenFlow], {});
  assert.equal(
    describeProblem(flow!),
    "force-app/HL_Contact.flow-meta.xml:12:3  The formula doesn't compile",
  );
  assert.equal(
    describeProblem({ type: 'Flow', fullName: 'X', state: 'Failed', problem: 'Unknown' }),
    'Flow X  Unknown',
  );
});

test('there is something to do about every failure', () => {
  const says = (problem: string, type = 'Flow') =>
    adviceOn({ type, fullName: 'X', state: 'Failed', problem });
  assert.equal(
    says('In field: field - no CustomField named Contact.Level__c found', 'PermissionSet'),
    'missingField',
  );
  assert.equal(
    says('The formula expression is invalid: Field Level__c does not exist. Check spelling.'),
    'missingField',
  );
  assert.equal(says('Not available for deploy for this organization'), 'notInOrg');
  assert.equal(
    says('Average test coverage across all Apex Classes and Triggers is 0%', 'Package'),
    'coverage',
  );
  assert.equal(says('System.AssertException: Assertion Failed', 'Test'), 'test');
  assert.equal(says('unable to obtain exclusive access to this record'), 'passing');
  assert.equal(says('Element foo invalid at this location in type Flow'), 'editedFile');
});
