// Compiles pkcs11js, whose package holds only its source. Needs a C++ compiler, make and Python; the headers of Node where
// they lie beside it, else node-gyp fetches them. What is compiled already stays.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../packages/kms/node_modules', import.meta.url));
const cwd = join(modules, 'pkcs11js');
if (!existsSync(join(cwd, 'build/Release/pkcs11.node'))) {
  const prefix = dirname(dirname(process.execPath));
  const isBeside = existsSync(join(prefix, 'include/node/node_api.h'));
  const headers = isBeside ? ['--', `--nodedir=${prefix}`] : [];
  const { status } = spawnSync('npm', ['run', 'build', ...headers], { cwd, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
