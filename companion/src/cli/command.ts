import { SfError } from '@salesforce/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import { HlError } from '../errors.ts';
import { isUnreachable, loginError, unreachableError } from '../salesforce/errors.ts';

/** The longest that a timer takes: 25 days. */
const NO_TIME_LIMIT_MS = 2 ** 31 - 1;

/** What every `hl` command shares. */
export abstract class HlCommand<T> extends SfCommand<T> {
  protected override async catch(error: Error): ReturnType<SfCommand<T>['catch']> {
    const known =
      loginError(error) ?? (isUnreachable(error) ? unreachableError(null, error) : error);
    return super.catch(known instanceof HlError ? toSfError(known) : known);
  }

  /** Whether there is somebody at a terminal to ask. */
  protected isAttended(): boolean {
    return !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY;
  }

  /** Asks yes or no; no unless they say yes. The library itself waits ten seconds only. */
  protected ask(message: string): Promise<boolean> {
    return this.confirm({ message, defaultAnswer: false, ms: NO_TIME_LIMIT_MS });
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
