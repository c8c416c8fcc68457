import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, jsonOfCbor } from '../src/crjson/value.ts';
import { loadWasm } from '../src/engine/wasm.ts';
import {
  loadTrust,
  pemSigner,
  readCrJson,
  type Signer,
  signContent,
  type Trust,
} from '../src/index.ts';
import { makeCertificates } from './certificates.ts';
import { crJsonFaults } from './crjson-schema.ts';
import { makeFiles, makeJpeg } from './pictures.ts';

const generator = { name: 'test', version: '1.2.3' };
let signer: Signer;
let trust: Trust;
beforeAll(async () => {
  const made = await makeCertificates('ES256');
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: made.root });
});

const sign = async (file: Uint8Array, more = {}) =>
  Buffer.from(
    (
      await signContent(
        file,
        { kind: 'created', generator: { name: 'app', version: '1' }, ...more },
        signer,
      )
    ).bytes,
  );

describe('crJSON', () => {
  it('holds to the schema, for every format', async () => {
    for (const [mediaType, file] of Object.entries(await makeFiles())) {
      const { document, report } = await readCrJson(await sign(file), generator, { trust });
      expect([mediaType, crJsonFaults(document)]).toEqual([mediaType, []]);
      expect(document?.manifests.map(({ label }) => label)).toEqual([report.activeManifest]);
    }
  });

  it('says who signed, what, and how it checked out', async () => {
    const { document, report } = await readCrJson(await sign(await makeJpeg()), generator, {
      trust,
    });
    const [manifest] = document!.manifests;
    expect(report.state).toBe('Trusted');
    expect(document?.jsonGenerator).toMatchObject(generator);
    const { sha256 } = trust.description.anchors[0]!;
    expect(document?.jsonGenerator.trustLists).toEqual([
      { use: 'signers', name: 'inline', sha256 },
    ]);
    expect(manifest).toMatchObject({
      'claim.v2': { claim_generator_info: { name: 'app', version: '1' } },
      signature: { algorithm: 'es256' },
      validationResults: { failure: [], specVersion: '2.4.0' },
    });
    expect(manifest!.signature.certificateInfo.subject).toMatchObject({ O: 'Test signer' });
    const codes = manifest!.validationResults.success.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['claimSignature.validated', 'assertion.dataHash.match']),
    );
  });

  it('says by which lists it was judged: their names, hashes, addresses and days', async () => {
    const { root: pem } = await makeCertificates('ES256');
    const named = { name: 'a list', date: '2026-08-05', uri: 'https://example.com/l.pem', pem };
    const lists = await loadTrust({ anchors: pem, olderAnchors: named, tsaAnchors: named });
    const file = await makeJpeg();
    const { document, report } = await readCrJson(file, generator, { trust: lists });
    const sha256 = createHash('sha256').update(pem).digest('hex');
    const whole = { name: 'a list', sha256, uri: named.uri, date: named.date };
    expect(document?.jsonGenerator.trustLists).toEqual([
      { use: 'signers', name: 'inline', sha256 },
      { use: 'signers-older', ...whole },
      { use: 'time-stamps', ...whole },
    ]);
    expect(crJsonFaults(document)).toEqual([]);
    expect(report.trustList?.anchors).toMatchObject([{ uri: null, date: null, sha256 }]);
    expect(report.trustList?.olderAnchors).toMatchObject([{ uri: named.uri, date: named.date }]);
    const without = await readCrJson(file, generator);
    expect(without.document?.jsonGenerator).not.toHaveProperty('trustLists');
  });

  it('says so of content that was changed', async () => {
    const file = await sign(await makeJpeg());
    file[file.length - 20]! ^= 1;
    const { document } = await readCrJson(file, generator, { trust });
    expect(crJsonFaults(document)).toEqual([]);
    const { failure } = document!.manifests[0]!.validationResults;
    expect(failure.map(({ code }) => code)).toEqual(['assertion.dataHash.mismatch']);
  });

  it('has no manifests where there are none, and none at all of what cannot be read', async () => {
    const blank = await readCrJson(await makeJpeg(), generator);
    expect([blank.report.state, blank.document?.manifests]).toEqual(['NoManifest', []]);
    expect(crJsonFaults(blank.document)).toEqual([]);
    const nothing = await readCrJson(Buffer.from([1, 2, 3, 4]), generator);
    expect([nothing.report.state, nothing.document]).toEqual(['Error', null]);
  });

  it('names the manifests of ingredients, with what was found of each', async () => {
    const parent = await sign(await makeJpeg());
    const { bytes } = await signContent(
      await makeJpeg(48, 32),
      {
        kind: 'edited',
        generator: { name: 'app', version: '2' },
        parent: { content: parent },
      } as never,
      signer,
    );
    const { document } = await readCrJson(bytes as Uint8Array, generator, { trust });
    expect(crJsonFaults(document)).toEqual([]);
    expect(document!.manifests).toHaveLength(2);
    const [active, other] = document!.manifests;
    expect(active!.ingredientDeltas?.[0]?.validationDeltas.failure).toEqual([]);
    expect(other!.validationResults.success.map(({ code }) => code)).toContain(
      'signingCredential.trusted',
    );
  });

  it('is, but for words and order, what the engine of C2PA itself writes', async () => {
    const file = await sign(await makeJpeg());
    const { WasmReader } = await loadWasm();
    const reader = await WasmReader.fromBytes('image/jpeg', file, undefined);
    const theirs = JSON.parse(reader.crJson()).manifests[0];
    reader.free();
    const ours = JSON.parse(JSON.stringify((await readCrJson(file, generator)).document))
      .manifests[0];
    expect(ours.label).toBe(theirs.label);
    expect(ours.assertions).toEqual(theirs.assertions);
    const { redacted_assertions: _, gathered_assertions: __, ...claim } = theirs['claim.v2'];
    expect(ours['claim.v2']).toMatchObject({ ...claim, signature: expect.any(String) });
    expect(ours.signature.algorithm).toBe(theirs.signature.algorithm);
    const { serialNumber, subject, issuer } = theirs.signature.certificateInfo;
    expect(ours.signature.certificateInfo).toMatchObject({ serialNumber, subject, issuer });
    const codesOf = (results: { success: { code: string }[]; failure: { code: string }[] }) => [
      [...new Set(results.success.map(({ code }) => code))].sort(),
      results.failure.map(({ code }) => code).sort(),
    ];
    expect(codesOf(ours.validationResults)).toEqual(codesOf(theirs.validationResults));
  });

  it('wants a version that is one', async () => {
    await expect(readCrJson(Buffer.of(1), { name: 'x', version: '1' })).rejects.toThrow(RangeError);
  });
});

describe('values of CBOR', () => {
  it('are told apart from text, and none can pass for a prototype', () => {
    const value = new Map<unknown, unknown>([
      ['bytes', Uint8Array.of(1, 2)],
      ['__proto__', new Map([['polluted', true]])],
      [7, Number.NaN],
      ['large', 2n ** 60n],
      ['nothing', undefined],
    ]);
    const json = jsonOf(value) as Record<string, unknown>;
    expect(JSON.stringify(json)).toBe(
      '{"7":null,"bytes":"b64\'AQI=\'","__proto__":{"polluted":true},"large":"1152921504606846976","nothing":null}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('that nest without end are refused', () => {
    const deep = Buffer.concat([Buffer.alloc(500, 0x81), Buffer.of(0x00)]);
    expect(() => jsonOfCbor(deep)).toThrow(RangeError);
  });
});

it('the checks of the schema find a fault', async () => {
  const { document } = await readCrJson(await sign(await makeJpeg()), generator);
  const [manifest] = document!.manifests;
  const { signature: _, ...unsigned } = manifest!;
  for (const bad of [
    { ...document, manifests: [unsigned] },
    { ...document, manifests: [{ ...manifest, claim: {} }] },
    { ...document, manifests: [{ ...manifest, more: 1 }] },
    { ...document, jsonGenerator: { ...document!.jsonGenerator, version: '1' } },
  ]) {
    expect(crJsonFaults(bad)).not.toEqual([]);
  }
});
