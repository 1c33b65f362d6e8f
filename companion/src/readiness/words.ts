const number = new Intl.NumberFormat('en');

/** Such as `1 contact`, `2,000 contacts`. */
export function count(howMany: number, one: string, many = `${one}s`): string {
  return `${number.format(howMany)} ${howMany === 1 ? one : many}`;
}

/** Such as `2,000`. */
export function figure(howMany: number): string {
  return number.format(howMany);
}

/** Breaks a text between words into lines of so many characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const line = `${lines.at(-1)!} ${word}`;
    if (line.length <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
