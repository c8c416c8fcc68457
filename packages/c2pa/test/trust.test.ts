import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  createDevelopmentCertificates,
  loadTrust,
  pemSigner,
  readCredentials,
  signContent,
} from '../src/index.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { makeJpeg } from './pictures.ts';

let folder: string;
let made: TestCertificates;
let signed: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-trust-'));
  made = await makeCertificates('ES256');
  const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
  signed = (await signContent(await makeJpeg(), origin, await pemSigner(made))).bytes;
});
afterAll(() => rm(folder, { recursive: true }));

const stateWith = async (trust: Awaited<ReturnType<typeof loadTrust>>) =>
  (await readCredentials(signed, { trust })).state;

describe('trust', () => {
  it('comes from anchors, and from nothing else', async () => {
    const other = await makeCertificates('ES256');
    expect((await readCredentials(signed)).state).toBe('Valid');
    expect((await readCredentials(signed)).trustList).toBeNull();
    expect(await stateWith(await loadTrust({}))).toBe('Valid');
    expect(await stateWith(await loadTrust({ anchors: other.root }))).toBe('Valid');
    expect(await stateWith(await loadTrust({ anchors: made.root }))).toBe('Trusted');
    expect(await stateWith(await loadTrust({ anchors: [other.root, made.root] }))).toBe('Trusted');
  });

  it('comes from an allowed list, as PEM or by hash', async () => {
    expect(await stateWith(await loadTrust({ allowedList: made.certificates }))).toBe('Trusted');
    const { raw } = new X509Certificate(made.certificates);
    const hash = createHash('sha256').update(raw).digest('base64');
    expect(await stateWith(await loadTrust({ allowedList: `${hash}\n` }))).toBe('Trusted');
    const other = createHash('sha256').update('x').digest('base64');
    expect(await stateWith(await loadTrust({ allowedList: `${other}\n` }))).toBe('Valid');
  });

  it('comes from a hash in which slashes begin no comment', async () => {
    // One hash in a hundred has two in a row, and was taken for a damaged one.
    const slashes = [`//${'A'.repeat(41)}=`, `AA//${'A'.repeat(39)}=`];
    const { raw } = new X509Certificate(made.certificates);
    const hash = createHash('sha256').update(raw).digest('base64');
    const allowedList = ['// a comment', ...slashes, `${hash}`, '# another'].join('\n');
    expect(await stateWith(await loadTrust({ allowedList }))).toBe('Trusted');
    await expectCode('TRUST_MALFORMED', () => loadTrust({ allowedList: 'AA // none\n' }));
  });

  it.each(['1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.62558.2.1'])(
    'is given to the usage %s without any trust config',
    async (usage) => {
      const { certificates, root, key } = await makeCertificates('ES256', { usages: [usage] });
      const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
      const signer = await pemSigner({ certificates, key });
      const { bytes } = await signContent(await makeJpeg(), origin, signer);
      const trust = await loadTrust({ anchors: root });
      expect((await readCredentials(bytes, { trust })).state).toBe('Trusted');
    },
  );

  it('is described by name, size and hash, never by folder', async () => {
    const path = join(folder, 'anchors.pem');
    const development = await createDevelopmentCertificates({ alg: 'Ed25519' });
    const text = `# two roots\n${made.root}${development.root}`;
    await writeFile(path, text);
    const trust = await loadTrust({ anchors: [path, made.root], tsaAnchors: made.root });
    const described = {
      count: 2,
      source: 'anchors.pem',
      date: null,
      uri: null,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      development: true,
    };
    expect(trust.description.anchors).toEqual([
      described,
      expect.objectContaining({ source: 'inline', count: 1, development: false }),
    ]);
    expect(trust.description.tsaAnchors).toHaveLength(1);
    expect(trust.description.trustConfig).toMatchObject({ source: 'default', count: 6 });
    const report = await readCredentials(signed, { trust });
    expect(report.trustList).toBe(trust.description);
    expect(JSON.stringify(report)).not.toContain(folder);
  });

  it('leaves a private key that stands beside an anchor where it is', async () => {
    const trust = await loadTrust({ anchors: made.key + made.root });
    expect(trust.description.anchors).toMatchObject([{ count: 1 }]);
    expect(await stateWith(trust)).toBe('Trusted');
  });

  it('is refused if a list is malformed, or the object is no trust', async () => {
    const broken = made.root.replace(/\n[^\n]+\n[^\n]+\n-----END/, '\n-----END');
    await expectCode('TRUST_MALFORMED', () => loadTrust({ anchors: broken }));
    await expectCode('TRUST_MALFORMED', () => loadTrust({ anchors: Buffer.from('nothing') }));
    await expectCode('TRUST_MALFORMED', () => loadTrust({ trustConfig: 'email\n' }));
    await expectCode('TRUST_MALFORMED', () => loadTrust({ trustConfig: '// none\n' }));
    await expectCode('TRUST_MALFORMED', () => loadTrust({ allowedList: 'abc\n' }));
    await expectCode('FILE_NOT_FOUND', () => loadTrust({ anchors: join(folder, 'none.pem') }));
    const forged = { description: (await loadTrust({})).description };
    for (const none of [forged, 'abc', 7, null, []]) {
      const call = readCredentials(signed, { trust: none as never });
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow('loadTrust');
    }
  });

  it('is refused if a list is misspelt, and not taken for no list', async () => {
    for (const key of ['anchor', 'Anchors', 'allowedlist', 'tsaAnchor']) {
      const call = loadTrust({ [key]: made.root });
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow(`"${key}"`);
    }
    for (const none of [undefined, null, made.root, [made.root]]) {
      await expect(loadTrust(none as never)).rejects.toThrow(TypeError);
    }
    const absent = { anchors: made.root, allowedList: undefined, other: undefined } as never;
    expect(await stateWith(await loadTrust(absent))).toBe('Trusted');
  });

  it('reads a trust config with comments', async () => {
    const config = '//id-kp-emailProtection\n1.3.6.1.5.5.7.3.4\n\n# more\n1.3.6.1.5.5.7.3.36\n';
    const trust = await loadTrust({ anchors: made.root, trustConfig: config });
    expect(trust.description.trustConfig).toMatchObject({ count: 2, source: 'inline' });
    expect(await stateWith(trust)).toBe('Trusted');
  });
});
