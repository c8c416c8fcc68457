/**
 * The address of a list as it may be shown to strangers: without the name, password and query by which
 * its reader is let in.
 *
 * @returns Null for what is no address of the web, such as the name of a file.
 */
export function publicAddress(source: string): string | null {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return null;
  const { origin, pathname } = new URL(source);
  return `${origin}${pathname}`;
}
