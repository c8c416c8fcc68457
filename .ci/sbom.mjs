// What the packages are made of: `npm run sbom [-- --out FILE]` writes a software bill of materials (CycloneDX 1.6, JSON),
// `npm run licences` the licences of all that is installed with them, with their texts. Both from what is installed and
// from pnpm-lock.yaml; nothing is fetched.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const ours = readdirSync(join(root, 'packages')).map((name) =>
  json(join(root, 'packages', name, 'package.json')),
);

/** All packages of others that ours need to run, by name and version. */
function dependencies() {
  const filters = ours.flatMap(({ name }) => ['--filter', name]);
  const args = [...filters, 'licenses', 'list', '--prod', '--json'];
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/pnpm'), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`pnpm licenses failed:\n${stdout}${stderr}`);
  return Object.values(JSON.parse(stdout))
    .flat()
    .flatMap(({ name, versions, license, paths }) =>
      versions.map((version, index) => ({ name, version, license, folder: paths[index] })),
    )
    .sort((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`, 'en'));
}

/** SHA-512 of tarballs, as hexadecimal digits, by name@version. */
function hashes() {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  const entries = lock.matchAll(
    /^ {2}'?((?:@[^@\s]+\/)?[^@\s']+@[^\s':(]+)'?:\n {4}resolution: \{integrity: sha512-([\w+/=]+)/gm,
  );
  return new Map(
    [...entries].map(([, id, hash]) => [id, Buffer.from(hash, 'base64').toString('hex')]),
  );
}

const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

function component({ name, version, license, hash }) {
  const purl = purlOf(name, version);
  // An expression such as "MIT OR Apache-2.0" is no id of SPDX.
  const said = /[ (]/.test(license) ? { expression: license } : { license: { id: license } };
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [license === 'Unknown' ? { license: { name: 'Unknown' } } : said],
    ...(hash && { hashes: [{ alg: 'SHA-512', content: hash }] }),
  };
}

function sbom() {
  const known = hashes();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'provenance',
        name: 'provenance',
        version: ours[0].version,
      },
    },
    components: [
      ...ours.map(({ name, version, license }) => component({ name, version, license })),
      ...dependencies().map((each) =>
        component({ ...each, hash: known.get(`${each.name}@${each.version}`) }),
      ),
    ],
  };
}

function licences() {
  return dependencies()
    .map(({ name, version, license, folder }) => {
      const files = existsSync(folder) ? readdirSync(folder) : [];
      const texts = files
        .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`## ${name} ${version}: ${license}`, ...texts].join('\n\n');
    })
    .join('\n\n');
}

const { values, positionals } = parseArgs({
  options: { out: { type: 'string' } },
  allowPositionals: true,
});
const text = positionals[0] === 'licences' ? licences() : JSON.stringify(sbom(), null, 2);
if (values.out === undefined) process.stdout.write(`${text}\n`);
else writeFileSync(resolve(root, values.out), `${text}\n`);
