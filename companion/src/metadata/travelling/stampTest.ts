import type { ObjectPlan, Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { GUIDE_TRIGGER_FIELDS } from '../../worksheet/standardFields.ts';

/** Text fields that every org has and lets anybody change, which the test must not pass over. */
const PLAIN = {
  Contact: GUIDE_TRIGGER_FIELDS.filter((field) => /^(LastName|Title|Phone|Fax)$/.test(field)),
  Account: ['Name', 'Phone', 'Fax'],
};

/** The Apex test of the flows that stamp: every assertion fails where its flow is off. */
export function stampTest(plan: Plan): string {
  return `/**
 * Higher Logic: new contacts and accounts are stamped, and so is a change of any field that the
 * worksheet watches. Written by "hl generate". If your org requires further fields of a contact or an
 * account, set them in newContact and newAccount.
 */
@IsTest
private class HL_StampTest {
  private static final Datetime LONG_AGO = Datetime.newInstanceGmt(2000, 1, 1);

  private static Contact newContact(Integer n) {
    return new Contact(LastName = 'HL Stamp Test ' + n);
  }

  private static Account newAccount(Integer n) {
    return new Account(Name = 'HL Stamp Test ' + n);
  }
${methodsFor('Contact', plan.contact)}${methodsFor('Account', plan.account)}
  /** Changes one field after the other, each of a record whose stamp is old. */
  private static void assertEachStamps(SObject record, List<String> fields, Set<String> plain) {
    insert record;
    Map<String, Schema.SObjectField> known = record.getSObjectType().getDescribe().fields.getMap();
    Set<String> tried = new Set<String>();
    for (String field : fields) {
      Schema.SObjectField token = known.get(field);
      System.assertNotEquals(null, token, 'The org has no field ' + field);
      Object value = valueFor(token.getDescribe());
      if (value == null) {
        continue;
      }
      SObject aged = record.getSObjectType().newSObject(record.Id);
      aged.put('${PACKAGE.modDate}', LONG_AGO);
      update aged;
      SObject changed = record.getSObjectType().newSObject(record.Id);
      changed.put(field, value);
      update changed;
      System.assert(
        stampOf(record) > LONG_AGO,
        'A change of ' + field + ' is not stamped. Is the flow active?'
      );
      tried.add(field);
    }
    System.assert(tried.containsAll(plain), 'Not tried: ' + plain);
  }

  /** A value that a new record does not have; null for what a test cannot fill in anywhere. */
  private static Object valueFor(Schema.DescribeFieldResult field) {
    Boolean isText =
      field.getType() == Schema.DisplayType.STRING ||
      field.getType() == Schema.DisplayType.PHONE;
    // Where the org has picklists of states and countries, no other text is taken.
    Boolean isPlace = field.getName().endsWith('State') || field.getName().endsWith('Country');
    if (!field.isUpdateable() || isPlace) {
      return null;
    }
    if (isText && field.getLength() >= 10) {
      return 'HL changed';
    }
    if (field.getType() == Schema.DisplayType.BOOLEAN) {
      return field.getDefaultValue() != true;
    }
    return field.getType() == Schema.DisplayType.EMAIL ? 'changed@example.com' : null;
  }

  private static Datetime stampOf(SObject record) {
    Id recordId = record.Id;
    String query = 'SELECT ${PACKAGE.modDate} FROM ' + record.getSObjectType();
    return (Datetime) Database.query(query + ' WHERE Id = :recordId').get('${PACKAGE.modDate}');
  }
}
`;
}

function methodsFor(object: 'Contact' | 'Account', { triggerFields }: ObjectPlan): string {
  const list = (fields: readonly string[], indent: string) =>
    fields.map((field) => `${indent}'${field}'`).join(',\n');
  const plain = PLAIN[object].map((field) => `'${field}'`).join(', ');
  return `
  @IsTest
  static void new${object}sAreStamped() {
    List<${object}> records = new List<${object}>();
    for (Integer n = 0; n < 200; n++) {
      records.add(new${object}(n));
    }
    insert records;
    for (${object} record : [SELECT ${PACKAGE.modDate} FROM ${object} WHERE Id IN :records]) {
      System.assertNotEquals(
        null,
        record.${PACKAGE.modDate},
        'A new record is not stamped. Is the flow active?'
      );
    }
  }

  @IsTest
  static void watched${object}FieldsStamp() {
    List<String> watched = new List<String>{
${list(triggerFields, '      ')}
    };
    Set<String> plain = new Set<String>{ ${plain} };
    assertEachStamps(new${object}(0), watched, plain);
  }

  @IsTest
  static void other${object}FieldsDoNot() {
    ${object} record = new${object}(0);
    insert record;
    update new ${object}(Id = record.Id, ${PACKAGE.modDate} = LONG_AGO);
    update new ${object}(Id = record.Id, Description = 'Nobody watches this');
    System.assertEquals(LONG_AGO, stampOf(record), 'A field that nobody watches is stamped');
  }
`;
}
