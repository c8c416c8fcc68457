// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  type GuardedLook,
  loadTrust,
  type OperationEvent,
  type Origin,
  type OutputGuard,
  pemSigner,
  type Signer,
  type Trust,
  verify,
  WORKER_CHANNELS,
  type WorkerEvent,
} from '@provenance/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { memoryRegistry } from './memory-registry.ts';
import { flat, picture } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const watermark = { keys: [{ key, marks: 'ai-generated' }] } as const;
const origin: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const one = { workers: 1 };
const onLinux = test.skipIf(process.platform !== 'linux');

let signer: Signer;
let trust: Trust;
let art: Uint8Array;
beforeAll(async () => {
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root, tsaAnchors: certificates.root });
  art = await picture('png');
});

const started: WorkerEvent[] = [];
const ended: WorkerEvent[] = [];
const operations: OperationEvent[] = [];
const listeners = [
  [WORKER_CHANNELS.start, (event: unknown) => started.push(event as WorkerEvent)],
  [WORKER_CHANNELS.end, (event: unknown) => ended.push(event as WorkerEvent)],
  [WORKER_CHANNELS.operation, (event: unknown) => operations.push(event as OperationEvent)],
] as const;
beforeAll(() => {
  for (const [name, listener] of listeners) subscribe(name, listener);
});
afterAll(() => {
  for (const [name, listener] of listeners) unsubscribe(name, listener);
});
beforeEach(() => {
  started.length = ended.length = operations.length = 0;
});

const pidOf = (event: WorkerEvent | undefined) => event?.['process.pid'] as number;
const endOf = (pid: number) => ended.find((event) => event['process.pid'] === pid);
const isThere = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a verifier', () => {
  test('says what verify() says, of bytes, blobs and texts', async () => {
    const registry = memoryRegistry();
    const marker = createMarker({ ...one, signer, watermarkKey: key, record: { registry } });
    const verifier = createVerifier({ ...one, trust, watermark, registry });
    try {
      const { bytes } = await marker.mark(art, origin);
      const { text } = await marker.mark({ text: 'A text. '.repeat(50) }, origin);
      for (const input of [bytes, new Blob([Uint8Array.from(bytes)]), art, { text }]) {
        const here = await verify(input, { trust, watermark, registry });
        expect(await verifier.verify(input)).toEqual(here);
      }
      expect(started).toHaveLength(2);
    } finally {
      await Promise.all([marker.close(), verifier.close()]);
    }
  });

  test('asks the registry that lies here, and says where it is down', async () => {
    const registry = memoryRegistry();
    const marker = createMarker({ ...one, signer, watermarkKey: key, record: { registry } });
    const verifier = createVerifier({ ...one, trust, watermark, registry: async () => registry });
    try {
      await marker.mark(art, origin, { contentId: '0123456789abcdef' });
      const { detection, look } = await verifier.detect(art, { look: true });
      expect(detection.present).toBe(false);
      expect(look?.hashes.length).toBeGreaterThan(0);
      expect((await verifier.verify(art)).registry?.records).toHaveLength(1);
      registry.down = true;
      expect((await verifier.verify(art)).registry?.unavailable).toBe('REGISTRY_UNAVAILABLE');
    } finally {
      await Promise.all([marker.close(), verifier.close()]);
    }
  });

  test('has its sentences in the language of the verifier, or of the call', async () => {
    const verifier = createVerifier({ ...one, language: 'ja' });
    try {
      const content = Uint8Array.of(0, 1, 2);
      const japanese = await verifier.verify(content);
      const english = await verifier.verify(content, { language: 'en' });
      expect([japanese.language, english.language]).toEqual(['ja', 'en']);
      const { verdict } = await verify(content, { language: 'ja' });
      expect(japanese.verdict.sentence).toBe(verdict.sentence);
      expect(english.verdict.says).toEqual(japanese.verdict.says);
      expect(english.verdict.sentence).not.toBe(verdict.sentence);
      const asked = verifier.verify(content, { language: 'de' } as never);
      await expect(asked).rejects.toThrow(TypeError);
      const credentials = verifier.credentials(content, { language: 'ja' } as never);
      await expect(credentials).rejects.toThrow(TypeError);
    } finally {
      await verifier.close();
    }
    expect(() => createVerifier({ language: 'de' } as never)).toThrow(TypeError);
  });

  test('holds each of its calls to its limit, or to that of the call', async () => {
    const verifier = createVerifier({ ...one, maxBytes: art.length - 1 });
    try {
      for (const name of ['credentials', 'thumbnails'] as const) {
        await expectCode('CONTENT_TOO_LARGE', () => verifier[name](art));
        expect(await verifier[name](art, { maxBytes: art.length })).toBeDefined();
      }
    } finally {
      await verifier.close();
    }
  });

  test('reports a bad file, and rejects with the class and code of a mistake', async () => {
    const verifier = createVerifier({ ...one, trust });
    try {
      expect((await verifier.verify(art.slice(0, 50))).c2pa.state).not.toBe('Valid');
      await expect(verifier.verify('/no/such/file.png')).rejects.toMatchObject({
        name: 'ProvenanceError',
        code: 'FILE_NOT_FOUND',
      });
      await expect(verifier.verify(art, { maxBytes: -1 })).rejects.toBeInstanceOf(RangeError);
      await expect(verifier.verify(art, { no: 1 } as never)).rejects.toBeInstanceOf(TypeError);
    } finally {
      await verifier.close();
    }
  });

  test('that hangs is ended at its deadline, and the next call has another worker', async () => {
    const verifier = createVerifier({ ...one, deadlineSeconds: 2 });
    try {
      await verifier.warm();
      process.kill(pidOf(started[0]), 'SIGSTOP');
      await expect(verifier.verify(art)).rejects.toMatchObject({ code: 'WORKER_TIMEOUT' });
      await vi.waitFor(() => expect(endOf(pidOf(started[0]))).toBeDefined());
      expect(endOf(pidOf(started[0]))?.['error.type']).toBe('WORKER_TIMEOUT');
      expect((await verifier.verify(art)).c2pa.state).toBe('NoManifest');
      expect(started).toHaveLength(2);
    } finally {
      await verifier.close();
    }
  });

  test('whose worker crashes rejects that call, and no other', async () => {
    const verifier = createVerifier(one);
    try {
      await verifier.warm();
      process.kill(pidOf(started[0]), 'SIGSTOP');
      const [first, second] = [verifier.verify(art), verifier.verify(art)];
      process.kill(pidOf(started[0]), 'SIGKILL');
      await expect(first).rejects.toMatchObject({ code: 'WORKER_FAILED' });
      expect((await second).c2pa.state).toBe('NoManifest');
      expect(endOf(pidOf(started[0]))?.['error.type']).toBe('SIGKILL');
    } finally {
      await verifier.close();
    }
  });

  onLinux('that takes too much memory is ended', async () => {
    const verifier = createVerifier({ ...one, memoryMegabytes: 70, watermark });
    try {
      const large = await picture('jpeg', { side: 2500 });
      await expect(verifier.verify(large)).rejects.toMatchObject({ code: 'WORKER_MEMORY' });
    } finally {
      await verifier.close();
    }
  });

  test('refuses at once what nobody could work on soon', async () => {
    const verifier = createVerifier({ ...one, queue: 1 });
    try {
      const calls = [verifier.verify(art), verifier.verify(art), verifier.verify(art)];
      await expect(calls[2]).rejects.toMatchObject({ code: 'WORKER_OVERLOADED' });
      expect(verifier.load).toEqual({ workers: 1, running: 1, waiting: 1 });
      const reports = await Promise.all(calls.slice(0, 2));
      expect(reports.map(({ c2pa }) => c2pa.state)).toEqual(['NoManifest', 'NoManifest']);
      expect(operations.map((event) => event['error.type'] ?? null)).toEqual([
        'WORKER_OVERLOADED',
        null,
        null,
      ]);
      expect(operations[1]?.['provenance.operation.name']).toBe('verify');
    } finally {
      await verifier.close();
    }
  });

  test('hears an abort while its worker hears nothing, and while it waits', async () => {
    const verifier = createVerifier(one);
    try {
      await verifier.warm();
      process.kill(pidOf(started[0]), 'SIGSTOP');
      const [working, waiting] = [new AbortController(), new AbortController()];
      const first = verifier.verify(art, { signal: working.signal });
      const second = verifier.verify(art, { signal: waiting.signal });
      const third = verifier.verify(art);
      const reason = new Error('enough');
      waiting.abort(reason);
      await expect(second).rejects.toBe(reason);
      working.abort(reason);
      await expect(first).rejects.toBe(reason);
      expect(isThere(pidOf(started[0]))).toBe(true);
      // It is ended a second later, and what waits goes on.
      expect((await third).c2pa.state).toBe('NoManifest');
      expect(isThere(pidOf(started[0]))).toBe(false);
    } finally {
      await verifier.close();
    }
  });

  test('ends what it has taken before it closes, and takes nothing after', async () => {
    const verifier = createVerifier(one);
    const calls = [verifier.verify(art), verifier.verify(art)];
    const closed = verifier.close();
    await expect(verifier.verify(art)).rejects.toMatchObject({ code: 'WORKER_CLOSED' });
    await closed;
    const states = await Promise.all(calls.map((call) => call.then(({ c2pa }) => c2pa.state)));
    expect(states).toEqual(['NoManifest', 'NoManifest']);
    await vi.waitFor(() => expect(endOf(pidOf(started[0]))).toBeDefined());
    expect(endOf(pidOf(started[0]))?.['error.type']).toBeUndefined();
  });

  test('whose worker cannot start is a rejection', async () => {
    const { execPath } = process;
    const verifier = createVerifier(one);
    process.execPath = '/no/such/node';
    try {
      await expect(verifier.warm()).rejects.toMatchObject({ code: 'WORKER_NOT_STARTED' });
      await expect(verifier.verify(art)).rejects.toMatchObject({ code: 'WORKER_NOT_STARTED' });
    } finally {
      process.execPath = execPath;
    }
    expect((await verifier.verify(art)).c2pa.state).toBe('NoManifest');
    await verifier.close();
  });

  onLinux('gives its workers no secret of the environment', async () => {
    process.env.PROVENANCE_TEST_SECRET = 'hunter2';
    const verifier = createVerifier(one);
    try {
      await verifier.warm();
      const environment = readFileSync(`/proc/${pidOf(started[0])}/environ`, 'latin1');
      expect(environment).toContain('PATH=');
      expect(environment).not.toContain('hunter2');
    } finally {
      delete process.env.PROVENANCE_TEST_SECRET;
      await verifier.close();
    }
  });

  test.each([
    ['no workers', { workers: 0 }],
    ['half a worker', { workers: 0.5 }],
    ['a queue that is none', { queue: -1 }],
    ['no time', { deadlineSeconds: 0 }],
    ['no memory', { memoryMegabytes: 0 }],
    ['no keys', { watermark: { keys: [] } }],
    ['trust that is none', { trust: {} as Trust }],
    ['a registry that is none', { registry: {} as never }],
  ])("refuses a caller's mistake: %s", (_, options) => {
    expect(() => createVerifier(options)).toThrow(/./);
    try {
      createVerifier(options);
    } catch (error) {
      expect((error as Error).name).toMatch(/^(Type|Range)Error$/);
    }
  });
});

describe('a marker', () => {
  test('marks raw pixels, and what cannot carry a mark is signed or refused', async () => {
    const registry = memoryRegistry();
    const marker = createMarker({ ...one, signer, watermarkKey: key, record: { registry } });
    const verifier = createVerifier({ ...one, trust, watermark, registry });
    try {
      const side = 256;
      const samples = new Uint8Array(side * side * 3);
      for (let i = 0; i < samples.length; i++)
        samples[i] = 128 + 60 * Math.sin(i / 37) * Math.cos(i / 911);
      const pixels = { pixels: samples, width: side, height: side, channels: 3 } as const;
      const options = {
        contentId: '00112233445566ff',
        requestId: 'r-1',
        retainUntil: '2030-01-01',
      };
      const marked = await marker.mark(pixels, origin, options);
      expect(marked).toMatchObject({ mediaType: 'image/png', contentId: options.contentId });
      const { requestId, retainUntil } = registry.records[0]?.record ?? {};
      expect({ requestId, retainUntil }).toEqual({ requestId: 'r-1', retainUntil: '2030-01-01' });
      const report = await verifier.verify(marked.bytes);
      expect(report.policy.met).toBe(true);
      expect(report.watermark?.contentId).toBe(options.contentId);

      const small = await flat('png');
      expect(await marker.mark(small, origin)).toMatchObject({ unmarked: 'weak' });
      await expect(marker.mark(small, origin, { cannotCarry: 'refuse' })).rejects.toMatchObject({
        code: 'WATERMARK_NOT_CARRIED',
      });
      await expect(marker.mark({ ...pixels, height: 2 }, origin)).rejects.toBeInstanceOf(
        RangeError,
      );
    } finally {
      await Promise.all([marker.close(), verifier.close()]);
    }
  });

  test('hands nothing out where the registry is down, unless that was asked for', async () => {
    const registry = memoryRegistry();
    registry.down = true;
    const strict = createMarker({ ...one, signer, watermarkKey: key, record: { registry } });
    const lax = createMarker({
      ...one,
      signer,
      watermarkKey: key,
      record: { registry, mode: 'skip' },
    });
    try {
      await expect(strict.mark(art, origin)).rejects.toMatchObject({
        code: 'REGISTRY_UNAVAILABLE',
      });
      const { record } = await lax.mark(art, origin);
      expect(record).toMatchObject({ status: 'skipped', reason: { code: 'REGISTRY_UNAVAILABLE' } });
      expect((record as { reason?: unknown } | null)?.reason).toBeInstanceOf(Error);
    } finally {
      await Promise.all([strict.close(), lax.close()]);
    }
  });

  test('says so where the signer fails', async () => {
    const { callbackSigner, ProvenanceError } = await import('@provenance/sdk');
    const broken = await callbackSigner({
      alg: signer.alg,
      certificates: signer.certificates,
      sign: async () => {
        throw new Error('the key service is down');
      },
    });
    const marker = createMarker({ ...one, signer: broken, watermarkKey: key });
    try {
      const error = await marker.mark(art, origin).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(ProvenanceError);
      expect(error.code).toBe('SIGNER_FAILED');
    } finally {
      await marker.close();
    }
  });
});

describe('a marker with a guard', () => {
  test('asks the one list of the process that started it, and hands out nothing that is blocked', async () => {
    const asked: (string | null)[] = [];
    const match = { work: 'abcdefabcdef', alg: 'a', distance: 3, parts: null };
    const guard = {
      action: 'block',
      check: async (look: GuardedLook | null, contentId: string | null) => {
        asked.push(look?.kind ?? null);
        expect(contentId).toMatch(/^[0-9a-f]{16}$/);
        // Arrays come through as they are: an index of works reads them.
        if (look?.kind === 'picture') expect(look.parts.places).toBeInstanceOf(Uint32Array);
        return look?.kind === 'picture'
          ? ({ status: 'blocked', matches: [match] } as const)
          : ({ status: 'clear', matches: [] } as const);
      },
    } as const satisfies OutputGuard;
    const registry = memoryRegistry();
    const marker = createMarker({ ...one, watermarkKey: key, signer, guard, record: { registry } });
    try {
      await expect(marker.mark(art, origin)).rejects.toMatchObject({ code: 'GUARD_BLOCKED' });
      expect(registry.records).toEqual([]);
      const text = await marker.mark({ text: 'Some words, and some more of them.' }, origin);
      expect(text.guard).toEqual({ status: 'clear', matches: [] });
      expect(asked).toEqual(['picture', 'text']);
      expect(registry.records.length).toBe(1);
    } finally {
      await marker.close();
    }
  });
});
