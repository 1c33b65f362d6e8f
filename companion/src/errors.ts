/**
 * An error that a person is meant to read: what was wrong and where in the
 * message, what to do about it in the actions. Commands print both and exit
 * with `exitCode`.
 */
export class HlError extends Error {
  override readonly name: string;
  readonly actions: string[];
  readonly exitCode: number;
  /** Details for `--json`; never secrets. */
  readonly data: unknown;

  constructor(
    name: string,
    message: string,
    options: { actions?: string[]; exitCode?: number; data?: unknown; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = name;
    this.actions = options.actions ?? [];
    this.exitCode = options.exitCode ?? 1;
    this.data = options.data;
  }
}
