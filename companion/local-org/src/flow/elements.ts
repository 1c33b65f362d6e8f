import type { ElementSpec } from '../metadata/elements.ts';
import { actionCall } from './actionElements.ts';
import {
  base,
  condition,
  connector,
  dataTypes,
  filter,
  named,
  node,
  notImplementedOfNodes,
  oneOf,
  processMetadataValues,
  value,
  words,
} from './elementParts.ts';
import { collectionProcessor } from './processorElements.ts';
import { choice, dynamicChoiceSet, screen } from './screenElements.ts';

/*
 * What a flow file may hold: the types of the Metadata API's Flow
 * (@salesforce/types/metadata), split into what the local org executes and
 * what it refuses by name. A test compares these tables with the types.
 */

const rule: ElementSpec = {
  type: 'FlowRule',
  required: { name: 'text', conditionLogic: 'text', conditions: [condition], label: 'text' },
  optional: { ...named, connector, doesRequireRecordChangedToMeetCriteria: 'boolean' },
  notImplemented: ['attributes', 'isGroupedConditions'],
};
const decision: ElementSpec = {
  type: 'FlowDecision',
  required: { ...node.required, rules: [rule] },
  optional: { ...node.optional, defaultConnector: connector, defaultConnectorLabel: 'text' },
  notImplemented: ['attributes', ...notImplementedOfNodes],
};
const assignment: ElementSpec = {
  type: 'FlowAssignment',
  required: {
    ...node.required,
    assignmentItems: [
      {
        type: 'FlowAssignmentItem',
        required: {
          assignToReference: 'text',
          operator: oneOf(
            'None Assign Add Subtract AddItem RemoveFirst RemoveBeforeFirst RemoveAfterFirst RemoveAll AddAtStart RemoveUncommon AssignCount RemovePosition',
          ),
        },
        optional: { ...base, value },
      },
    ],
  },
  optional: { ...node.optional, connector },
  notImplemented: notImplementedOfNodes,
};
const inputAssignments: readonly [ElementSpec] = [
  {
    type: 'FlowInputFieldAssignment',
    required: { field: 'text' },
    optional: { ...base, value },
  },
];
const recordCreate: ElementSpec = {
  type: 'FlowRecordCreate',
  required: node.required,
  optional: {
    ...node.optional,
    assignRecordIdToReference: 'text',
    connector,
    faultConnector: connector,
    inputAssignments,
    inputReference: 'text',
    object: 'text',
    storeOutputAutomatically: 'boolean',
  },
  notImplemented: [
    ...words(
      'doesUpsert doesUpsertAllOrNone filterLogic filters operationMultMatchingRecords operationOneMatchingRecord operationZeroMatchingRecords upsertExternalIdField upsertStandardIdField',
    ),
    ...notImplementedOfNodes,
  ],
};
const recordUpdate: ElementSpec = {
  type: 'FlowRecordUpdate',
  required: node.required,
  optional: {
    ...node.optional,
    connector,
    faultConnector: connector,
    filterLogic: 'text',
    filters: [filter],
    inputAssignments,
    inputReference: 'text',
    object: 'text',
  },
  notImplemented: notImplementedOfNodes,
};
const recordDelete: ElementSpec = {
  type: 'FlowRecordDelete',
  required: node.required,
  optional: {
    ...node.optional,
    connector,
    faultConnector: connector,
    filterLogic: 'text',
    filters: [filter],
    inputReference: 'text',
    object: 'text',
  },
  notImplemented: notImplementedOfNodes,
};
const recordLookup: ElementSpec = {
  type: 'FlowRecordLookup',
  required: { ...node.required, object: 'text' },
  optional: {
    ...node.optional,
    assignNullValuesIfNoRecordsFound: 'boolean',
    connector,
    faultConnector: connector,
    filterLogic: 'text',
    filters: [filter],
    getFirstRecordOnly: 'boolean',
    limit: value,
    outputAssignments: [
      {
        type: 'FlowOutputFieldAssignment',
        required: { assignToReference: 'text', field: 'text' },
        optional: base,
      },
    ],
    outputReference: 'text',
    queriedFields: ['text'],
    sortField: 'text',
    sortOrder: oneOf('Asc Desc'),
    storeOutputAutomatically: 'boolean',
  },
  notImplemented: ['relatedRecords', ...notImplementedOfNodes],
};
const loop: ElementSpec = {
  type: 'FlowLoop',
  required: { ...node.required, collectionReference: 'text' },
  optional: {
    ...node.optional,
    assignNextValueToReference: 'text',
    iterationOrder: oneOf('Asc Desc'),
    nextValueConnector: connector,
    noMoreValuesConnector: connector,
  },
  notImplemented: notImplementedOfNodes,
};
const subflow: ElementSpec = {
  type: 'FlowSubflow',
  required: { ...node.required, flowName: 'text' },
  optional: {
    ...node.optional,
    connector,
    inputAssignments: [
      {
        type: 'FlowSubflowInputAssignment',
        required: { name: 'text' },
        optional: { ...base, value },
      },
    ],
    outputAssignments: [
      {
        type: 'FlowSubflowOutputAssignment',
        required: { assignToReference: 'text', name: 'text' },
        optional: base,
      },
    ],
    storeOutputAutomatically: 'boolean',
  },
  notImplemented: notImplementedOfNodes,
};
const scheduledPath: ElementSpec = {
  type: 'FlowScheduledPath',
  optional: {
    ...named,
    connector,
    label: 'text',
    maxBatchSize: 'integer',
    name: 'text',
    offsetNumber: 'integer',
    offsetUnit: oneOf('Hours Days Minutes Months Weeks'),
    pathType: oneOf('AsyncAfterCommit ApprovalRecall'),
    recordField: 'text',
    timeSource: oneOf('RecordTriggerEvent RecordField'),
  },
};
const customError: ElementSpec = {
  type: 'FlowCustomError',
  required: {
    ...node.required,
    customErrorMessages: [
      {
        type: 'FlowCustomErrorMessage',
        required: { errorMessage: 'text', isFieldError: 'boolean' },
        optional: { ...base, fieldSelection: 'text' },
      },
    ],
  },
  optional: { ...node.optional, connector },
  notImplemented: notImplementedOfNodes,
};
const start: ElementSpec = {
  type: 'FlowStart',
  required: { locationX: 'integer', locationY: 'integer' },
  optional: {
    ...named,
    connector,
    doesRequireRecordChangedToMeetCriteria: 'boolean',
    filterFormula: 'text',
    filterLogic: 'text',
    filters: [filter],
    label: 'text',
    name: 'text',
    object: 'text',
    schedule: {
      type: 'FlowSchedule',
      required: {
        frequency: oneOf('OnActivate Once Daily Weekly Monthly Yearly Hourly Weekdays'),
        startDate: 'text',
        startTime: 'text',
      },
      notImplemented: words('dayOfMonthToRun daysOfWeekToRun endDate endTime frequencyNumber'),
    },
    recordTriggerType: oneOf('Create CreateAndUpdate Delete None Update'),
    scheduledPaths: [scheduledPath],
    triggerType: oneOf(
      'None Scheduled RecordBeforeSave RecordBeforeDelete RecordAfterSave PlatformEvent EventDrivenJourney Segment DataCloudDataChange FormSubmissionEvent Capability AutomationEvent ExternalSystemChange DataGraphDataChange Activation AdminAutomationEvent BroadcastNoTrigger OnDemandNoTrigger IndivRelatedRecord RecordQuery CampaignMember EnterpriseScaleExternalSystemChange List ApiEventTrigger Cadence',
    ),
  },
  notImplemented: [
    ...words(
      'activation activationDef activationTemplate capabilityTypes conditionLogic conditions contactPointDedupeWindowDays dataGraph dataTypeMappings entryType eventName eventType fanOutAction flowRunAsUser form individualObjectRelatedField inputs isAsync isContactPointDedupeEnabled listAction maxBatchSize objectContainer platformDataType prioritizedContactPointsList publishSegment reentryMode relatedRecordObject relatedRecordPrimaryField relatedRecordReferenceField segment sendMsgToOneContactPtPerIndv triggeringDataGraph triggeringDataModelObjectPath triggers versionString',
    ),
    ...notImplementedOfNodes,
  ],
};
const variable: ElementSpec = {
  type: 'FlowVariable',
  required: { name: 'text', dataType: dataTypes },
  optional: {
    ...named,
    isCollection: 'boolean',
    isInput: 'boolean',
    isOutput: 'boolean',
    objectType: 'text',
    scale: 'integer',
    value,
  },
  notImplemented: ['apexClass'],
};
const formula: ElementSpec = {
  type: 'FlowFormula',
  required: { name: 'text', dataType: dataTypes, expression: 'text' },
  optional: { ...named, scale: 'integer' },
};
const constant: ElementSpec = {
  type: 'FlowConstant',
  required: { name: 'text', dataType: dataTypes },
  optional: { ...named, value },
};
const textTemplate: ElementSpec = {
  type: 'FlowTextTemplate',
  required: { name: 'text', text: 'text' },
  optional: { ...named, isViewedAsPlainText: 'boolean' },
};

/** The root element. `processType` is an open list, which grows with each release. */
export const flowSpec: ElementSpec = {
  type: 'Flow',
  required: { label: 'text' },
  optional: {
    actionCalls: [actionCall],
    apiVersion: 'text',
    areMetricsLoggedToDataCloud: 'boolean',
    assignments: [assignment],
    choices: [choice],
    collectionProcessors: [collectionProcessor],
    constants: [constant],
    customErrors: [customError],
    decisions: [decision],
    description: 'text',
    dynamicChoiceSets: [dynamicChoiceSet],
    environments: [oneOf('Default Slack Offline')],
    formulas: [formula],
    fullName: 'text',
    interviewLabel: 'text',
    isTemplate: 'boolean',
    migratedFromWorkflowRuleName: 'text',
    processMetadataValues,
    processType: 'text',
    loops: [loop],
    recordCreates: [recordCreate],
    recordDeletes: [recordDelete],
    recordLookups: [recordLookup],
    recordUpdates: [recordUpdate],
    screens: [screen],
    startElementReference: 'text',
    runInMode: oneOf('DefaultMode SystemModeWithSharing SystemModeWithoutSharing UserMode'),
    start,
    subflows: [subflow],
    status: oneOf('Active Draft Obsolete InvalidDraft UnderReview'),
    textTemplates: [textTemplate],
    triggerOrder: 'integer',
    variables: [variable],
  },
  notImplemented: words(
    'accessType apexPluginCalls collectionFilterCriteria customProperties dataLookups dataSpace ends exitRules experiments groups isAdditionalPermissionRequiredToRun isOverridable orchestratedStages overriddenFlow recordRollbacks sourceTemplate stages steps timeZoneSidKey transforms waits',
  ),
};
