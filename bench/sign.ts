import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalSigner } from '@contentauth/c2pa-node';
import { sign as ourSign } from '@provenance/sdk';
import {
  type BareCallback,
  bareSign,
  bareSignDurably,
  bareVerify,
  type Identity,
  makeIdentity,
  ORIGIN,
} from './engine.ts';
import { type Interleaved, interleave, type Operation, pair } from './interleave.ts';
import { makePictureOfSize } from './pictures.ts';
import { effort, type Row, rowsOf, type Section, type Stage } from './subject.ts';

/** Of the engine's time in memory; and to a file, bare and with the same flush and rename. */
const AIMS = { memory: 0.6, file: 1.1 };

export async function sign(stage: Stage): Promise<Section> {
  const es256 = await makeIdentity('ES256');
  const ed25519 = await makeIdentity('Ed25519');
  const rows: Row[] = [];
  for (const megabytes of stage.quick ? [0.1] : [0.1, 1, 10]) {
    for (const format of ['jpeg', 'png'] as const) {
      const picture = await makePictureOfSize(format, megabytes * 1e6);
      const measure = async (
        how: string,
        contenders: Record<string, Operation>,
        aims: Record<string, number> = {},
      ): Promise<{ name: string; measured: Interleaved }> => {
        const name = `${format.toUpperCase()}, ${megabytes} MB, ${how}`;
        stage.say(name);
        const rounds = { rounds: 18, samples: 3, sampleSeconds: 0.01 };
        const measured = await interleave(contenders, effort(stage, rounds));
        rows.push(...rowsOf(name, measured, aims));
        return { name, measured };
      };
      const mimeType = `image/${format}`;
      const aims = { sdk: AIMS.memory };
      await measure('memory, ES256 PEM', memory(es256, 'pem', picture, mimeType), aims);
      if (format === 'jpeg') {
        const contenders = memory(ed25519, 'callback', picture, mimeType);
        await measure('memory, Ed25519 callback', contenders, aims);
      }
      const path = join(stage.folder, `picture.${format}`);
      await writeFile(path, picture);
      const files = file(es256, path, mimeType);
      await files.check();
      const { name, measured } = await measure('file, ES256 PEM', files.contenders, {
        sdk: AIMS.file,
      });
      rows.push(...rowsOf(name, pair(measured, DURABLE, 'sdk'), { sdk: AIMS.file }));
      if (format === 'jpeg') await measure('written, not signed', written(picture, path));
    }
  }
  return {
    title: 'Sign',
    notes: [
      'sdk: `sign()` of @provenance/sdk. engine: `Builder` of @contentauth/c2pa-node with the same manifest definition, certificate, trust lists and settings (no thumbnail, no verification after signing).',
      "PEM: `pemSigner()`, which signs with node:crypto and is called back by the engine, against the engine's `LocalSigner`, which never leaves native code. Callback: the same function behind `callbackSigner()` and the engine's `signConfigAsync()`. Signers are made once, outside the measurement. `engine, callback` is the engine alone with a callback where the baseline is its `LocalSigner`: what going through JavaScript costs before any of our code runs.",
      "sdk does more: it builds and checks the manifest definition, recognises the format by content, and verifies what a callback returns with the certificate's public key. It reserves fewer bytes for the signature (see Size).",
      'file: from file to file. sdk reads the input into memory, writes beside the output, flushes to disk and renames, so that a crash leaves the old file or the new one. The engine reads the file itself, writes in place and flushes nothing: a crash leaves half a file. `engine, durable` is the engine with the same flush and rename; the aim is held against both. `written, not signed` is what the flush costs by itself: the bytes written to a file and renamed, with it and without.',
    ],
    rows,
  };
}

/** The engine, with what we do for a file to be whole. */
const DURABLE = 'engine, durable';

function memory(
  identity: Identity,
  kind: 'pem' | 'callback',
  picture: Buffer,
  mimeType: string,
): Record<string, Operation> {
  const source = { buffer: picture, mimeType };
  const options = { signer: identity[kind], trust: identity.trust };
  const bare = (signer: LocalSigner | BareCallback) => async () =>
    (await bareSign(identity, signer, source))!.length;
  const callback = bare(identity.bareCallback);
  return {
    ...(kind === 'pem'
      ? { engine: bare(identity.barePem), 'engine, callback': callback }
      : { engine: callback }),
    sdk: async () => (await ourSign(picture, ORIGIN, options)).bytes!.length,
  };
}

function file(identity: Identity, path: string, mimeType: string) {
  const source = { path, mimeType };
  const { barePem, pem: signer, trust } = identity;
  const output = (name: string) => `${path}.${name}.${mimeType.slice('image/'.length)}`;
  const options = { signer, trust, output: output('sdk'), overwrite: true };
  const contenders: Record<string, Operation> = {
    engine: async () => {
      await bareSign(identity, barePem, source, output('engine'));
      return 1;
    },
    [DURABLE]: async () => {
      await bareSignDurably(identity, barePem, source, output('durable'));
      return 1;
    },
    sdk: async () => (await ourSign(path, ORIGIN, options)).manifestStore.length,
  };
  return {
    contenders,
    /** A contender that fails early would be fast. */
    async check() {
      for (const run of Object.values(contenders)) await run();
      for (const name of ['engine', 'durable', 'sdk']) {
        const state = await bareVerify(identity, { path: output(name), mimeType });
        if (state !== 'Trusted') throw new Error(`What ${name} signed is ${state}.`);
      }
    },
  };
}

/** Bytes put in the place of a file, by nobody but Node. */
function written(bytes: Buffer, path: string): Record<string, Operation> {
  const put = (name: string, flush: boolean) => async () => {
    const temporary = `${path}.${name}.part`;
    const file = await open(temporary, 'w');
    await file.write(bytes);
    if (flush) await file.sync();
    await file.close();
    await rename(temporary, `${path}.${name}`);
    return bytes.length;
  };
  return { 'no flush': put('loose', false), flush: put('flushed', true) };
}
