import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ComponentSet, VirtualTreeContainer } from '@salesforce/source-deploy-retrieve';
import { packageManifest } from '../../src/metadata/manifest.ts';
import { packageFiles } from '../../src/metadata/package.ts';
import { planOf } from './support.ts';

/** Everything that a worksheet can ask for. */
const everything = planOf(`
communityGroups: { campaigns: true }
flowDown:
  - { account: Industry, type: picklist }
  - { account: AnnualRevenue, type: currency, scale: 0 }
  - { account: A_Field_Whose_Name_Has_Thirty_Nine_Char__c, type: checkbox, contact: HL_Long__c }
personAccounts: true
contactManager:
  update: true
  create: true
  fields: [{ field: LastName, required: true }, { field: Title }, { field: MailingCity }]
activitySync: {}
containerAccounts: { matching: assign, activateWhen: [{ field: Title, filled: true }] }
sso: { protocol: oidc, redirectUrl: https://community.example/sso }
`);
const files = packageFiles(everything);
const paths = Object.keys(files);

const read = (name: string, of = files) => {
  const path = Object.keys(of).find((one) => one.includes(name));
  assert.ok(path, `no file ${name}`);
  return of[path]!;
};
const valuesOf = (element: string, text: string) =>
  [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    ([, value]) => value!,
  );
const formulaOf = (name: string) => valuesOf('formula', read(name))[0];

/** What Salesforce gives no description of its own to: the folder, the settings of an app, the file of alerts, a mail. */
const UNDESCRIBED = /\.(emailFolder|ecaOauth|workflow)-meta\.xml$|\.email$/;

describe('every component of the package', () => {
  for (const [path, text] of Object.entries(files)) {
    it(`${path} has our prefix and a description, within the limits of Salesforce`, () => {
      if (UNDESCRIBED.test(path)) return;
      assert.match(path, /[/.]HL_\w+(__c)?(\.email)?\.?\w*-meta\.xml$/);
      const [description = ''] = valuesOf('description', text.replace(/^ {8}.*$/gm, ''));
      assert.ok(description.length > 40 && description.length <= 1000, description);
      if (path.startsWith('permissionsets/')) assert.ok(description.length <= 255, description);
      if (path.includes('/fields/')) {
        const [help = ''] = valuesOf('inlineHelpText', text);
        assert.ok(help.length > 10 && help.length <= 510, help);
      }
      for (const label of valuesOf('label', text)) assert.ok(label.length <= 80, label);
    });

    it(`${path} names nothing of one org: no Id, no address but the vendor’s, no user`, () => {
      assert.doesNotMatch(text, /[\w.]+@(?!higherlogic\.com<)[\w-]+\.\w+/);
      assert.doesNotMatch(text, />(00\w|0[0-9A-Z]\w)[a-zA-Z0-9]{12,15}</);
    });
  }

  it('keeps to the five active flows of a type of Professional Edition, with all that there is', () => {
    const types = paths
      .filter((path) => path.startsWith('flows/'))
      .map((path) => valuesOf('processType', files[path]!)[0]!);
    for (const type of types) {
      assert.ok(types.filter((one) => one === type).length <= 5, type);
    }
  });
});

describe('the manifest', () => {
  it('names every component, as the library of the Salesforce CLI does', async () => {
    const folders = new Map<string, Map<string, Buffer | null>>();
    for (const [path, text] of Object.entries(files)) {
      const parts = `package/${path}`.split('/');
      for (const [index, child] of parts.entries()) {
        const folder =
          folders.get(join(...parts.slice(0, index))) ?? new Map<string, Buffer | null>();
        const isFile = index === parts.length - 1;
        folders.set(
          join(...parts.slice(0, index)),
          folder.set(child, isFile ? Buffer.from(text) : null),
        );
      }
    }
    const tree = new VirtualTreeContainer(
      [...folders].map(([dirPath, children]) => ({
        dirPath,
        children: [...children].map(([name, data]) => (data === null ? name : { name, data })),
      })),
    );
    const components = ComponentSet.fromSource({ fsPaths: ['package'], tree });
    components.sourceApiVersion = '66.0';
    const squeezed = (xml: string) => xml.replace(/\s+/g, '');
    assert.equal(squeezed(packageManifest(files)), squeezed(await components.getPackageXml()));
  });
});

describe('a formula field that shows an account field', () => {
  it('takes a picklist as text, and the rest as it is, blanks as blanks', () => {
    assert.equal(formulaOf('HL_Account_Industry__c'), 'TEXT(Account.Industry)');
    assert.equal(formulaOf('HL_Account_AnnualRevenue__c'), 'Account.AnnualRevenue');
    for (const path of paths.filter(
      (one) => /HL_(Account_|Long)/.test(one) && one.includes('fields'),
    )) {
      assert.match(files[path]!, /<formulaTreatBlanksAs>BlankAsBlank</, path);
    }
  });

  it('is visible to the integration only, and the helper of the flow to nobody', () => {
    const seenBy = (field: string) =>
      paths.filter((path) => path.startsWith('permissionsets/') && files[path]!.includes(field));
    for (const field of everything.flowDown.map((one) => one.field)) {
      assert.deepEqual(
        seenBy(`<field>Contact.${field}</field>`),
        ['permissionsets/HL_Integration.permissionset-meta.xml'],
        field,
      );
    }
    assert.deepEqual(seenBy('HL_Sequence__c'), []);
  });
});

describe('person accounts', () => {
  const account = read('HL_Account_Mod_Date');

  it('have their own stamp set, which only they have', () => {
    assert.match(account, /<field>HL_Mod_Date__pc<\/field>/);
    assert.match(account, /<leftValueReference>\$Record\.IsPersonAccount</);
  });

  it('are watched in the fields of their contact', () => {
    for (const field of ['FirstName', 'PersonEmail', 'PersonMailingCity', 'HL_IsActive__pc']) {
      assert.ok(account.includes(`ISCHANGED({!$Record.${field}})`), field);
    }
    assert.doesNotMatch(account, /Record\.(Email|Person(Account|First|Last|Phone|Fax))/);
  });

  it('are no concern of an org that has none', () => {
    const plain = read('HL_Account_Mod_Date', packageFiles(planOf('')));
    assert.doesNotMatch(plain, /Person|__pc/);
  });
});

describe('permission sets', () => {
  const granted = (name: string, of = files) => {
    const text = read(name, of);
    const objects = [...text.matchAll(/<objectPermissions>([\s\S]*?)<\/objectPermissions>/g)];
    return Object.fromEntries(
      objects.map(([, one]) => [
        valuesOf('object', one!)[0]!,
        [...one!.matchAll(/<(\w+)>true</g)].map(([, right]) => right!),
      ]),
    );
  };

  it('let the companion read everything that the plan reads, and write nothing', () => {
    const all = ['allowRead', 'viewAllRecords'];
    assert.deepEqual(granted('HL_Integration.'), {
      Account: all,
      Campaign: all,
      Contact: all,
      HL_Stamp_Failure__c: all,
    });
    assert.doesNotMatch(read('HL_Integration.'), /<editable>true/);
    const plain = packageFiles(planOf(''));
    assert.ok(!('Campaign' in granted('HL_Integration.', plain)));
  });

  it('give what writes contacts and tasks the rights that seeds/000 lists and what they stand on', () => {
    const writer = granted('HL_Integration_Writer');
    const rights = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead'];
    const listed = [...rights, 'modifyAllRecords', 'viewAllRecords'];
    assert.deepEqual(writer, { Account: listed, Contact: listed });
    const text = read('HL_Integration_Writer');
    assert.deepEqual(valuesOf('name', text), ['ActivitiesAccess', 'EditTask']);
    // LastName refuses field permissions; the city goes by its address.
    assert.deepEqual(
      valuesOf('field', text).filter((field) => field.startsWith('Contact.')),
      ['Contact.AccountId', 'Contact.MailingAddress', 'Contact.Title'],
    );
  });

  it('give nobody what the worksheet has no use for', () => {
    const plain = Object.keys(packageFiles(planOf('')));
    assert.ok(!plain.some((path) => path.includes('Writer')));
    const ownField = packageFiles(planOf('isActive: Is_Member__c'));
    assert.ok(!Object.keys(ownField).some((path) => path.includes('HL_IsActive__c')));
    assert.doesNotMatch(read('HL_Community_Manager', ownField), /HL_IsActive/);
  });

  it('write activities into an object of the association’s own', () => {
    const own = packageFiles(
      planOf(
        'activitySync: { object: Activity__c, contact: Contact__c, date: On__c, type: Kind__c, description: Text__c }',
      ),
    );
    assert.deepEqual(granted('HL_Integration_Writer', own), {
      Activity__c: ['allowCreate', 'allowEdit', 'allowRead'],
    });
  });
});
