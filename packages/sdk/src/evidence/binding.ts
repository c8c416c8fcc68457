import { isTextType } from '@provenance/content';
import { type Report, unique } from '../claims/credential.ts';
import { codes, meanings, STORE } from './codes.ts';
import type { Evidence } from './evidence.ts';
import { SIGNATURE } from './signer.ts';
import { statusMeaning } from './status-meaning.ts';

const BINDING = /^assertion\.(dataHash|bmffHash|boxesHash|collectionHash|multiAssetHash)\./;
const UNCOVERED = /\.additionalExclusionsPresent$/;

export function binding(report: Report, signed: boolean): Evidence[] {
  const failed = codes(report.failure, BINDING);
  const passed = codes(report.success, BINDING);
  if (failed.length + passed.length === 0) return [];
  const holds = failed.length === 0;
  const base = {
    source: 'c2pa',
    finding: 'binding',
    holds,
    codes: holds ? passed : failed,
  } as const;
  if (report.mediaType === STORE) {
    const statement = 'The hash is that of the content, which is not here.';
    return [{ ...base, weight: 'neutral', strength: 'none', statement }];
  }
  if (!signed) {
    const statement = `The content ${holds ? 'matches' : 'does not match'} the hash, which counts for nothing without a signature that holds.`;
    return [{ ...base, weight: holds ? 'neutral' : 'against', strength: 'none', statement }];
  }
  if (!holds) {
    const statement = `The content does not match its hash: ${meanings(failed)}.`;
    return [{ ...base, weight: 'against', strength: 'cryptographic', statement }];
  }
  const statement = warnings(report).length
    ? 'What the hash covers is as it was signed; parts of the file are not covered.'
    : `The ${isTextType(report.mediaType ?? '') ? 'text is' : 'content is bit for bit'} what was signed.`;
  return [{ ...base, weight: 'for', strength: 'cryptographic', statement }];
}

export function isOther(code: string): boolean {
  return !BINDING.test(code) && !SIGNATURE.test(code) && code !== 'signingCredential.untrusted';
}

export function failures(report: Report, select: (code: string) => boolean): Evidence[] {
  return unique(report.failure.map(({ code }) => code).filter(select)).map((code) => ({
    source: 'c2pa',
    finding: 'failure',
    weight: 'against',
    strength: 'cryptographic',
    statement: `A check failed: ${statusMeaning(code)}.`,
    codes: [code],
  }));
}

export function warnings(report: Report): Evidence[] {
  return codes(report.informational, UNCOVERED).map((code) => ({
    source: 'c2pa',
    finding: 'warning',
    weight: 'neutral',
    strength: 'cryptographic',
    statement: 'The signer left parts of the file out of the hash: changes there go unnoticed.',
    codes: [code],
  }));
}
