import { describe, expect, it } from 'vitest';

// What binding/text.ts takes for granted of Unicode: which characters NFC makes ASCII of, or takes it away by.
describe('in NFC', () => {
  it('three characters become one of ASCII', () => {
    const found: string[] = [];
    for (let code = 0x80; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const normal = character.normalize('NFC');
      if (normal !== character && /\p{ASCII}/u.test(normal)) found.push(code.toString(16));
    }
    expect(found).toEqual(['37e', '1fef', '212a']);
  });

  it('one mark joins with what is no letter in ASCII', () => {
    const signs = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => !/[a-z]/i.test(character),
    );
    const found = new Set<string>();
    for (let code = 0x80; code <= 0x10ffff; code++) {
      const mark = code >= 0xd800 && code <= 0xdfff ? '' : String.fromCodePoint(code);
      if (!/^\p{M}$/u.test(mark)) continue;
      for (const sign of signs) {
        if (!(sign + mark).normalize('NFC').startsWith(sign)) found.add(sign + mark);
      }
    }
    expect([...found].sort()).toEqual(['<\u0338', '=\u0338', '>\u0338']);
  });
});
