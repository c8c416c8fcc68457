import { createHash } from 'node:crypto';
import type { OriginRecord } from '../src/signed/record.ts';

export function sha256(text: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(text).digest());
}

/** The `number`th record of the issuer "Example", with all that a record may have. */
export function makeRecord(number: number, changes: Partial<OriginRecord> = {}): OriginRecord {
  return {
    contentId: Buffer.from(sha256(`id ${number}`))
      .toString('hex')
      .slice(0, 16),
    issuer: 'Example',
    time: '2026-01-01T00:00:00.000Z',
    mediaType: 'image/png',
    contentHash: sha256(`content ${number}`),
    manifest: null,
    watermark: { alg: 'org.example.mark', keyId: '0123456789abcdef' },
    fingerprints: [{ alg: 'org.example.look', value: sha256(`look ${number}`), quality: 90 }],
    model: { name: 'example-diffusion', version: '2.1' },
    requestId: `request ${number}`,
    promptHash: sha256(`prompt ${number}`),
    retainUntil: null,
    ...changes,
  };
}
