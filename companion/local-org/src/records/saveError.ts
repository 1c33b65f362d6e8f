import type { SalesforceError } from '../errors.ts';

/** Why one record of several was not saved. */
export interface SaveError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/**
 * An error as the result of saving one record of several: there, a record that
 * does not exist is a wrong reference, not a missing resource.
 */
export function asSaveError({ errorCode, message, fields }: SalesforceError): SaveError {
  if (errorCode === 'NOT_FOUND') {
    return {
      statusCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: 'invalid cross reference id',
      fields,
    };
  }
  return { statusCode: errorCode, message, fields };
}
