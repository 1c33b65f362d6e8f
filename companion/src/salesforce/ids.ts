const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character case-safe form of an Id of 15 characters. Each character of
 * its suffix tells which of five are capitals, the lowest bit for the first.
 */
export function toLongId(id: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const bits = [0, 1, 2, 3, 4].map((bit) =>
      /[A-Z]/.test(id.charAt(start + bit)) ? 1 << bit : 0,
    );
    return SUFFIX_ALPHABET[bits.reduce((sum, bit) => sum + bit)];
  });
  return id + suffix.join('');
}
