// The libraries of the three services against fakes that speak their protocols.
import { generateKeyPairSync, verify as verifyBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { createCertificateRequest, createDevelopmentCertificates } from '@provenance/c2pa';
import { hashOf, keyInput, type SigningAlgorithm } from '@provenance/cose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awsKey } from '../src/aws.ts';
import { azureKey } from '../src/azure.ts';
import { googleKey } from '../src/google.ts';
import { kmsSigner, type ServiceKey } from '../src/index.ts';
import { AWS_KEY, startAws } from './fakes/aws.ts';
import { azureId, startAzure, TLS } from './fakes/azure.ts';
import { GOOGLE_KEY, startGoogle } from './fakes/google.ts';
import type { FakeService } from './fakes/service.ts';

interface Opened {
  /** Limits in seconds; another id, to see what becomes of a wrong one. */
  open(service: FakeService, seconds?: number, id?: string): ServiceKey;
  start(key: string): Promise<FakeService>;
  readonly wrongId: (service: FakeService) => string;
  readonly signs: string;
  readonly notFound: RegExp;
  readonly denied: RegExp;
}

const SERVICES: Readonly<Record<string, Opened>> = {
  'AWS KMS': {
    start: startAws,
    open: (service, seconds = 30, id = AWS_KEY) => {
      const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'of a test' };
      const client = new KMSClient({ endpoint: service.url, region: 'eu-central-1', credentials });
      return awsKey(id, { client, seconds });
    },
    wrongId: () => 'alias/another',
    signs: 'TrentService.Sign',
    notFound: /NotFoundException/,
    denied: /AccessDeniedException/,
  },
  'Google Cloud KMS': {
    start: startGoogle,
    open: ({ port }, seconds = 30, id = GOOGLE_KEY) => {
      const client = new KeyManagementServiceClient({
        ...{ fallback: true, protocol: 'http', apiEndpoint: '127.0.0.1', port },
        credentials: { client_email: 'signer@p.iam.gserviceaccount.com', private_key: robot },
      });
      return googleKey(id, { client, seconds });
    },
    wrongId: () => GOOGLE_KEY.replace('signing', 'another'),
    signs: 'asymmetricSign',
    notFound: /NOT_FOUND/,
    denied: /PERMISSION_DENIED/,
  },
  'Azure Key Vault': {
    start: startAzure,
    open: (service, seconds = 30, id = azureId(service)) => {
      const token = { token: 'token-of-a-test', expiresOnTimestamp: Date.now() + 3_600_000 };
      return azureKey(id, {
        seconds,
        credential: { getToken: async () => token },
        clientOptions: {
          tlsOptions: { ca: TLS.cert },
          disableChallengeResourceVerification: true,
        },
      });
    },
    wrongId: (service) => azureId(service).replace('signing', 'another'),
    signs: '/sign',
    notFound: /KeyNotFound/,
    denied: /Forbidden/,
  },
};

const robot = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

const bytes = Buffer.from('a claim'.repeat(300));
const CURVES: Partial<Record<SigningAlgorithm, string>> = { ES384: 'P-384', ES512: 'P-521' };

function keyFor(alg: SigningAlgorithm) {
  const namedCurve = CURVES[alg];
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

describe.each(Object.entries(SERVICES))('%s', (name, { start, open, ...about }) => {
  const made = { certificates: '', key: '' };
  let service: FakeService;
  beforeAll(async () => {
    Object.assign(made, await createDevelopmentCertificates({ alg: 'ES256' }));
    service = await start(made.key);
  });
  afterAll(() => service.close());
  afterEach(() => {
    service.behaviour = 'answers';
    service.asked.length = 0;
  });
  const signer = async (key: ServiceKey) => kmsSigner(key, made);

  test('signs as COSE wants it, with one call', async () => {
    const signature = await (await signer(open(service))).sign(bytes);
    expect(signature).toHaveLength(64);
    const input = keyInput('ES256', service.publicKey);
    expect(verifyBytes('sha256', bytes, input, signature)).toBe(true);
    expect(service.asked).toEqual([about.signs]);
  });

  test.each(['ES384', 'ES512', 'PS256', 'PS384', 'PS512'] as const)(
    'signs with %s',
    async (alg) => {
      const before = service.privateKey;
      const { privateKey, publicKey } = keyFor(alg);
      service.privateKey = privateKey;
      const key = open(service);
      const signature = await key.sign(bytes, alg);
      const given = { ...keyInput(alg, publicKey) };
      const der = { ...given, dsaEncoding: 'der' as const };
      const hash = hashOf(alg);
      const fits =
        verifyBytes(hash, bytes, given, signature) || verifyBytes(hash, bytes, der, signature);
      expect(fits).toBe(true);
      expect(await key.publicKey()).toBe(publicKey.export({ type: 'spki', format: 'pem' }));
      service.privateKey = before;
    },
  );

  test('makes a certificate request', async () => {
    const key = open(service);
    const request = await createCertificateRequest({
      ...{ organization: 'Example Ltd.', commonName: 'Example Studio' },
      key: { publicKey: await key.publicKey(), sign: (data, alg) => key.sign(data, alg) },
    });
    expect(request).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
  });

  test('a signature by another key is refused', async () => {
    const before = service.privateKey;
    service.privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    await expect((await signer(open(service))).sign(bytes)).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
    });
    service.privateKey = before;
  });

  test('a key of another kind than the certificate signs nothing', async () => {
    const before = service.privateKey;
    service.privateKey = keyFor('PS256').privateKey;
    await expect((await signer(open(service))).sign(bytes)).rejects.toMatchObject({
      code: 'SIGNER_FAILED',
    });
    service.privateKey = before;
  });

  const failing = async (key: ServiceKey, signal?: AbortSignal) => {
    const signing = await signer(key);
    const options = signal === undefined ? {} : { signal };
    const error = await signing.sign(bytes, options).catch((thrown: unknown) => thrown);
    const { code, message } = error as { code: string; message: string };
    return { code, why: message };
  };

  test('a denied call names the reason, and neither key nor account', async () => {
    service.behaviour = 'refuses';
    const { code, why } = await failing(open(service));
    expect(code).toBe('SIGNER_FAILED');
    expect(why).toContain(name);
    expect(why).toMatch(about.denied);
    expect(why).not.toMatch(/arn:|somebody|projects\/|keys\/|signing|token-of|127\.0\.0\.1/);
  });

  test('a wrong id', async () => {
    const { code, why } = await failing(open(service, 30, about.wrongId(service)));
    expect(code).toBe('SIGNER_FAILED');
    expect(why).toMatch(about.notFound);
    expect(why).not.toContain('another');
  });

  test('a service that does not answer in time', async () => {
    service.behaviour = 'hangs';
    const { code, why } = await failing(open(service, 0.3));
    expect(code).toBe('SIGNER_FAILED');
    expect(why).toContain('no answer in 0.3 s');
  });

  test('an abort', async () => {
    service.behaviour = 'hangs';
    const controller = new AbortController();
    const signing = await signer(open(service));
    const signed = signing.sign(bytes, { signal: controller.signal });
    controller.abort();
    await expect(signed).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each(['garbage', 'empty'] as const)('an answer that is %s', async (behaviour) => {
    service.behaviour = behaviour;
    expect((await failing(open(service, 5))).code).toBe('SIGNER_FAILED');
  });

  test('a service that is not there', async () => {
    const gone = await start(made.key);
    const key = open(gone, 2);
    await gone.close();
    expect((await failing(key)).code).toBe('SIGNER_FAILED');
  });
});

describe('Ed25519', () => {
  test.each(['AWS KMS', 'Google Cloud KMS'])('%s takes the bytes as they are', async (name) => {
    const { start, open } = SERVICES[name] as Opened;
    const made = await createDevelopmentCertificates({ alg: 'Ed25519' });
    const service = await start(made.key);
    const signer = await kmsSigner(open(service), made);
    expect(await signer.sign(bytes)).toHaveLength(64);
    await service.close();
  });

  test('AWS KMS takes no more than 4096 bytes, which is said before the call', async () => {
    const made = await createDevelopmentCertificates({ alg: 'Ed25519' });
    const service = await startAws(made.key);
    const key = (SERVICES['AWS KMS'] as Opened).open(service);
    await expect(key.sign(Buffer.alloc(4097), 'Ed25519')).rejects.toThrow(/at most 4096 bytes/);
    expect(service.asked).toEqual([]);
    await service.close();
  });

  test('Azure Key Vault has none', async () => {
    const { start, open } = SERVICES['Azure Key Vault'] as Opened;
    const { key } = await createDevelopmentCertificates({ alg: 'Ed25519' });
    const service = await start(key);
    await expect(open(service).sign(bytes, 'Ed25519')).rejects.toThrow(/it has no Ed25519/);
    await service.close();
  });
});

test.each([
  'http://v.vault.azure.net/keys/a/1',
  'https://v.vault.azure.net/keys/a',
  'https://v/x',
  'no',
])('Azure Key Vault: %s names no version of a key', (id) => {
  expect(() => azureKey(id)).toThrow(TypeError);
});
