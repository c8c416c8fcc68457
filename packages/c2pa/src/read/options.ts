import type { KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { Trust } from '../trust/lists.ts';

export interface ReadOptions {
  /** The declared type. The content decides where it can be recognised. */
  mediaType?: string;
  /** An external manifest store (sidecar) to judge the content by, instead of what is in it. */
  manifest?: FileInput;
  /** Without it every signer is untrusted. */
  trust?: Trust;
  /**
   * Default false: nothing leaves the machine. True: a remote manifest is fetched by https; and the OCSP
   * responder that the active signer's certificate names is asked, of a signer that is trusted already,
   * so that an authority on the list and not the maker of the file has chosen the address. Both only at
   * public addresses, without redirects, in 10 seconds.
   */
  allowNetwork?: boolean;
  /**
   * Limit for the content in bytes. Default: 256 MiB for what is read into memory, 64 GiB for audio
   * and video files above 64 MiB (WAV, MP4, QuickTime, AVI), which stay on disk.
   */
  maxBytes?: number;
  /**
   * Judges certificates and stamps as they were to be judged at that time. Default: now. Of what was signed with a
   * trusted time stamp, the signer is judged at the time of the stamp, whatever this says.
   */
  at?: Date;
  /** Stops waiting. The engine cannot be interrupted and ends its work unheard. */
  signal?: AbortSignal;
}

export const READ_KEYS: KnownKeys<ReadOptions> = {
  mediaType: 'string',
  manifest: true,
  trust: true,
  allowNetwork: 'boolean',
  maxBytes: 'number',
  at: true,
  signal: 'signal',
};

export interface ReadTextOptions extends ReadOptions {
  /** Name of the text's file, if it has one: tells where to look where `mediaType` does not. */
  fileName?: string;
}

export const READ_TEXT_KEYS: KnownKeys<ReadTextOptions> = {
  mediaType: 'string',
  fileName: 'string',
  manifest: true,
  trust: true,
  allowNetwork: 'boolean',
  maxBytes: 'number',
  at: true,
  signal: 'signal',
};

/** @throws TypeError for a time that is none. */
export function checkTime(at: unknown): void {
  if (at === undefined || (at instanceof Date && !Number.isNaN(at.getTime()))) return;
  throw new TypeError('options.at must be a Date.');
}

export type ResourceOptions = Pick<ReadOptions, 'mediaType' | 'manifest' | 'maxBytes' | 'signal'>;
