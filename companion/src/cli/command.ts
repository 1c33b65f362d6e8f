import { SfError } from '@salesforce/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import { HlError } from '../errors.ts';
import { loginError } from '../salesforce/errors.ts';

/** What every `hl` command shares. */
export abstract class HlCommand<T> extends SfCommand<T> {
  protected override async catch(error: Error): ReturnType<SfCommand<T>['catch']> {
    const explained = loginError(error) ?? error;
    return super.catch(explained instanceof HlError ? toSfError(explained) : explained);
  }

  /** The command did its work, but not all that was asked: says so to the shell. */
  protected exitWithFailure(): void {
    process.exitCode = 1;
  }
}

/**
 * Our errors in the form that `sf` prints in text and JSON. The cause stays
 * behind: `sf` prints causes in full, headers and all, and would take the exit
 * code from a TypeError such as "fetch failed" somewhere among them.
 */
function toSfError(error: HlError): SfError {
  const sfError = new SfError(error.message, error.name, error.actions, error.exitCode);
  sfError.setData(error.data as never);
  return sfError;
}
