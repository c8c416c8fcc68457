import type {
  CertificateDescription,
  CredentialReport,
  ManifestDescription,
  SoftwareDescription,
} from '@provenance/c2pa';
import { type Message, type MessageLike, plainText, quoted, say } from '@provenance/messages';
import { counted } from '../terminal/counted.ts';
import { type Io, painter } from '../terminal/io.ts';
import { type Rows, table, words } from '../terminal/words.ts';

/** Assertions whose data is short and worth reading: use, prompt, disclosure, and a signer's own. */
const SHOWN = /^(?!c2pa\.(actions|hash|ingredient|thumbnail|soft-binding|icon)|cawg\.identity)/;

/** Of a source type, behind the address of its vocabulary. */
const LONGEST_TERM = 100;

/** A manifest tree deeper or wider than this is cut: a store can repeat ingredients without end. */
const MOST_LINES = 2000;

/** Manifests and their ingredients, the active one on top. */
export function treeText(io: Io, report: CredentialReport): string {
  const paint = painter(io, io.stdout);
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  const lines: string[] = [];
  const draw = (label: string | null, indent: string, above: ReadonlySet<string>) => {
    const manifest = label === null ? undefined : byLabel.get(label);
    if (manifest === undefined || lines.length > MOST_LINES) return;
    const seen = new Set(above).add(manifest.label);
    for (const [index, ingredient] of manifest.ingredients.entries()) {
      const last = index === manifest.ingredients.length - 1;
      const failed = ingredient.failures.map(({ code }) => paint('red', ` ✗ ${plainText(code)}`));
      const title = words(io, nameOf(ingredient.title));
      const relationship = paint('dim', plainText(ingredient.relationship ?? 'ingredient'));
      lines.push(`${indent}${last ? '└─' : '├─'} ${relationship} ${title}${failed.join('')}`);
      const next = ingredient.activeManifest;
      if (next !== null && !seen.has(next)) {
        lines.push(`${indent}${last ? '   ' : '│  '}   ${headline(io, byLabel.get(next))}`);
        draw(next, `${indent}${last ? '   ' : '│  '}   `, seen);
      }
    }
  };
  const active = report.activeManifest;
  lines.push(headline(io, active === null ? undefined : byLabel.get(active)));
  draw(active, '', new Set());
  if (lines.length > MOST_LINES) lines.push(words(io, say('inspect.cut')));
  return `${lines.join('\n')}\n`;
}

/** Every manifest with its claim, signer, actions, ingredients and assertions. */
export function storeText(io: Io, report: CredentialReport): string {
  const paint = painter(io, io.stdout);
  const state = `${report.state}${report.reason === null ? '' : ` (${plainText(report.reason)})`}`;
  const count = report.manifests.length;
  const head = paint('bold', words(io, say('inspect.store')));
  const parts = [`${head}: ${state}, ${words(io, counted('manifests', count))}\n`];
  for (const manifest of report.manifests) parts.push(manifestText(io, manifest));
  const lists = [
    ['failure', say('inspect.failure')],
    ['informational', say('inspect.informational')],
    ['success', say('inspect.success')],
  ] as const;
  for (const [list, name] of lists) {
    const codes = [...new Set(report[list].map(({ code }) => plainText(code)))];
    if (codes.length > 0) parts.push(`${paint('bold', words(io, name))}: ${codes.join(', ')}`);
  }
  return `${parts.join('\n')}\n`;
}

export function certificateText(io: Io, certificate: CertificateDescription): string {
  const { notBefore, notAfter, certificateAuthority, extendedKeyUsages } = certificate;
  const valid = say('certificate.valid', { from: notBefore, to: notAfter });
  const usages = extendedKeyUsages.join(', ');
  const rows: Rows = [
    [say('certificate.row.subject'), plainText(certificate.subject)],
    [say('certificate.row.issuer'), plainText(certificate.issuer)],
    [say('certificate.row.serial'), plainText(certificate.serial)],
    [say('certificate.row.valid'), words(io, valid)],
    [say('certificate.row.public-key'), plainText(certificate.publicKey)],
    [say('certificate.row.usages'), plainText(usages) || words(io, say('certificate.no-usages'))],
    [
      say('certificate.row.authority'),
      words(io, certificateAuthority ? say('certificate.yes') : say('certificate.no')),
    ],
    [say('certificate.row.hash'), certificate.sha256],
    [
      say('certificate.row.note'),
      certificate.development ? words(io, say('certificate.development')) : null,
    ],
  ];
  return table(io, rows, 11);
}

function headline(io: Io, manifest: ManifestDescription | undefined): string {
  if (manifest === undefined) return words(io, say('inspect.no-manifest'));
  const name = manifest.signer?.organization ?? manifest.signer?.commonName ?? null;
  const who = name === null ? say('inspect.unknown-signer') : say('who.named', { name });
  const title = nameOf(manifest.title);
  const made = software(manifest.claimGenerator);
  const said =
    made === null
      ? say('inspect.by', { title, who })
      : say('inspect.by.with', { title, who, software: made });
  return painter(io, io.stdout)('bold', words(io, said));
}

function manifestText(io: Io, manifest: ManifestDescription): string {
  const rows: [MessageLike, string][] = [[say('inspect.row.label'), plainText(manifest.label)]];
  const { signer } = manifest;
  if (signer) {
    const alg = plainText(signer.alg ?? '?');
    const serial = plainText(signer.serial ?? '?');
    const said = signer.development
      ? say('inspect.serial.development', { alg, serial })
      : say('inspect.serial', { alg, serial });
    rows.push([say('inspect.row.signature'), words(io, said)]);
  }
  if (manifest.signedAt) {
    const time = say('trace.time', { time: manifest.signedAt });
    rows.push([say('inspect.row.time'), words(io, time)]);
  }
  if (manifest.claimVersion) rows.push([say('inspect.row.claim'), `v${manifest.claimVersion}`]);
  for (const action of manifest.actions) {
    const source = action.digitalSourceType?.slice(-LONGEST_TERM).split('/').at(-1);
    const agent = software(action.softwareAgent);
    const parts = [
      plainText(action.action),
      agent && words(io, say('inspect.with', { software: agent })),
      source && `(${plainText(source)})`,
    ];
    rows.push([say('inspect.row.action'), parts.filter(Boolean).join(' ')]);
  }
  for (const ingredient of manifest.ingredients) {
    const credential =
      ingredient.activeManifest === null
        ? say('inspect.no-credential')
        : say('inspect.has-credential');
    const parts = [
      plainText(ingredient.relationship ?? ''),
      words(io, nameOf(ingredient.title)),
      words(io, credential),
    ];
    rows.push([say('inspect.row.ingredient'), parts.join(' ')]);
  }
  for (const { label, outcome, codes, sigType, roles, holder, aggregator } of manifest.identities) {
    const who = holder?.organization ?? holder?.commonName ?? aggregator;
    const parts = [
      plainText(label),
      sigType && `(${plainText(sigType)})`,
      who && quoted(who, undefined, io.language),
      roles.map(plainText).join(', '),
      `${outcome}${codes.length === 0 ? '' : `: ${codes.map(plainText).join(', ')}`}`,
    ];
    rows.push([say('inspect.row.identity'), parts.filter(Boolean).join(' ')]);
  }
  for (const { label, data } of manifest.assertions) {
    // Actions and ingredients have lines of their own, and hashes tell a person nothing.
    const shown = SHOWN.test(label) ? ` ${plainText(JSON.stringify(data) ?? '')}` : '';
    rows.push([say('inspect.row.assertion'), `${plainText(label)}${shown}`]);
  }
  return `${headline(io, manifest)}\n${table(io, rows, 11).replace(/^(?=.)/gm, '  ')}`;
}

function nameOf(title: string | null): Message {
  return title === null ? say('inspect.untitled') : say('inspect.titled', { title });
}

function software(software: SoftwareDescription | null): string | null {
  return software === null ? null : `${software.name} ${software.version ?? ''}`;
}
