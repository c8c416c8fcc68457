import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry, type IssuerRegistry, openLmdb } from '@provenance/registry';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  type DevelopmentCertificates,
  loadTrust,
  pemSigner,
  type Signer,
} from '@provenance/sdk';
import {
  type App,
  createApp,
  newToken,
  type RequestLog,
  type Scope,
  type Service,
  type ServiceOptions,
  tokenList,
} from '@provenance/server';
import sharp from 'sharp';

export const key = Uint8Array.from({ length: 32 }, (_, i) => i);

/** Blurred noise, in which a mark can hide. */
export async function art(seed = 7, side = 256): Promise<Uint8Array> {
  const data = Buffer.alloc(side * side * 3);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  const raw = { width: side, height: side, channels: 3 } as const;
  return sharp(data, { raw }).blur(2.5).png().toBuffer();
}

export interface Fixture {
  readonly folder: string;
  readonly certificates: DevelopmentCertificates;
  readonly signer: Signer;
  readonly registry: IssuerRegistry;
  readonly options: ServiceOptions;
  readonly log: RequestLog[];
  readonly faults: unknown[];
  /** Authorization headers, by scope. */
  readonly bearer: (scope: Scope) => { authorization: string };
  readonly app: (more?: Partial<ServiceOptions>) => { app: App; service: Service };
  readonly close: () => Promise<void>;
}

/** A real service in memory of this process: registry on disk, workers, tokens. */
export async function fixture(): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-server-'));
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  const signer = await pemSigner(certificates);
  const registry = await createRegistry(
    await openLmdb(join(folder, 'registry'), { create: true }),
    {
      signer,
    },
  );
  const trust = await loadTrust({ anchors: certificates.root });
  const verifier = createVerifier({ workers: 1, trust, watermark: { keys: [{ key }] }, registry });
  const marker = createMarker({ workers: 1, signer, watermarkKey: key, record: { registry } });
  const made = new Map<Scope, ReturnType<typeof newToken>>();
  for (const scope of [
    'mark',
    'verify',
    'trace',
    'admin',
    'fetch:manifests',
    'store:manifests',
    'store:bindings',
  ] as const) {
    made.set(scope, newToken(scope, [scope]));
  }
  const log: RequestLog[] = [];
  const faults: unknown[] = [];
  const options: ServiceOptions = {
    verifier,
    marker,
    signer,
    registry: async () => registry,
    tokens: tokenList([...made.values()].map(({ kept }) => kept)),
    logger: { request: (entry) => log.push(entry), fault: (_, error) => faults.push(error) },
    limits: { anonymousPerMinute: 100_000, maxBytes: 2 ** 22 },
  };
  return {
    folder,
    certificates,
    signer,
    registry,
    options,
    log,
    faults,
    bearer: (scope) => ({ authorization: `Bearer ${made.get(scope)?.text}` }),
    app: (more = {}) => createApp({ ...options, ...more }),
    async close() {
      await Promise.all([verifier.close(), marker.close()]);
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What answers hold, as far as tests read them. */
export interface Answer {
  readonly content: string;
  readonly unmarked: string | null;
  readonly record: { readonly status: string; readonly requestId: string };
  readonly verdict: { readonly integrity: string; readonly sentence: string };
  readonly receipt: string;
  readonly proof: {
    readonly logIndex: number;
    readonly leafHash: string;
    readonly path: readonly string[];
    readonly treeSize: number;
    readonly head: string;
    readonly certificates: string;
  };
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export async function json(response: Response | Promise<Response>): Promise<Answer> {
  return (await (await response).json()) as Answer;
}
