/** What the value of an option is, where that can be said in a word; `true`: whoever uses it says more. */
export type OptionKind = 'boolean' | 'string' | 'number' | 'function' | 'signal' | true;

/** Every key of an options type: the compiler finds the one that is missing here. */
export type KnownKeys<T> = Readonly<Record<keyof T, OptionKind>>;

const KINDS: Readonly<
  Record<Exclude<OptionKind, true>, readonly [called: string, is: (value: unknown) => boolean]>
> = {
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  string: ['a text', (value) => typeof value === 'string'],
  number: ['a number', (value) => typeof value === 'number'],
  function: ['a function', (value) => typeof value === 'function'],
  // Of another realm as well, so not by its class.
  signal: [
    'an AbortSignal',
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'aborted' in value &&
      'throwIfAborted' in value &&
      typeof value.throwIfAborted === 'function',
  ],
};

/** @throws TypeError unless `value` is an object and no list. */
export function checkObject(what: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${what} must be an object.`);
  }
}

/**
 * Closes an options object: a misspelt key that is passed over in silence is a wrong belief in an
 * opt-out or in a trust list, and `'false'` of an environment variable would switch on what it is to switch off. A
 * key whose value is undefined is as good as none.
 *
 * @param renamed Keys by the name that they had, with the one that they have.
 * @throws TypeError that names the key and those there are, or what its value must be.
 */
export function checkKnownKeys<T>(
  what: string,
  value: T,
  known: KnownKeys<T>,
  renamed: Readonly<Record<string, string>> = {},
): void {
  checkObject(what, value);
  for (const [key, option] of Object.entries(value)) {
    if (option === undefined) continue;
    if (Object.hasOwn(known, key)) {
      checkKind(`${what}.${key}`, option, known[key as keyof T]);
      continue;
    }
    if (Object.hasOwn(renamed, key)) {
      throw new TypeError(`${what} has no "${key}". It is called "${renamed[key]}" now.`);
    }
    throw new TypeError(`${what} has no "${key}". It may have: ${Object.keys(known).join(', ')}.`);
  }
}

function checkKind(what: string, value: unknown, kind: OptionKind): void {
  if (kind === true) return;
  const [called, is] = KINDS[kind];
  if (!is(value)) throw new TypeError(`${what} must be ${called}.`);
}
