// What an installed package brings along: itself and all that it depends on, as Node would find them.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @returns {{ packages: number, megabytes: number }} Without optional peers, and optional ones that are not installed. */
export function sizeOf(project, name) {
  const found = new Set();
  const look = (name, from) => {
    const folder = folderOf(name, from);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { dependencies, optionalDependencies, peerDependencies = {} } = manifest;
    const peers = Object.keys(peerDependencies).filter(
      (each) => manifest.peerDependenciesMeta?.[each]?.optional !== true,
    );
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies }))
      look(each, folder);
    for (const each of peers) look(each, folder);
  };
  look(name, project);
  const bytes = [...found].reduce((sum, folder) => sum + bytesIn(folder), 0);
  return { packages: found.size, megabytes: Math.ceil(bytes / 1e6) };
}

function folderOf(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(from);
  return above === from ? null : folderOf(name, above);
}

/** Blocks of the disk, as `du` counts them. What lies in `node_modules` within is counted as packages. */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesIn(path);
    return sum + lstatSync(path).blocks * 512;
  }, 0);
}
