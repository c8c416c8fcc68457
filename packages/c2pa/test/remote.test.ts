import { beforeAll, expect, it, vi } from 'vitest';
import { loadTrust, pemSigner, readCredentials, signContent, type Trust } from '../src/index.ts';
import { FetchError } from '../src/read/public-fetch.ts';
import { fetchManifest } from '../src/read/remote.ts';
import { makeCertificates } from './certificates.ts';
import { makeJpeg } from './pictures.ts';

// The real one refuses every address a test could serve from.
vi.mock('../src/read/remote.ts', async (original) => ({
  ...(await original<object>()),
  fetchManifest: vi.fn(),
}));

const remoteUrl = 'https://credentials.example/1.c2pa';
let linked: { bytes: Uint8Array; store: Uint8Array };
let trust: Trust;
beforeAll(async () => {
  const made = await makeCertificates('ES256');
  const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
  const options = { embed: false, remoteUrl };
  const signed = await signContent(await makeJpeg(), origin, await pemSigner(made), options);
  linked = { bytes: signed.bytes, store: signed.manifestStore };
  trust = await loadTrust({ anchors: made.root });
});

it('asks for a remote manifest only if the network is allowed', async () => {
  vi.mocked(fetchManifest).mockResolvedValue(Buffer.from(linked.store));
  expect((await readCredentials(linked.bytes, { trust })).state).toBe('Remote');
  expect(fetchManifest).not.toHaveBeenCalled();
  const report = await readCredentials(linked.bytes, { trust, allowNetwork: true });
  expect(report).toMatchObject({ state: 'Trusted', remoteUrl, embedded: false });
  expect(fetchManifest).toHaveBeenCalledWith(remoteUrl, undefined);
});

it('judges what it fetched like everything else', async () => {
  const other = Buffer.from(linked.store);
  other[other.length - 10]! ^= 1;
  vi.mocked(fetchManifest).mockResolvedValue(other);
  const options = { trust, allowNetwork: true };
  expect((await readCredentials(linked.bytes, options)).state).toBe('Invalid');
  vi.mocked(fetchManifest).mockResolvedValue(Buffer.from('<html>'));
  expect((await readCredentials(linked.bytes, options)).state).toBe('Error');
  vi.mocked(fetchManifest).mockRejectedValue(new FetchError('refused', 'status 404'));
  expect(await readCredentials(linked.bytes, options)).toMatchObject({
    state: 'Remote',
    remoteUrl,
    reason: 'manifest.inaccessible.refused',
  });
  vi.mocked(fetchManifest).mockRejectedValue(new Error('words of a library'));
  expect((await readCredentials(linked.bytes, options)).reason).toBe(
    'manifest.inaccessible.unreachable',
  );
});
