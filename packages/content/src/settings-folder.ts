import { isAbsolute, join } from 'node:path';

/** Where settings of a user are looked for: the variables of a process. */
export type SettingsEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * A folder among the user's own settings, where nothing that is worked on can write: in
 * `$XDG_CONFIG_HOME/provenance`, `~/.config/provenance`, or on Windows `%APPDATA%\provenance`.
 *
 * @returns Null where there is no such place, as in a container without a home.
 */
export function settingsFolder(
  name: string,
  env: SettingsEnvironment = process.env,
): string | null {
  const { XDG_CONFIG_HOME, APPDATA, HOME } = env;
  const home = process.platform === 'win32' ? APPDATA : HOME && join(HOME, '.config');
  // The XDG specification has relative paths ignored; they would lead into the working folder.
  const base = [XDG_CONFIG_HOME, home].find((path) => path && isAbsolute(path));
  return base === undefined ? null : join(base, 'provenance', name);
}
