import { defineConfig } from 'vitest/config';

// Tests import sibling packages from source: no build stands between an edit and its test. Node is given
// the same: with `import` among them, what a CommonJS package requires would come as a module.
const conditions = ['@provenance/source', 'node'];
const results = process.env.PROVENANCE_TEST_RESULTS;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', '.ci/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
  },
});
