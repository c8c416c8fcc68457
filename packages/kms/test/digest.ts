// Signatures over digests, which Node's crypto does not make.
import { spawnSync } from 'node:child_process';
import { type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDer, type SigningAlgorithm, scalarLength } from '@provenance/cose';

/** ECDSA in DER, or RSA-PSS, over a digest that was made elsewhere: by OpenSSL. */
export function signDigest(key: KeyObject, hash: string, digest: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'provenance-kms-'));
  try {
    const file = join(folder, 'key.pem');
    writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const pss = ['rsa_padding_mode:pss', `digest:${hash}`, 'rsa_pss_saltlen:digest'];
    const padding =
      key.asymmetricKeyType === 'rsa' ? pss.flatMap((each) => ['-pkeyopt', each]) : [];
    const args = ['pkeyutl', '-sign', '-inkey', file, ...padding];
    const { status, stdout, stderr } = spawnSync('openssl', args, { input: digest });
    if (status !== 0) throw new Error(String(stderr));
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Over the bytes themselves. */
export const signBytes = (key: KeyObject, bytes: Uint8Array) => sign(null, bytes, key);

/** r||s of an ECDSA signature in DER. */
export function pairOf(der: Uint8Array, alg: SigningAlgorithm): Buffer {
  const scalar = Number(scalarLength(alg));
  const [pair] = readDer(der);
  const numbers = readDer(pair?.contents as Uint8Array).map(({ contents }) =>
    Buffer.concat([Buffer.alloc(scalar), contents]).subarray(-scalar),
  );
  return Buffer.concat(numbers);
}
