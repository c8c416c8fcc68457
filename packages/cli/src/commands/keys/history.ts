import { access, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describeCertificates } from '@provenance/c2pa';
import { isKeyReference } from '@provenance/kms';
import { type Message, say } from '@provenance/messages';
import { createPlan } from '@provenance/watermark';
import type { LoadedConfig } from '../../config/config.ts';
import {
  KEY_LIST_NAME,
  KEY_LIST_SCHEMA,
  type KeyHistory,
  type KeyList,
  NO_KEYS,
  type RecordKeyHistory,
  readKeyList,
  type SignerHistory,
  type WatermarkHistory,
  withRecordKey,
  withSigner,
  withWatermark,
  writeKeyList,
} from '../../config/key-list.ts';
import type { WatermarkKeyConfig } from '../../config/shape.ts';
import { namedKey, namedText } from '../../files/named.ts';
import { type NewFile, writeNewFiles } from '../../files/new.ts';
import { isOfAnother, organizationOf, ownerNote } from '../../options/key-owner.ts';
import { checkCertificateOf } from '../../options/key-signer.ts';
import { signerOf } from '../../options/signer.ts';
import { isThere } from '../../registry/outbox.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';
import { configFile, configured, listPath, rewrite } from './config-file.ts';
import { watermarkKeyFile } from './keys.ts';
import { textKeysOf } from './text-keys.ts';

export interface KeyHistoryOptions {
  since?: Date;
  json?: boolean;
  config?: string | false;
}

export interface RotateOptions {
  output?: string;
  signerKey?: string;
  cert?: string;
  json?: boolean;
  config?: string | false;
}

/** Nothing new is made with a key from then on. What it has made stays as good as it is. */
export function retireKeyCommand(
  io: Io,
  given: string,
  { since = new Date(), ...options }: KeyHistoryOptions,
): Promise<ExitCode> {
  return note(io, 'retire', given, { retired: since.toISOString() }, options);
}

/** Somebody else may have a key since then. @throws UsageError for a time to come. */
export async function compromisedKeyCommand(
  io: Io,
  given: string,
  { since = new Date(), ...options }: KeyHistoryOptions,
): Promise<ExitCode> {
  // A key may be retired on a day to come; that somebody has it is known, or not.
  if (since.getTime() > Date.now()) throw new UsageError(say('mistake.since-to-come'));
  return note(io, 'compromised', given, { compromised: since.toISOString() }, options);
}

/** What became of keys. */
export async function listKeysCommand(io: Io, options: KeyHistoryOptions): Promise<ExitCode> {
  const config = await configured(io, options.config);
  const { signers, watermarks, recordKeys } = config.keyList ?? NO_KEYS;
  const texts = await textKeysOf(io, config);
  if (options.json) {
    await io.stdout.write(
      jsonLine({
        schema: KEY_LIST_SCHEMA,
        command: 'list',
        signers,
        watermarks,
        recordKeys,
        texts,
      }),
    );
    return 0;
  }
  const lines = [
    ...signers.map((one) =>
      historySays(say('keys.of-signer', { serial: one.serial, who: one.organization ?? '-' }), one),
    ),
    ...watermarks.map((one) => historySays(say('keys.of-watermark', { keyId: one.keyId }), one)),
    ...recordKeys.map((one) => {
      const recordKey = one.recordKey.slice(0, 16);
      return historySays(say('keys.of-record-key', { recordKey, who: one.organization }), one);
    }),
    ...texts.map((one) =>
      historySays(say('keys.of-text', { kid: one.kid, scheme: one.scheme }), one),
    ),
  ];
  const said = lines.length > 0 ? lines : [say('keys.no-history')];
  await io.stdout.write(`${said.map((line) => words(io, line)).join('\n')}\n`);
  return 0;
}

/**
 * A new watermark key takes the first place, for what is marked from now on; those before it stay, for reading. It is of
 * who signs, and so is one for each other kind of content whose key is of somebody else: the old ones keep their
 * names, which old credentials are compared with.
 */
export async function rotateWatermarkCommand(io: Io, options: RotateOptions): Promise<ExitCode> {
  const config = await configured(io, options.config);
  const { folder, plain } = await configFile(io, config);
  const keys = plain.watermark?.keys ?? [];
  const owner = await ownerNow(io, config);
  const firsts = keys.filter((one, i) => keys.findIndex(({ marks }) => marks === one.marks) === i);
  const replaced = firsts.filter((one, i) => i === 0 || (owner && isOfAnother(one, owner)));
  const files: NewFile[] = [];
  const entries: WatermarkKeyConfig[] = [];
  for (const before of replaced.length > 0 ? replaced : [undefined]) {
    const { key: _, ...known } = before ?? {};
    const named = options.output === undefined || files.length > 0 ? undefined : options.output;
    const path =
      named === undefined
        ? await freePath(join(folder, dirname(before?.key ?? '.')), files)
        : resolve(io.cwd, named);
    if (named !== undefined && (await isThere(path))) {
      const file = relative(io.cwd, path);
      throw new UsageError(say('mistake.exists-name-another', { file, option: '--output' }));
    }
    files.push(watermarkKeyFile(path));
    const renamed = owner !== null && isOfAnother(known, owner) ? { name: owner } : {};
    entries.push({ ...known, ...renamed, key: relative(folder, path) });
  }
  await writeNewFiles(io, files, { overwrite: false });
  await rewrite(io, config, {
    ...plain,
    watermark: { ...plain.watermark, keys: [...entries, ...keys] },
  });
  let list = config.keyList ?? NO_KEYS;
  const retired = new Date().toISOString();
  // A key that marks something else goes on doing so.
  const superseded = keys.filter(({ marks }) => entries.some((entry) => entry.marks === marks));
  for (const { key } of superseded) {
    const keyId = watermarkId(await readFile(resolve(folder, key), 'utf8'));
    if (keyId === null) continue;
    const known = list.watermarks.find((each) => each.keyId === keyId);
    if (known?.retired === undefined) list = withWatermark(list, { keyId, retired });
  }
  await writeKeyList(listPath(io, config), list);
  for (const { text } of files) {
    const keyId = watermarkId(text as string) ?? '';
    await done(io, options, { command: 'rotate', kind: 'watermark', keyId }, say('keys.rotated'));
  }
  return 0;
}

/** The organization that the configured signer signs as; null: nobody knows it here. */
async function ownerNow(io: Io, config: LoadedConfig): Promise<string | null> {
  const { signer } = config;
  if (signer === undefined) return null;
  // Also one that is out of use, and whose key is elsewhere.
  const certificates =
    'certificates' in signer
      ? await readFile(resolve(io.cwd, signer.certificates), 'utf8').catch(() => null)
      : await signerOf(io, {}, config).then(
          (found) => found?.certificates ?? null,
          () => null,
        );
  return certificates === null ? null : organizationOf({ certificates });
}

/** More than one a day have numbers. */
async function freePath(folder: string, taken: readonly NewFile[]): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  for (let n = 1; ; n++) {
    const path = join(folder, `watermark-${day}${n === 1 ? '' : `-${n}`}.key`);
    if (!taken.some((file) => file.path === path) && !(await isThere(path))) return path;
  }
}

/** Another signer signs from now on. The one before it is retired. */
export async function rotateSignerCommand(io: Io, options: RotateOptions): Promise<ExitCode> {
  const { signerKey: key, cert } = options;
  if (key === undefined || cert === undefined) {
    throw new UsageError(say('mistake.key-and-cert', { key: '--signer-key' }));
  }
  const config = await configured(io, options.config);
  const pem = await namedText(io, '--cert', cert);
  await checkCertificateOf(io, pem, key);
  refuseUnrecorded(config, pem);
  const { folder, plain } = await configFile(io, config);
  const before = plain.signer;
  const stamps = before?.timestampUrl;
  const signer = {
    certificates: relative(folder, resolve(io.cwd, cert)),
    key: isKeyReference(key) ? key : relative(folder, resolve(io.cwd, key)),
    ...(stamps !== undefined && { timestampUrl: stamps }),
  };
  let list = config.keyList ?? NO_KEYS;
  if (before !== undefined && 'certificates' in before) {
    const old = await readFile(resolve(folder, before.certificates), 'utf8');
    list = withSigner(list, { ...signerId(old), retired: new Date().toISOString() });
  }
  await rewrite(io, config, { ...plain, signer });
  await writeKeyList(listPath(io, config), list);
  const line = { command: 'rotate', kind: 'signer', ...signerId(pem) };
  await done(io, options, line, say('keys.rotated'));
  const others = await ownerNote(io, { ...config, keyList: list }, { certificates: pem });
  if (others !== null) await io.stderr.write(others);
  return 0;
}

async function note(
  io: Io,
  command: 'retire' | 'compromised',
  given: string,
  history: KeyHistory,
  options: KeyHistoryOptions,
): Promise<ExitCode> {
  const config = await configured(io, options.config);
  const place = listPath(io, config);
  const list = await readKeyList(place);
  const named = await keyNamed(io, given);
  await writeKeyList(place, withSaid(list, { ...named, ...history }));
  const said =
    command === 'retire'
      ? say('keys.retired', { file: KEY_LIST_NAME })
      : say('keys.compromised', { file: KEY_LIST_NAME });
  await done(io, options, { command, ...named, ...history }, said);
  return 0;
}

type NamedKey = WatermarkHistory | SignerHistory | RecordKeyHistory;

function withSaid(list: KeyList, said: NamedKey): KeyList {
  if ('keyId' in said) return withWatermark(list, said);
  return 'recordKey' in said ? withRecordKey(list, said) : withSigner(list, said);
}

/** @throws UsageError for a signer of content who would have to sign the records too, and whose key cannot. */
function refuseUnrecorded({ registry }: LoadedConfig, pem: string): void {
  if (registry === undefined) return;
  if (registry.certificates !== undefined && registry.key !== undefined) return;
  const [leaf] = describeCertificates(pem);
  if (leaf === undefined || leaf.publicKey === 'Ed25519') return;
  throw new UsageError(say('mistake.rotate-needs-record-key', { alg: leaf.publicKey }));
}

/**
 * A certificate, the delegation of a record key, a watermark key, or its id where the key is gone.
 *
 * @throws UsageError for anything else.
 */
async function keyNamed(io: Io, given: string): Promise<NamedKey> {
  const path = resolve(io.cwd, given);
  const isFile = await access(path).then(
    () => true,
    () => false,
  );
  if (!isFile && /^[0-9a-f]{16}$/.test(given)) return { keyId: given };
  const text = await namedKey(io, say('mistake.the-key'), given);
  const { describeRecordKey } = await import('@provenance/registry');
  const recordKey = await describeRecordKey(text);
  if (recordKey !== null) {
    return { recordKey: recordKey.id, organization: recordKey.organization };
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return signerId(text);
  const keyId = watermarkId(text);
  if (keyId === null) throw new UsageError(say('mistake.key-of-no-kind', { file: given }));
  return { keyId };
}

/** @throws ProvenanceError CERTIFICATE_MALFORMED. */
function signerId(pem: string): { serial: string; organization: string | null } {
  const [leaf] = describeCertificates(pem);
  return { serial: leaf?.serial ?? '', organization: leaf?.organization ?? null };
}

function watermarkId(text: string): string | null {
  const digits = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(digits)) return null;
  return createPlan(Uint8Array.from(Buffer.from(digits, 'hex'))).keyId;
}

function historySays(of: Message, { retired, compromised }: KeyHistory): Message {
  if (compromised !== undefined) return say('keys.history.compromised', { of, since: compromised });
  return retired === undefined ? of : say('keys.history.retired', { of, since: retired });
}

async function done(
  io: Io,
  { json }: { json?: boolean },
  line: object,
  said: Message,
): Promise<void> {
  await io.stdout.write(
    json
      ? jsonLine({ schema: KEY_LIST_SCHEMA, ...line })
      : `${painter(io, io.stdout)('green', '✓')} ${words(io, said)}\n`,
  );
}
