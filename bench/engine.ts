import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { Builder, type JsCallbackSignerConfig, LocalSigner, Reader } from '@contentauth/c2pa-node';
import { buildManifest } from '@provenance/c2pa';
import {
  type CreatedOrigin,
  callbackSigner,
  createDevelopmentCertificates,
  loadTrust,
  pemSigner,
  type Signer,
  type Trust,
} from '@provenance/sdk';

/**
 * The two contenders of signing and reading, with everything equal that can be: certificate, kind of
 * signer, manifest definition, trust lists and settings.
 */
export interface Identity {
  readonly alg: 'ES256' | 'Ed25519';
  /** PEM. */
  readonly root: string;
  readonly trust: Trust;
  /** Ours and the engine's own, each with the key in memory. */
  readonly pem: Signer;
  readonly barePem: LocalSigner;
  /** Ours and the engine's own, each calling the same function. */
  readonly callback: Signer;
  readonly bareCallback: BareCallback;
  /** For the engine alone: what ours hands to it too. */
  readonly settings: string;
}

/** A signature by a function, as the engine takes it. */
export interface BareCallback {
  readonly config: JsCallbackSignerConfig;
  readonly sign: (bytes: Buffer) => Promise<Buffer>;
}

/** Bytes or a file, as the engine takes them. */
export type Source = ({ buffer: Buffer } | { path: string }) & { mimeType: string };

/** What is signed. */
export const ORIGIN: CreatedOrigin = {
  kind: 'created',
  generator: { name: 'provenance bench', version: '1' },
  model: { name: 'model', version: '1' },
};
const { definition } = buildManifest(ORIGIN);
const TRUST_CONFIG = '1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4';

export async function makeIdentity(alg: Identity['alg']): Promise<Identity> {
  const { certificates, key, root } = await createDevelopmentCertificates({ alg });
  const bareAlg = alg === 'ES256' ? 'es256' : 'ed25519';
  const privateKey = createPrivateKey(key);
  const sign = async (bytes: Uint8Array) =>
    signBytes(alg === 'ES256' ? 'sha256' : null, bytes, {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
  const barePem = LocalSigner.newSigner(Buffer.from(certificates), Buffer.from(key), bareAlg);
  return {
    alg,
    root,
    trust: await loadTrust({ anchors: root, trustConfig: TRUST_CONFIG }),
    pem: await pemSigner({ certificates, key }),
    barePem,
    callback: await callbackSigner({ alg, certificates, sign }),
    bareCallback: {
      config: {
        alg: bareAlg,
        certs: [Buffer.from(certificates)],
        reserveSize: barePem.reserveSize(),
        directCoseHandling: false,
      },
      sign,
    },
    settings: JSON.stringify({
      version: 1,
      trust: { trust_config: TRUST_CONFIG, trust_anchors: root },
      verify: { remote_manifest_fetch: false, ocsp_fetch: false, verify_after_sign: false },
      core: { allow_redirects: false },
      builder: {
        thumbnail: { enabled: false },
        actions: {
          auto_created_action: { enabled: false },
          auto_opened_action: { enabled: false },
          auto_placed_action: { enabled: false },
        },
      },
    }),
  };
}

/** Signs with the engine alone: into memory, or into the file `output`. */
export async function bareSign(
  { settings }: Identity,
  signer: LocalSigner | BareCallback,
  source: Source,
  output?: string,
): Promise<Buffer | null> {
  const builder = Builder.withJson(definition as never, settings);
  const memory: { buffer: Buffer | null } = { buffer: null };
  const destination = output === undefined ? memory : { path: output };
  if (signer instanceof LocalSigner) builder.sign(signer, source, destination);
  else await builder.signConfigAsync(signer.sign, signer.config, source, destination);
  return memory.buffer;
}

/** Signs with the engine alone, and makes the file whole or not at all, as ours is written. */
export async function bareSignDurably(
  identity: Identity,
  signer: LocalSigner,
  source: Source,
  output: string,
): Promise<void> {
  const temporary = `${output}.part`;
  await bareSign(identity, signer, source, temporary);
  const file = await open(temporary, 'r+');
  await file.sync();
  await file.close();
  await rename(temporary, output);
}

/** Reads and validates with the engine alone. Resolves to the validation state. */
export async function bareVerify({ settings }: Identity, source: Source): Promise<string | null> {
  const reader = await Reader.fromAsset(source, settings);
  return reader?.json().validation_state ?? null;
}
