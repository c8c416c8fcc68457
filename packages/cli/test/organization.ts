import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NEW_KEY = {
  ES256: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  PS256: ['rsa:2048'],
} as const;
/** Of a claim signer (C2PA 2.4 clause 14.5.1.1). */
const LEAF = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=1.3.6.1.4.1.62558.2.1',
  'authorityKeyIdentifier=keyid',
];

/** The certificate and key of an organization, by a root of its own: `NAME.pem` and `NAME.key`. */
export function makeOrganization(
  folder: string,
  name: string,
  alg: keyof typeof NEW_KEY,
  organization = 'Example Organization',
): void {
  const at = (file: string) => join(folder, `${name}${file}`);
  const request = (cn: string, key: string, pem: string, ...more: string[]) => {
    const { status, stderr } = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', ...NEW_KEY[alg], '-nodes', '-utf8', '-days', '90'],
      ...['-subj', `/C=JP/O=${organization}/CN=${cn}`, '-keyout', key, '-out', pem, ...more],
    ]);
    if (status !== 0) throw new Error(String(stderr));
  };
  request('Root', at('-root.key'), at('-root.pem'));
  const extensions = LEAF.flatMap((each) => ['-addext', each]);
  const by = ['-CA', at('-root.pem'), '-CAkey', at('-root.key')];
  request('Signer', at('.key'), at('.pem'), ...by, ...extensions);
}

/** A program that signs, by the protocol of --signer-command, and writes down each time that it does. */
export async function makeProgram(
  folder: string,
  name: string,
  alg: keyof typeof NEW_KEY,
): Promise<string> {
  const file = join(folder, `${name}.cjs`);
  const text = `
const { appendFileSync, readFileSync } = require('node:fs');
const { constants, sign } = require('node:crypto');
const { join } = require('node:path');
const read = (end) => readFileSync(join(__dirname, ${JSON.stringify(name)} + end), 'utf8');
if (process.argv.includes('--signer-info')) {
  process.stdout.write(JSON.stringify({ alg: ${JSON.stringify(alg.toLowerCase())}, sign_cert: read('.pem') }));
} else {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const key = { key: read('.key'), dsaEncoding: 'ieee-p1363', ...(${alg === 'PS256'} && pss) };
  process.stdout.write(sign('sha256', readFileSync(0), key));
  appendFileSync(join(__dirname, ${JSON.stringify(name)} + '.calls'), '.');
}
`;
  await writeFile(file, text);
  return `"${process.execPath}" "${file}"`;
}
