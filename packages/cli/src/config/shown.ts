import { relative, resolve } from 'node:path';
import { isKeyReference } from '@provenance/kms';
import { isSecret, isShownKeyPath, shownUrl } from '../files/secret.ts';
import { type ConfigField, configField } from './config.ts';
import { isDatabase, shownDatabase } from './registry-location.ts';
import type { Config } from './shape.ts';

/**
 * The value of a field fit to be shown: paths from `base`, of a database no user and no password, and what may
 * be a key that stands in the place of its path not at all.
 */
export function shownField(
  base: string,
  config: Config,
  field: ConfigField,
): string | readonly string[] | undefined {
  const value = configField(config, field);
  const shown = (one: string) => {
    // What follows the program may be a password.
    if (field === 'signer.command') return one.replace(/^("[^"]*"|'[^']*'|\S+)\s+\S.*$/s, '$1 …');
    // A PIN is refused in it, and may stand in it all the same.
    if (isKeyReference(one)) return one.replace(/(pin-(?:value|source)=)[^&;]*/g, '$1…');
    if (field === 'signer.timestampUrl' || field === 'resolvers') return shownUrl(one);
    if (!isPlace(field)) return one;
    if (isKey(field) ? !isShownKeyPath(resolve(base, one)) : !isDatabase(one) && isSecret(one)) {
      return '…';
    }
    return isDatabase(one) ? shownDatabase(one) : relative(base, one) || '.';
  };
  return typeof value === 'string' ? shown(value) : value?.map(shown);
}

const isKey = (field: ConfigField): boolean =>
  field === 'watermark.keys' || field === 'signer.key' || field === 'registry.key';

function isPlace(field: ConfigField): boolean {
  return (
    field.startsWith('trust.') ||
    field === 'watermark.keys' ||
    field === 'textMark.profiles' ||
    /^signer\.(certificates|key)$/.test(field) ||
    /^registry\.(location|outbox|certificates|key)$/.test(field)
  );
}
