/**
 * An error as Salesforce reports it: one of the platform's own codes and its
 * wording. Every API renders it in its own shape (REST array, SOAP fault,
 * component failure).
 */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly errorCode: string;
  /** HTTP status of the REST answer. */
  readonly status: number;
  /** Names of the fields at fault, for errors of saving. */
  readonly fields: readonly string[];

  constructor(
    errorCode: string,
    message: string,
    options: { status?: number; fields?: readonly string[] } = {},
  ) {
    super(message);
    this.errorCode = errorCode;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? [];
  }
}

/**
 * Refusal of something that Salesforce has and the local org does not: never
 * ignored, always said.
 */
export function notImplemented(what: string): SalesforceError {
  return new SalesforceError('NOT_IMPLEMENTED', `The local org does not implement ${what}.`, {
    status: 501,
  });
}

/** An error as the body of a REST answer. */
export function errorBody({ errorCode, message, fields }: SalesforceError) {
  return [{ message, errorCode, ...(fields.length > 0 && { fields }) }];
}
