import { buildManifest, type Origin } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import {
  createMarker,
  type Marker,
  type MarkerCallOptions,
  type MarkerOptions,
  type OriginKind,
} from '@provenance/sdk';
import type { LoadedConfig } from '../config/config.ts';
import { markingKey } from '../options/watermark-key.ts';
import { kindOf } from '../print/origin.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

export interface Markers {
  /** For content that a model made, or that has no pixels. */
  readonly usual: Marker;
  /**
   * The one whose key is for content of this origin: a mark says what its key is for, and stays for ever. Made when it is
   * first asked for.
   *
   * @throws ProvenanceError CONFIG_INVALID where the configuration has no such key.
   * @throws TypeError or RangeError for an origin that is none.
   */
  of(origin: Origin): Promise<Marker>;
  close(): Promise<void>;
}

/**
 * Markers of the configuration's watermark keys, for jobs whose origin nobody knows before they come.
 *
 * @throws UsageError without a key for what a model made.
 */
export async function markersByKind(
  io: Io,
  config: LoadedConfig,
  options: Omit<MarkerOptions, 'watermarkKey'>,
): Promise<Markers> {
  const markers = new Map<string, Marker>();
  const kinds = new Map<OriginKind, Marker>();
  const markerOf = ({ key }: { readonly key: Uint8Array }): Marker => {
    const name = Buffer.from(key).toString('hex');
    const marker = markers.get(name) ?? createMarker({ ...options, watermarkKey: key });
    markers.set(name, marker);
    return marker;
  };
  return {
    usual: markerOf(await markingKey(io, undefined, config, 'ai-generated')),
    async of(origin) {
      // A misspelt source type is a mistake of its own, and no kind of content.
      buildManifest(origin);
      const kind = kindOf(origin);
      const known = kinds.get(kind);
      if (known !== undefined) return known;
      try {
        const marker = markerOf(await markingKey(io, undefined, config, kind));
        kinds.set(kind, marker);
        return marker;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        throw new ProvenanceError('CONFIG_INVALID', error.message, { cause: error });
      }
    },
    close: async () => {
      await Promise.all([...markers.values()].map((marker) => marker.close()));
    },
  };
}

/** A marker that takes the key by the origin of each file. */
export function markerByOrigin(markers: Pick<Markers, 'of'>): Pick<Marker, 'mark'> {
  const mark = async (...[input, origin, options]: Parameters<Marker['mark']>) =>
    (await markers.of(origin)).mark(input, origin, options as MarkerCallOptions);
  return { mark: mark as Marker['mark'] };
}
