const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const built = join(__dirname, '../dist/main.js');
if (existsSync(built)) {
  import(pathToFileURL(built).href)
    .then(({ main }) => main())
    .catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(10);
    });
} else {
  process.stderr.write(
    'provenance is not built yet: run `npm run setup` in the repository first.\n',
  );
  process.exitCode = 2;
}
