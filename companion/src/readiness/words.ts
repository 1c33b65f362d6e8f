const number = new Intl.NumberFormat('en');

/** Such as `1 contact`, `2,000 contacts`. */
export function count(howMany: number, one: string, many = `${one}s`): string {
  return `${number.format(howMany)} ${howMany === 1 ? one : many}`;
}

/** Such as `2,000`. */
export function figure(howMany: number): string {
  return number.format(howMany);
}
