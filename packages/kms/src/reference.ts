import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ProvenanceError } from '@provenance/content';
import { failed } from './bounded.ts';
import type { KeyOptions, ServiceKey } from './key.ts';
import type { Pkcs11KeyOptions } from './pkcs11.ts';

const SCHEME = /^(awskms:\/\/\/|gcpkms:\/\/|azurekms:\/\/|pkcs11:)/;

/** Longer than any id of a service. */
const MOST_CHARACTERS = 4096;
const MOST_PIN_CHARACTERS = 1024;

/** What each kind of reference needs beside this package. */
const PACKAGES = {
  'awskms:///': '@aws-sdk/client-kms',
  'gcpkms://': '@google-cloud/kms',
  'azurekms://': '@azure/keyvault-keys and @azure/identity',
  'pkcs11:': 'pkcs11js',
} as const;

export interface OpenKeyOptions extends KeyOptions {
  /** PIN of a PKCS#11 token whose reference names no `pin-source`. Default: no login. */
  readonly pin?: string;
}

/** Whether a text names a key of a service, by how it begins. A path of a file does not. */
export function isKeyReference(text: string): boolean {
  // With a slash too few as well: no file is called so, and its mistake is told.
  return /^(awskms|gcpkms|azurekms|pkcs11):/.test(text);
}

/**
 * The key that a reference names, with credentials of the environment. The service's library is loaded here: it is an
 * optional peer dependency. No call is made.
 *
 * | reference | key |
 * | --- | --- |
 * | `awskms:///ID` | {@link awsKey}: id, ARN, `alias/NAME` |
 * | `gcpkms://projects/…/cryptoKeyVersions/N` | {@link googleKey} |
 * | `azurekms://VAULT.vault.azure.net/keys/NAME/VERSION` | {@link azureKey} |
 * | `pkcs11:token=T;object=O;id=%01?module-path=FILE&pin-source=FILE` | {@link pkcs11Key}, by RFC 7512 |
 *
 * @throws ProvenanceError KEY_MALFORMED for what names no key, SIGNER_FAILED where the library is not installed.
 */
export async function openKey(
  reference: string,
  options: OpenKeyOptions = {},
): Promise<ServiceKey> {
  const [scheme] = (SCHEME.exec(reference) ?? []) as (keyof typeof PACKAGES)[];
  if (scheme === undefined || reference.length > MOST_CHARACTERS) {
    throw malformed(`it begins with none of ${Object.keys(PACKAGES).join(', ')}`);
  }
  const id = reference.slice(scheme.length);
  if (id === '') throw malformed('it names no key');
  const { pin, seconds } = options;
  const limits = seconds === undefined ? {} : { seconds };
  const parts = scheme === 'pkcs11:' ? pkcs11Parts(id) : null;
  try {
    if (parts !== null) {
      const { pkcs11Key } = await import('./pkcs11.ts');
      return pkcs11Key({ ...(pin !== undefined && { pin: () => pin }), ...parts, ...limits });
    }
    if (scheme === 'awskms:///') return (await import('./aws.ts')).awsKey(id, limits);
    if (scheme === 'gcpkms://') return (await import('./google.ts')).googleKey(id, limits);
    // Else it would be missed with the first call.
    await import('@azure/identity');
    return (await import('./azure.ts')).azureKey(`https://${id}`, limits);
  } catch (cause) {
    if (cause instanceof TypeError) throw malformed(cause.message);
    const { code } = cause as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    const built = scheme === 'pkcs11:' ? ', which is compiled as it is installed' : '';
    throw failed('The key', `its library is not here: install ${PACKAGES[scheme]}${built}`, cause);
  }
}

/** RFC 7512: attributes of the key, then how its module is found and unlocked. @throws ProvenanceError KEY_MALFORMED. */
function pkcs11Parts(uri: string): Pkcs11KeyOptions {
  const [path = '', query = '', ...more] = uri.split('?');
  if (more.length > 0) throw malformed('it has more than one question mark');
  const { token, object, id, type } = attributes(path.split(';'), [
    'token',
    'object',
    'id',
    'type',
  ]);
  if (type !== undefined && type.toString() !== 'private') throw malformed('type is not private');
  const known = ['module-path', 'pin-source'] as const;
  const { 'module-path': module, 'pin-source': source } = attributes(query.split('&'), known);
  if (module === undefined) throw malformed('it has no module-path');
  return {
    module: module.toString(),
    ...(token && { token: token.toString() }),
    ...(object && { object: object.toString() }),
    ...(id && { id }),
    ...(source && { pin: () => readPin(source.toString()) }),
  };
}

function attributes<Name extends string>(
  parts: readonly string[],
  known: readonly Name[],
): Partial<Record<Name, Buffer>> {
  const found: Partial<Record<Name, Buffer>> = {};
  for (const part of parts.filter(Boolean)) {
    const at = part.indexOf('=');
    const name = part.slice(0, at) as Name;
    if (name === ('pin-value' as string)) {
      throw malformed('a PIN does not stand in it: name a file with pin-source');
    }
    if (at < 1 || !known.includes(name)) throw malformed(`known in it are ${known.join(', ')}`);
    if (name in found) throw malformed(`it has ${name} twice`);
    found[name] = percentDecoded(part.slice(at + 1));
  }
  return found;
}

/** Bytes: a CKA_ID is no text. */
function percentDecoded(text: string): Buffer {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw malformed('a % is not followed by two digits');
  const parts = text.split(/(%[0-9a-f]{2})/i);
  return Buffer.concat(
    parts.map((part) =>
      part.startsWith('%') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'),
    ),
  );
}

/** The first line of the file. */
async function readPin(source: string): Promise<string> {
  try {
    const text = await readFile(
      source.startsWith('file:') ? fileURLToPath(source) : source,
      'utf8',
    );
    const [pin = ''] = text.slice(0, MOST_PIN_CHARACTERS).split(/\r?\n/, 1);
    return pin;
  } catch (cause) {
    // Its message names the path, which may be the PIN itself.
    const { code } = cause as NodeJS.ErrnoException;
    const why = new Error(code ?? 'it is no path');
    throw failed('The PKCS#11 module', 'the file of pin-source cannot be read', why);
  }
}

function malformed(why: string): ProvenanceError {
  return new ProvenanceError(
    'KEY_MALFORMED',
    `The reference to a key is none: ${why}. See docs/certificates.md.`,
  );
}
