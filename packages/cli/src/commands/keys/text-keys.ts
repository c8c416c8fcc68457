import { say } from '@provenance/messages';
import { deriveTextMarkKey, parseTextMarkProfile, type TextMarkScheme } from '@provenance/textmark';
import type { LoadedConfig } from '../../config/config.ts';
import type { KeyHistory } from '../../config/key-list.ts';
import { namedValue } from '../../files/named.ts';
import { historyOfWatermark } from '../../options/key-history.ts';
import { watermarkKeys } from '../../options/watermark-key.ts';
import type { Io } from '../../terminal/io.ts';

/** The key of a profile of the configuration, and what became of the watermark key that it is derived from. */
export interface TextKey extends KeyHistory {
  /** 16 hexadecimal digits. */
  readonly kid: string;
  readonly scheme: TextMarkScheme;
  /** Whose it is, where the configuration says so. */
  readonly name?: string;
}

/** @throws UsageError where a profile or a watermark key cannot be read. */
export async function textKeysOf(io: Io, config: LoadedConfig): Promise<TextKey[]> {
  const profiles = config.textMark?.profiles ?? [];
  if (profiles.length === 0) return [];
  const masters = await watermarkKeys(io, '--watermark-key', undefined, config);
  return Promise.all(
    profiles.map(async ({ profile: path, tenant, name: given }) => {
      const profile = await namedValue(io, say('mistake.the-profile'), path, parseTextMarkProfile);
      const { kid, scheme, contextWidth, parameters } = profile;
      const options = { contextWidth, ...parameters, ...(tenant !== undefined && { tenant }) };
      // None: the key is the server's own.
      const master = masters.find(({ key }) => deriveTextMarkKey(key, scheme, options).kid === kid);
      const { retired, compromised } = master ? historyOfWatermark(config, master.key) : {};
      const name = given ?? master?.name;
      return {
        kid,
        scheme,
        ...(name !== undefined && { name }),
        ...(retired !== undefined && { retired }),
        ...(compromised !== undefined && { compromised }),
      };
    }),
  );
}
