import { signText } from '../../src/index.ts';
import { pemSigner } from '../../src/signer/pem.ts';
import type { Attack, Attacked, World } from './attack.ts';

const generator = { name: 'test', version: '1' };

async function signed(text: string, mediaType: string, { us }: World): Promise<Attacked> {
  const signer = await pemSigner(us);
  const result = await signText(text, { kind: 'created', generator }, signer, { mediaType });
  return { bytes: Buffer.from(result.text as string), mediaType };
}

/** The characters of a text with a wrapper, and the wrapper at the same byte. */
function rewrittenBefore({ bytes, ...more }: Attacked, from: string, to: string): Attacked {
  const text = Buffer.from(bytes);
  const at = text.indexOf('\ufeff');
  const changed = Buffer.from(text.toString('utf8', 0, at).replaceAll(from, to));
  const wrapper = text.subarray(at);
  return {
    ...more,
    bytes: Buffer.concat([changed.subarray(0, at), wrapper, changed.subarray(at)]),
  };
}

const CSV = 'name;amount;account\nAnna;100;`K` 1\nBen;200;`K` < 2\n';

/** A character that is another one in ASCII. */
function equivalent(name: string, from: string, to: string): Attack {
  return {
    finding: 'L1',
    name: `${name} of a signed table is written in another way`,
    by: 'anybody',
    occursIn: ({ mediaType }) => mediaType === 'text/plain',
    forged: async (_, world) => rewrittenBefore(await signed(CSV, 'text/csv', world), from, to),
    twin: (_, world) => signed(CSV, 'text/csv', world),
    // Whoever signed it is trusted; that parts may have changed is told.
    state: 'Trusted',
    code: 'assertion.dataHash.additionalExclusionsPresent',
  };
}

/** A comment mark of another kind of text, of the same length. */
function uncommented(mediaType: string, text: string, from: string, to: string): Attack {
  return {
    finding: 'L1',
    name: `the block in a text of type ${mediaType} is made part of it (${to.trim() || 'no mark'})`,
    by: 'anybody',
    occursIn: (host) => host.mediaType === 'text/markdown',
    forged: async (_, world) => {
      const { bytes, ...more } = await signed(text, mediaType, world);
      const [before = '', after = ''] = from.split('…');
      const [otherBefore = '', otherAfter = ''] = to.split('…');
      const changed = Buffer.from(bytes)
        .toString('utf8')
        .replace(`${before}-----BEGIN`, `${otherBefore}-----BEGIN`)
        .replace(`MANIFEST-----${after}\n`, `MANIFEST-----${otherAfter}\n`);
      return { ...more, bytes: Buffer.from(changed) };
    },
    twin: (_, world) => signed(text, mediaType, world),
    state: 'NoManifest',
    code: 'manifest.structuredText.noManifest',
  };
}

const CSS = '.warning { color: red }\n.other { color: blue }\n';

/** What programs read of a text that people see unchanged. */
export const textAttacks: readonly Attack[] = [
  equivalent('a semicolon', 'Ben;200', 'Ben\u037e200'),
  equivalent('a grave accent', '`', '\u1fef'),
  equivalent('a letter', 'K', '\u212a'),
  uncommented('text/css', CSS, '/*! … */', '#   …   '),
  uncommented('text/css', CSS, '/*! … */', '--  …   '),
  uncommented('text/x-python', 'print("a")\n', '# …', '; …'),
];
