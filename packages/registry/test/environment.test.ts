import { describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { COUNTED, counted, countIn } from './counted.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function openCounted() {
  const environment = await openEnvironment(await temporaryFolder(), { ...COUNTED, create: true });
  onTestFinished(() => environment.close());
  return environment;
}

/** As lmdb throws what LMDB returns. */
const lmdbError = (code: number) => Object.assign(new Error(`MDB error ${code}`), { code });

describe('a transaction', () => {
  it.each([-30781, -30798, -30782, -30779])(
    'that LMDB gave up with %i is done again, and once',
    async (code) => {
      const environment = await openCounted();
      let attempts = 0;
      const index = environment.write(() => {
        const given = countIn(environment.tables, 'somebody');
        if (++attempts < 3) throw lmdbError(code);
        return given;
      });
      expect([index, attempts]).toEqual([0, 3]);
      expect(counted(environment.tables, 1)).toBeNull();
    },
  );

  it.each([
    [-30781, 'REGISTRY_UNAVAILABLE', 4],
    [-30779, 'REGISTRY_CORRUPT', 4],
    // ENOSPC, MDB_CORRUPTED: another attempt would end in the same.
    [28, 'REGISTRY_UNAVAILABLE', 1],
    [-30796, 'REGISTRY_CORRUPT', 1],
  ] as const)(
    'that fails with %i whatever is done is %s, and leaves nothing',
    async (code, name, most) => {
      const environment = await openCounted();
      let attempts = 0;
      await expectCode(name, async () =>
        environment.write(() => {
          countIn(environment.tables, 'somebody');
          attempts++;
          throw lmdbError(code);
        }),
      );
      expect(attempts).toBe(most);
      expect(counted(environment.tables, 0)).toBeNull();
      expect(environment.write(() => countIn(environment.tables, 'another'))).toBe(0);
    },
  );
});
