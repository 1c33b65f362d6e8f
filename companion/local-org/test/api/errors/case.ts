/**
 * One request that the platform refuses. In a path or body, `{open}` and its
 * kin stand for the Ids of jobs in that state; see `errors.test.ts`.
 */
export interface ErrorCase {
  readonly request: readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  readonly errorCode: string;
  /** Without the echo of the query in front of it. */
  readonly message: string | RegExp;
  /** Where Salesforce says so. What only the code or status is known of says "wording ours". */
  readonly source: string;
}
