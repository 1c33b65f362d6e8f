import type { DatabaseSync } from 'node:sqlite';
import { completeUsers, editionOf, setUpOrg } from './bootstrap.ts';
import type { EditionName, NewOrgOptions } from './bootstrap.ts';
import type { Clock } from './clock.ts';
import { Faults } from './faults/faults.ts';
import { blockOf, randomBlock, sequenceOf } from './ids.ts';
import { sentEmails } from './mail/outbox.ts';
import type { Email } from './mail/types.ts';
import { ValidationRules } from './metadata/validationRules.ts';
import { FlowRegistry } from './metadata/flows.ts';
import { loadDeployedSchema, standardSchema } from './metadata/deployedSchema.ts';
import { noteSchedules } from './records/schedules.ts';
import type { OrgSchema } from './schema/schema.ts';
import { deployedSettings } from './metadata/settingValues.ts';
import { createToolingViews } from './schema/tooling.ts';
import type { Access, FormulaSurroundings, SObject, Values } from './schema/types.ts';
import { accessOf } from './security/access.ts';
import { registerMasks } from './security/masks.ts';
import { defaultPolicy } from './security/policy.ts';
import type { SecurityPolicy } from './security/policy.ts';
import { openEntities } from './security/setupEntities.ts';
import { Sessions } from './security/sessions.ts';
import { createComputedTables } from './setup/computed.ts';
import { allComputed } from './setup/index.ts';
import { openDatabase } from './storage/database.ts';
import { registerFormulas } from './storage/formulas.ts';
import { Rows } from './storage/rows.ts';

/**
 * What happens when after-save automation saves the record that set it off: as
 * documented it does not run again; as some report it does, for as long as its
 * entry conditions are met.
 */
export type RecursiveSave = 'documented' | 'reported';

/** Everything an org is: its records, what was deployed to it, who is logged in. */
export interface OrgOptions extends NewOrgOptions {
  /** Keeps the org in this SQLite file; in memory when absent. */
  file?: string;
  clock: Clock;
  /** The setting "Deploy processes and flows as active", which only production orgs have. */
  deployFlowsAsActive?: boolean;
  /** Documented when absent. */
  recursiveSave?: RecursiveSave | undefined;
  /** What differs from the default policy. */
  security?: Partial<SecurityPolicy>;
}

export class Org {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly rows: Rows;
  readonly sessions: Sessions;
  readonly edition: EditionName;
  readonly #options: OrgOptions;
  readonly recursiveSave: RecursiveSave;
  /** Where clients reach the org, such as http://127.0.0.1:6110; empty before they do. */
  url = '';
  /** When the recycle bin is looked through next, in milliseconds since 1970. */
  nextPurge = 0;
  /** Replaced as a whole when a deploy is rolled back. */
  schema: OrgSchema;
  flows: FlowRegistry;
  validationRules: ValidationRules;
  readonly #access = new Map<string, Access>();
  #organization: Values | undefined;
  #policy: SecurityPolicy | undefined;

  constructor(options: OrgOptions) {
    this.faults = new Faults(options.clock);
    this.clock = this.faults.clock;
    this.#options = options;
    this.recursiveSave = options.recursiveSave ?? 'documented';
    this.db = openDatabase(options.file);
    this.rows = new Rows(this.db, firstSequence(this.db));
    registerFormulas(this.db, this);
    registerMasks(this.db);
    this.schema = standardSchema(options.personAccounts === true);
    try {
      setUpOrg(this.db, this.rows, this.schema, options);
      createToolingViews(this.db);
      createComputedTables(this.db, allComputed);
    } catch (error) {
      this.db.close();
      throw error;
    }
    this.schema = loadDeployedSchema(this.db);
    this.flows = FlowRegistry.load(this.db, this.schema);
    this.validationRules = ValidationRules.load(this.db, this.schema);
    this.edition = editionOf(this.organization()['OrganizationType'] as string);
    this.sessions = new Sessions(
      this.organization()['Id'] as string,
      this.clock,
      () => this.policy.sessionTimeoutMinutes,
    );
  }

  /** How users get in: as a new org has it, as the options say, as settings were deployed. */
  get policy(): SecurityPolicy {
    this.#policy ??= {
      ...defaultPolicy,
      ...this.#options.security,
      ...deployedSettings(this.db).security,
    };
    return this.#policy;
  }

  /** Otherwise a flow lands inactive, whatever its file says. */
  get deploysFlowsAsActive(): boolean {
    const { deployFlowsAsActive } = deployedSettings(this.db);
    return (
      this.edition === 'Developer' ||
      this.organization()['IsSandbox'] === true ||
      (deployFlowsAsActive ?? this.#options.deployFlowsAsActive === true)
    );
  }

  /** The one row of Organization. */
  organization(): Values {
    this.#organization ??= this.rows.find(this.schema.object('Organization')!, {})[0]!;
    return this.#organization;
  }

  /** The user that came with the org. Scheduled and asynchronous paths run as this one. */
  administrator(): Values {
    const users = this.rows.find(this.schema.object('User')!, {});
    return users.reduce((first, user) => (user['Id']! < first['Id']! ? user : first));
  }

  /** E-mails, the latest last. Nothing leaves the org. */
  outbox(): Email[] {
    return sentEmails(this.db);
  }

  user(id: string): Values | undefined {
    return this.rows.get(this.schema.object('User')!, id);
  }

  /** What formulas see of the org when that user asks. */
  surroundingsOf(userId: string): FormulaSurroundings {
    const find = (object: string, id: string) => this.rows.get(this.schema.object(object)!, id);
    const user = () => this.user(userId)!;
    const organization = () => this.organization();
    return {
      now: this.clock.now(),
      get user() {
        return user();
      },
      get organization() {
        return organization();
      },
      readRecord: find,
      findRecords: (name, match) => this.findRecords(name, match),
      hasCustomPermission: (name) => openEntities(this.db, user(), 'CustomPermission').has(name),
    };
  }

  /** Records that are not deleted and whose stored fields equal the given values. */
  findRecords(name: string, match: Values): Values[] {
    const object = this.schema.object(name)!;
    const undeleted = object.fields.has('isdeleted') ? { IsDeleted: false } : {};
    return this.rows.find(object, { ...match, ...undeleted });
  }

  accessOf(userId: string): Access {
    let access = this.#access.get(userId);
    if (!access) {
      const user = this.user(userId)!;
      access = accessOf(user, this.schema, this.rows, openEntities(this.db, user, 'CustomObject'));
      this.#access.set(userId, access);
    }
    return access;
  }

  /** To be told of every write: what is derived from setup records is then derived anew. */
  saved(object: SObject): void {
    if (object.isSetup) this.#access.clear();
    if (object.name === 'User') completeUsers(this.rows, this.schema);
  }

  /** Rebuilds from the database all that is kept in memory. */
  reload(): void {
    this.rows.reset();
    this.schema = loadDeployedSchema(this.db);
    this.flows = FlowRegistry.load(this.db, this.schema);
    this.validationRules = ValidationRules.load(this.db, this.schema);
    this.#access.clear();
    this.#organization = undefined;
    noteSchedules(this);
    this.#policy = undefined;
  }

  close(): void {
    this.db.close();
  }
}

/** A new org begins to count anywhere; one that is kept goes on in its block. */
function firstSequence(db: DatabaseSync): number {
  const known = db.prepare(`SELECT name FROM sqlite_master WHERE name = 'Organization'`).get();
  const row = known && db.prepare('SELECT Id FROM Organization').get();
  return row ? blockOf(sequenceOf(row['Id'] as string)) : randomBlock();
}
