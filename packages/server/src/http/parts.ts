/**
 * What a caller hands in is told by its methods: a part that lacks one would be found out by the first request.
 *
 * @throws TypeError that names the part and the method.
 */
export function checkMethods(what: string, value: unknown, methods: readonly string[]): void {
  const isObject = typeof value === 'object' && value !== null;
  const missing = methods.find(
    (method) => !isObject || typeof (value as Record<string, unknown>)[method] !== 'function',
  );
  if (missing === undefined) return;
  throw new TypeError(`${what} must have the method ${missing}().`);
}

/** @throws RangeError that names the limit. */
export function checkPositive(what: string, limits: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isSafeInteger(value) && (value as number) > 0) continue;
    throw new RangeError(`${what}.${name} must be a positive integer, got ${String(value)}.`);
  }
}

/** @throws TypeError that names the options which are no functions. */
export function checkFunctions(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || typeof value === 'function') continue;
    throw new TypeError(`${name} must be a function.`);
  }
}
