/** Every key of an options type: the compiler finds the one that is missing here. */
export type KnownKeys<T> = Readonly<Record<keyof T, true>>;

/** @throws TypeError unless `value` is an object and no list. */
export function checkObject(what: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${what} must be an object.`);
  }
}

/**
 * Closes an options object: a misspelt key that is passed over in silence is a wrong belief in an
 * opt-out or in a trust list. A key whose value is undefined is as good as none.
 *
 * @param renamed Keys by the name that they had, with the one that they have.
 * @throws TypeError that names the key and those there are.
 */
export function checkKnownKeys<T>(
  what: string,
  value: T,
  known: KnownKeys<T>,
  renamed: Readonly<Record<string, string>> = {},
): void {
  checkObject(what, value);
  for (const [key, option] of Object.entries(value)) {
    if (option === undefined || Object.hasOwn(known, key)) continue;
    if (Object.hasOwn(renamed, key)) {
      throw new TypeError(`${what} has no "${key}". It is called "${renamed[key]}" now.`);
    }
    throw new TypeError(`${what} has no "${key}". It may have: ${Object.keys(known).join(', ')}.`);
  }
}
