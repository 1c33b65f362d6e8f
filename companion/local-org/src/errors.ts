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
  /** Errors of saving name their fields, even when there are none. */
  readonly namesFields: boolean;

  constructor(
    errorCode: string,
    message: string,
    options: { status?: number; fields?: readonly string[] } = {},
  ) {
    super(message);
    this.errorCode = errorCode;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? [];
    this.namesFields = options.fields !== undefined;
  }

  /** All that is wrong, where an API can say more than one thing. */
  get all(): readonly SalesforceError[] {
    return [this];
  }
}

/** Several errors of one save. As one error it is the first of them. */
export class SaveErrors extends SalesforceError {
  readonly #all: readonly SalesforceError[];

  constructor(first: SalesforceError, more: readonly SalesforceError[]) {
    super(first.errorCode, first.message, { status: first.status, fields: first.fields });
    this.#all = [first, ...more];
  }

  override get all(): readonly SalesforceError[] {
    return this.#all;
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
export function errorBody({ all }: SalesforceError) {
  return all.map(({ errorCode, message, fields, namesFields }) => ({
    message,
    errorCode,
    ...(namesFields && { fields }),
  }));
}
