import { defineConfig } from 'vitest/config';

// Tests import sibling packages from source: no build stands between an edit and its test.
const conditions = ['@provenance/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', '.ci/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
