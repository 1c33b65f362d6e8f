import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFiles } from '../../src/metadata/package.ts';
import { planOf } from './support.ts';

const APPROVAL_FLOW = 'flows/HL_Contact_Approval.flow-meta.xml';
const FULLEST =
  'flowDown: [{ account: Industry, type: picklist }]\ncontainerAccounts: { matching: assign, activateWhen: [{ field: Title, filled: true }] }';

const flows = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).filter(([path]) => path.startsWith('flows/'));

describe('the package with container accounts', () => {
  it('has nothing of them unless the worksheet asks for them', () => {
    const paths = Object.keys(packageFiles(planOf('')));
    assert.ok(!paths.some((path) => /Approv|Container|Sign_Up|workflows|email/.test(path)));
  });

  it('writes no formula field: whoever names one keeps IsActive by it', () => {
    const files = packageFiles(
      planOf('isActive: { field: Is_Member__c, formula: true }\ncontainerAccounts: {}'),
    );
    assert.ok(!files[APPROVAL_FLOW]!.includes('Is_Member__c'));
    assert.ok(!Object.keys(files).some((path) => path.includes('HL_Account_Container')));
  });

  it('knows the free-mail domains of the worksheet, whatever their case', () => {
    const flow = packageFiles(planOf('containerAccounts: { freeMailDomains: [Isp.Example] }'))[
      APPROVAL_FLOW
    ]!;
    assert.match(flow, /;isp\.example;/);
    assert.match(flow, /;gmail\.com;/);
  });

  it('gives a path for every fault: none is left to undo the user’s save', () => {
    for (const [path, text] of flows(packageFiles(planOf(FULLEST)))) {
      const canFail = text.match(
        /<(actionCalls|recordCreates|recordLookups|recordUpdates|recordDeletes)>[^]*?<\/\1>/g,
      );
      for (const element of canFail ?? []) {
        assert.match(element, /<faultConnector>/, `${path}: ${element.slice(0, 200)}`);
      }
    }
  });
});
