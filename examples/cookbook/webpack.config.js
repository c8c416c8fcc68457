// webpack 5: the server, and its workers beside it.
export default {
  entry: {
    server: './server.js',
    'provenance-worker': './node_modules/@provenance/sdk/dist/worker.js',
    'provenance-engine': './node_modules/@provenance/c2pa/dist/engine/child.js',
  },
  mode: 'production',
  target: 'node20',
  experiments: { outputModule: true },
  output: { module: true, filename: '[name].js', chunkFormat: 'module' },
  // Native code and WebAssembly: what of it is used lies in node_modules beside the bundle.
  externals: ['sharp', 'lmdb', '@contentauth/c2pa-node', '@contentauth/c2pa-wasm'],
  externalsType: 'module-import',
  // Where the bundle lies is asked as it runs.
  module: { parser: { javascript: { importMeta: false, url: false, createRequire: false } } },
  // What pg asks for and does without.
  ignoreWarnings: [/pg-native|pg-cloudflare/],
};
