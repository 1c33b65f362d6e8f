import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Component } from '../xml.ts';

type FlowTest = Component<'FlowTest'>;
type Parameter = 'InputTriggeringRecordInitial' | 'InputTriggeringRecordUpdated';

/** Flow tests of the flows that stamp, by name: what Flow Builder shows and runs. */
export const stampFlowTests: Readonly<Record<string, FlowTest>> = {
  HL_Contact_Mod_Date_New: flowTest(PACKAGE.stampFlows.Contact, 'HL New contact is stamped', {
    InputTriggeringRecordInitial: { LastName: 'Flow Test' },
  }),
  HL_Contact_Mod_Date_Changed: flowTest(
    PACKAGE.stampFlows.Contact,
    'HL Changed contact is stamped',
    {
      InputTriggeringRecordInitial: { LastName: 'Flow Test', Title: 'Member' },
      InputTriggeringRecordUpdated: { LastName: 'Flow Test', Title: 'President' },
    },
  ),
  HL_Account_Mod_Date_New: flowTest(PACKAGE.stampFlows.Account, 'HL New account is stamped', {
    InputTriggeringRecordInitial: { Name: 'Flow Test' },
  }),
};

function flowTest(
  flowApiName: string,
  label: string,
  records: Readonly<Partial<Record<Parameter, object>>>,
): FlowTest {
  return {
    description: 'Fails if the flow does not set HL_Mod_Date, or takes a fault path.',
    flowApiName,
    label,
    testPoints: [
      {
        elementApiName: 'Start',
        parameters: Object.entries(records).map(([type, record]) => ({
          leftValueReference: '$Record',
          type: type as Parameter,
          value: { sobjectValue: JSON.stringify(record) },
        })),
      },
      {
        assertions: [
          {
            conditions: [isNull(`$Record.${PACKAGE.modDate}`, false)],
            errorMessage: 'HL_Mod_Date is not set.',
          },
          {
            conditions: [isNull('$Flow.FaultMessage', true)],
            errorMessage: 'The flow took a fault path.',
          },
        ],
        elementApiName: 'Finish',
      },
    ],
    testType: 'WithAssertion',
  };
}

function isNull(leftValueReference: string, yes: boolean) {
  return {
    leftValueReference,
    operator: 'IsNull' as const,
    rightValue: { booleanValue: yes },
  };
}
