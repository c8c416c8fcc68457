// Runs in a package's folder before and after it is packed: LICENSE and NOTICE are in every tarball, and stand once in
// the repository. npm would leave `workspace:` versions in the tarball, which nothing can install: it is stopped.
import { copyFileSync, rmSync } from 'node:fs';

const FILES = ['LICENSE', 'NOTICE'];

if (process.argv[2] === 'after') {
  for (const name of FILES) rmSync(name, { force: true });
} else if (!/^pnpm\//.test(process.env.npm_config_user_agent ?? '')) {
  console.error(
    'npm cannot pack or publish this package: its versions of the other packages are those of the workspace. Run `npm run pack -- --out DIR` in the root of the repository.',
  );
  process.exitCode = 1;
} else {
  for (const name of FILES) copyFileSync(new URL(`../${name}`, import.meta.url), name);
}
