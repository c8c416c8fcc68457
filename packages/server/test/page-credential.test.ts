// What the page says of a credential by itself, held against every attack on bindings and statements that was
// found or thought of. The reader is the one that runs in the browser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, WasmReader } from '@contentauth/c2pa-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Attacked, makeWorld, type World } from '../../c2pa/test/attacks/attack.ts';
import { bindingAttacks } from '../../c2pa/test/attacks/bindings.ts';
import { signerAttacks } from '../../c2pa/test/attacks/signers.ts';
import { statementAttacks } from '../../c2pa/test/attacks/statements.ts';
import type { Host } from '../../c2pa/test/forge-host.ts';
import { judgeHere } from '../src/page/judge-here.ts';
import { READER_SETTINGS } from '../src/page/reader-settings.ts';

const wasm = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
/** Those that the page has read. */
const TYPES = /^image\/(jpeg|png|webp|gif)$/;

let world: World;
beforeAll(async () => {
  initSync({ module: readFileSync(wasm) });
  world = await makeWorld();
});

async function outcomeOf({ bytes, mediaType }: Attacked, host: Host): Promise<string> {
  try {
    const reader = await WasmReader.fromBytes(mediaType ?? host.mediaType, bytes, READER_SETTINGS);
    return judgeHere(JSON.parse(reader.json())).outcome;
  } catch {
    return judgeHere(null).outcome;
  }
}

/** Of one kind of files, the outcomes over all formats that the page reads. */
async function outcomes(
  attacks: typeof statementAttacks,
  which: 'forged' | 'twin',
): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const attack of attacks) {
    for (const host of world.hosts.filter(({ name }) => TYPES.test(name))) {
      if (attack.occursIn?.(host) === false) continue;
      const attacked = await attack[which](host, world);
      if (attacked.manifest === undefined) {
        found.push([`${host.name}: ${attack.name}`, await outcomeOf(attacked, host)]);
      }
    }
  }
  return found;
}

describe('what the page says of a credential by itself', () => {
  test('is never that it holds, where a statement or a hash was attacked', async () => {
    const found = await outcomes([...statementAttacks, ...bindingAttacks], 'forged');
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(([, outcome]) => outcome === 'holds')).toEqual([]);
  });

  test('is never that it was changed, of what is honest', async () => {
    const all = [...statementAttacks, ...bindingAttacks, ...signerAttacks];
    const found = await outcomes(all, 'twin');
    expect(found.filter(([, outcome]) => outcome === 'changed')).toEqual([]);
    expect(found.filter(([, outcome]) => outcome === 'holds').length).toBeGreaterThan(50);
  });

  test('is that it was changed, of a picture with one other byte', async () => {
    const host = world.hosts.find(({ name }) => name === 'image/jpeg') as Host;
    const bytes = Uint8Array.from(host.bytes);
    // In the entropy-coded data, before the end of the picture.
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    expect(await outcomeOf({ bytes: host.bytes }, host)).toBe('holds');
    expect(await outcomeOf({ bytes }, host)).toBe('changed');
  });

  test.each([null, 7, 'x', [], {}, { active_manifest: 'a', validation_results: [] }])(
    'is nothing for what is no reading: %j',
    (reading) => {
      expect(judgeHere(reading)).toEqual({ outcome: 'undecided', signer: null, saysAi: false });
    },
  );
});
