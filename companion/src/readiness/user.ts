import { quote } from '../salesforce/soql.ts';
import {
  requirement,
  unknown,
  type Answers,
  type Context,
  type Finding,
  type IntegrationUser,
  type Questions,
  type Requirement,
} from './interfaces.ts';
import { query, type QueryAnswer, type Question } from './questions.ts';

/** A requirement of the integration user; `user` (the requirement) says what to do if the org has none. */
export function userRequirement<Q extends Questions>({
  judge,
  ...definition
}: Omit<Requirement<Q>, 'judge'> & {
  readonly judge: (answers: Answers<Q>, user: IntegrationUser, context: Context) => Finding;
}): Requirement {
  return requirement<Q>({
    ...definition,
    judge: (answers, context) =>
      context.user === null
        ? unknown(
            `The org shows no user ${context.username}.`,
            'Create the user first: the requirement "user" says how.',
          )
        : judge(answers, context.user, context),
  });
}

/** Of a user that is not there nothing is asked that could answer for another. */
export function userId({ user }: Context): string {
  return user?.id ?? '000000000000000AAA';
}

export function userQuestion(username: string): Question<QueryAnswer> {
  return query(
    'SELECT Id, Username, Email, IsActive, ProfileId, Profile.Name, UserPermissionsMarketingUser' +
      ` FROM User WHERE Username = ${quote(username)}`,
  );
}

/** @returns null if the org shows no such user, or does not say */
export function readUser(answer: QueryAnswer | undefined): IntegrationUser | null {
  const [row] = answer?.records ?? [];
  if (row === undefined) {
    return null;
  }
  const profile = row['Profile'] as { Name?: string } | null;
  return {
    id: String(row['Id']),
    username: String(row['Username']),
    email: String(row['Email']),
    isActive: row['IsActive'] === true,
    profileId: String(row['ProfileId']),
    profileName: profile?.Name ?? '',
    isMarketingUser: row['UserPermissionsMarketingUser'] === true,
  };
}
