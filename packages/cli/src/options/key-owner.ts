import { describeCertificates, type Signer } from '@provenance/c2pa';
import { say } from '@provenance/messages';
import { isSameName } from '@provenance/sdk/internal';
import type { LoadedConfig } from '../config/config.ts';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';
import { historyOfWatermark, isInUse } from './key-history.ts';
import { type WatermarkKeyFile, watermarkKeys } from './watermark-key.ts';

/** Of a signer, as a credential names it; null: it has none. */
export function organizationOf({ certificates }: Pick<Signer, 'certificates'>): string | null {
  return describeCertificates(certificates)[0]?.organization ?? null;
}

/** Whether a key is said to be of somebody else than signs: a credential and a mark of both contradict each other. */
export function isOfAnother({ name }: { readonly name?: string }, organization: string | null) {
  return name !== undefined && !isSameName(name, organization);
}

/** The owner of a key that marks now, as the first of those for its kind of content, who is not who signs. */
export function otherOwner(
  config: LoadedConfig,
  keys: readonly WatermarkKeyFile[],
  organization: string | null,
): string | null {
  const inUse = keys.filter(({ key }) => isInUse(historyOfWatermark(config, key)));
  const marking = (['ai-generated', 'ai-edited'] as const).flatMap(
    (kind) => inUse.find(({ marks }) => marks === undefined || marks === kind) ?? [],
  );
  return marking.find((key) => isOfAnother(key, organization))?.name ?? null;
}

/** A line for who gives a signer, where the keys of the configuration are of somebody else; null: they are not. */
export async function ownerNote(
  io: Io,
  config: LoadedConfig,
  signer: Pick<Signer, 'certificates'>,
): Promise<string | null> {
  const organization = organizationOf(signer);
  // Where a key cannot be read, whoever marks with it is told.
  const keys = await watermarkKeys(io, '--watermark-key', undefined, config).catch(() => []);
  const owner = otherOwner(config, keys, organization);
  if (owner === null) return null;
  return note(io, say('keys.of-others', { owner, who: organization ?? '-' }));
}
