import type {
  CertificateDescription,
  CredentialReport,
  ManifestDescription,
  SoftwareDescription,
} from '@provenance/c2pa';
import { plainText, quoted } from '@provenance/sdk';
import { type Io, painter } from '../terminal/io.ts';

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
      const title = nameOf(ingredient.title);
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
  if (lines.length > MOST_LINES) lines.push('… (cut)');
  return `${lines.join('\n')}\n`;
}

/** Every manifest with its claim, signer, actions, ingredients and assertions. */
export function storeText(io: Io, report: CredentialReport): string {
  const paint = painter(io, io.stdout);
  const state = `${report.state}${report.reason === null ? '' : ` (${plainText(report.reason)})`}`;
  const count = report.manifests.length;
  const parts = [
    `${paint('bold', 'Manifest store')}: ${state}, ${count} manifest${count === 1 ? '' : 's'}\n`,
  ];
  for (const manifest of report.manifests) parts.push(manifestText(io, manifest));
  for (const list of ['failure', 'informational', 'success'] as const) {
    const codes = [...new Set(report[list].map(({ code }) => plainText(code)))];
    if (codes.length > 0) parts.push(`${paint('bold', list)}: ${codes.join(', ')}`);
  }
  return `${parts.join('\n')}\n`;
}

export function certificateText(certificate: CertificateDescription): string {
  const rows: [string, string][] = [
    ['Subject', certificate.subject],
    ['Issuer', certificate.issuer],
    ['Serial', certificate.serial],
    ['Valid', `${certificate.notBefore} to ${certificate.notAfter}`],
    ['Public key', certificate.publicKey],
    ['Key usages', certificate.extendedKeyUsages.join(', ') || 'none stated'],
    ['Authority', certificate.certificateAuthority ? 'yes' : 'no'],
    ['SHA-256', certificate.sha256],
  ];
  if (certificate.development) rows.push(['Note', 'a development certificate']);
  return `${rows.map(([label, text]) => `${label.padEnd(11)} ${plainText(text)}`).join('\n')}\n`;
}

function headline(io: Io, manifest: ManifestDescription | undefined): string {
  if (manifest === undefined) return '(no manifest)';
  const signer = manifest.signer?.organization ?? manifest.signer?.commonName ?? null;
  const by = signer === null ? 'an unknown signer' : quoted(signer);
  const made = software(manifest.claimGenerator);
  return `${painter(io, io.stdout)('bold', nameOf(manifest.title))} by ${by}${made && ` with ${made}`}`;
}

function manifestText(io: Io, manifest: ManifestDescription): string {
  const lines = [headline(io, manifest), `  label       ${plainText(manifest.label)}`];
  const { signer } = manifest;
  if (signer) {
    const development = signer.development ? ', development' : '';
    lines.push(
      `  signature   ${plainText(signer.alg ?? '?')}, serial ${plainText(signer.serial ?? '?')}${development}`,
    );
  }
  if (manifest.signedAt) lines.push(`  time        ${plainText(manifest.signedAt)}`);
  if (manifest.claimVersion) lines.push(`  claim       v${manifest.claimVersion}`);
  for (const action of manifest.actions) {
    const source = action.digitalSourceType?.slice(-LONGEST_TERM).split('/').at(-1);
    const agent = software(action.softwareAgent);
    lines.push(
      `  action      ${[plainText(action.action), agent && `with ${agent}`, source && `(${plainText(source)})`].filter(Boolean).join(' ')}`,
    );
  }
  for (const ingredient of manifest.ingredients) {
    const credential = ingredient.activeManifest === null ? 'no credential' : 'has a credential';
    lines.push(
      `  ingredient  ${plainText(ingredient.relationship ?? '')} ${nameOf(ingredient.title)} (${credential})`,
    );
  }
  for (const { label, data } of manifest.assertions) {
    // Actions and ingredients have lines of their own, and hashes tell a person nothing.
    const shown = SHOWN.test(label) ? ` ${plainText(JSON.stringify(data) ?? '')}` : '';
    lines.push(`  assertion   ${plainText(label)}${shown}`);
  }
  return `${lines.join('\n')}\n`;
}

function nameOf(title: string | null): string {
  return title === null ? 'untitled' : quoted(title);
}

function software(software: SoftwareDescription | null): string {
  return software === null ? '' : quoted(`${software.name} ${software.version ?? ''}`);
}
