import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import {
  createDevelopmentCertificates,
  type DevelopmentCertificates,
  describeCertificates,
} from '@provenance/c2pa';
import { type Message, say } from '@provenance/messages';
import type { RecordKey, RecordKeyDescription } from '@provenance/registry';
import { KEY_BYTES } from '@provenance/watermark';
import { namedText } from '../../files/named.ts';
import { type NewFile, writeNewFiles } from '../../files/new.ts';
import { checkCertificateOf } from '../../options/key-signer.ts';
import { certificateText } from '../../print/inspect.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { jsonLine } from '../../terminal/visible.ts';
import { words } from '../../terminal/words.ts';
import { listedBy } from './listed.ts';

/** Beside the configuration: what `init` and `keys record` make. */
export const KEY_FOLDER = '.provenance';

/** Where `init` and `keys development` put what they make. */
export const KEY_FILES = {
  certificates: 'development-signer.pem',
  key: 'development-signer.key',
  root: 'development-root.pem',
  watermark: 'watermark.key',
} as const;

export const CERTIFICATES_SCHEMA = 'provenance.certificates/1';

export interface DevelopmentKeysOptions {
  output?: string;
  alg?: 'Ed25519' | 'ES256';
  organization?: string;
  force?: boolean;
}

export async function developmentKeysCommand(
  io: Io,
  { output: folder = '.', force, ...options }: DevelopmentKeysOptions,
): Promise<ExitCode> {
  const files = developmentKeyFiles(resolve(io.cwd, folder), await developmentKeys(options));
  await writeNewFiles(io, files, { overwrite: force ?? false });
  const { certificates, key, root } = KEY_FILES;
  const wrote = say('keys.wrote', { folder, certificates, key, root });
  await io.stdout.write(`${words(io, wrote)}\n`);
  await io.stderr.write(`${words(io, say('keys.for-trying'))}\n`);
  return 0;
}

/** 32 random bytes as text: whoever has them can read, forge and remove the marks made with them. */
export async function watermarkKeyCommand(
  io: Io,
  { output, force }: { output: string; force?: boolean },
): Promise<ExitCode> {
  const file = watermarkKeyFile(resolve(io.cwd, output));
  await writeNewFiles(io, [file], { overwrite: force ?? false });
  await io.stdout.write(`${words(io, say('keys.wrote.watermark', { file: output }))}\n`);
  return 0;
}

export function watermarkKeyFile(path: string): NewFile {
  return { path, text: `${randomBytes(KEY_BYTES).toString('hex')}\n`, mode: 0o600 };
}

export function developmentKeys({
  alg = 'Ed25519',
  organization,
}: Pick<DevelopmentKeysOptions, 'alg' | 'organization'>): Promise<DevelopmentCertificates> {
  return createDevelopmentCertificates({
    alg,
    ...(organization !== undefined && { organization }),
  });
}

/** Root, certificate and key, the key for its owner's eyes only. */
export function developmentKeyFiles(folder: string, made: DevelopmentCertificates): NewFile[] {
  return [
    { path: join(folder, KEY_FILES.key), text: made.key, mode: 0o600 },
    { path: join(folder, KEY_FILES.certificates), text: made.certificates },
    { path: join(folder, KEY_FILES.root), text: made.root },
  ];
}

/** A record key and its delegation, in this order. Each has a name of its own, so that the one before it stays. */
export function recordKeyFiles(folder: string, made: RecordKey, id: string): NewFile[] {
  const path = (kind: string) => join(folder, `records-${id.slice(0, 8)}.${kind}`);
  return [
    { path: path('key'), text: made.key, mode: 0o600 },
    { path: path('pem'), text: made.delegation },
  ];
}

/** Would validators accept this certificate, and is its issuer on their list? Names the rule that it breaks if not. */
export async function checkKeysCommand(
  io: Io,
  path: string,
  { signerKey: key }: { signerKey?: string },
): Promise<ExitCode> {
  const pem = await namedText(io, say('mistake.the-certificate'), path);
  await checkCertificateOf(io, pem, key);
  const [leaf] = await describeCertificates(pem);
  const accepted = key === undefined ? say('keys.accepted') : say('keys.accepted.with-key');
  const { listed, date } = await listedBy(io, pem);
  const paint = painter(io, io.stdout);
  const [mark, issuer] = listed
    ? [paint('green', '✓'), say('keys.issuer-listed', { date })]
    : [paint('yellow', '!'), say('keys.issuer-not-listed', { date })];
  await io.stdout.write(
    `${paint('green', '✓')} ${words(io, accepted)}\n${mark} ${words(io, issuer)}\n`,
  );
  if (leaf?.development) {
    await io.stderr.write(`${words(io, say('keys.development'))}\n`);
  }
  return 0;
}

export async function showKeysCommand(
  io: Io,
  path: string,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const text = await namedText(io, say('mistake.the-certificate'), path);
  const { describeRecordKey } = await import('@provenance/registry');
  const recordKey = await describeRecordKey(text);
  const certificates = describeCertificates(recordKey?.certificates ?? text);
  await io.stdout.write(
    json
      ? jsonLine({
          schema: CERTIFICATES_SCHEMA,
          certificates,
          ...(recordKey && { recordKey: recordKeyLine(recordKey) }),
        })
      : [
          ...(recordKey ? [`${words(io, recordKeySays(recordKey))}\n`] : []),
          ...certificates.map((each) => certificateText(io, each)),
        ].join('\n'),
  );
  return 0;
}

function recordKeyLine({ id, organization, validFrom, validUntil }: RecordKeyDescription) {
  return { id, organization, validFrom, validUntil };
}

function recordKeySays({ id, organization, validFrom, validUntil }: RecordKeyDescription): Message {
  return say('keys.record-key', {
    recordKey: id.slice(0, 16),
    who: organization,
    from: validFrom,
    to: validUntil,
  });
}
