import { HlError } from '../errors.ts';
import { faultError, loginError, unavailableError, unreachableError } from './errors.ts';

/** What jsforce calls an answer that is no error list, such as the page of an org in maintenance. */
const SERVER_FAULT = /^(SERVER_UNAVAILABLE|ERROR_HTTP_5\d\d)$/;

/** An error of a connection of `@salesforce/core` as one that says what to do. */
export function connectionError(error: unknown, instanceUrl: string): HlError {
  if (error instanceof HlError) {
    return error;
  }
  const { errorCode, message } = error as { errorCode?: unknown; message: string };
  const { host } = new URL(instanceUrl);
  if (typeof errorCode !== 'string') {
    return loginError(error) ?? unreachableError(host, error);
  }
  if (!SERVER_FAULT.test(errorCode)) {
    // SOAP faults carry the namespace of their codes.
    return faultError({ errorCode: errorCode.replace(/^sf:/, ''), message });
  }
  const isPage = message.trimStart().startsWith('<');
  return unavailableError(host, {
    errorCode,
    message: isPage ? 'it answers with a page for people, as in maintenance' : message,
  });
}
