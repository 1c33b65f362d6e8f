import { setFlagsFromString } from 'node:v8';

/** Commands that run again and again beside other work on the machine. */
const SERVANTS = new Set(['refresh', 'serve']);

/**
 * Left alone, V8 lets its heap grow to many times what it holds before it looks
 * for garbage, and a refresh of any size holds no more than some pages. Looking
 * sooner takes more CPU, above all where everybody is new.
 *
 * To be called before most modules are loaded: the part of the heap where objects
 * begin grows while they are, and does not shrink any more.
 */
export function keepHeapSmall([command = '']: readonly string[]): void {
  if (SERVANTS.has(command)) {
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString('--heap-growing-percent=20');
  }
}
