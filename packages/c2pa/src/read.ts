import type { FileInput } from '@provenance/content/node';
import type { CredentialReport } from './report.ts';
import type { Trust } from './trust.ts';

export interface ReadOptions {
  /** The declared type. The content decides where it can be recognised. */
  mediaType?: string;
  /** An external manifest store (sidecar) to judge the content by, instead of what is in it. */
  manifest?: FileInput;
  /** Without it every signer is untrusted. */
  trust?: Trust;
  /** Fetch a remote manifest and ask OCSP responders. Default false. */
  allowNetwork?: boolean;
  /** Default 1 GiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export declare function readCredentials(
  input: FileInput,
  options?: ReadOptions,
): Promise<CredentialReport>;
