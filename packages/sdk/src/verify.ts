import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { LANGUAGES, type Language } from '@provenance/messages';
import { checkCompromisedSigners, holdsStill } from './claims/compromised.ts';
import type { TextContent } from './content/text.ts';
import type { Policy } from './judge/policy.ts';
import { lookAtContent } from './look/content.ts';
import { LOOK_KEYS, type LookOptions } from './look/options.ts';
import { askRegistry } from './look/record.ts';
import { checkRegistrySource } from './look/registry.ts';
import { checkTextMarkOptions } from './look/text-mark.ts';
import { bareKeys, checkWatermarkOptions } from './look/watermark.ts';
import { type PixelWork, pixelWorkHere } from './picture/work.ts';
import { report } from './report/build.ts';
import type { VerifyReport } from './report/report.ts';

export interface VerifyOptions extends LookOptions {
  policy?: Policy;
  /** Of the sentences in the report: `en` unless given. */
  language?: Language;
  /** IANA name of the time zone that sentences show times in; that of the process unless given. */
  timeZone?: string;
}

export const VERIFY_KEYS: KnownKeys<VerifyOptions> = {
  ...LOOK_KEYS,
  policy: true,
  language: 'string',
  timeZone: 'string',
};

/**
 * Says where content comes from and whether it was changed since, from all evidence there is. A bad
 * file, a broken credential or none at all is a report and no exception. Watermarks are looked for in
 * this thread, which is busy for as long as that takes: verifyMany() uses others. Those of texts always are.
 *
 * Text is taken from a file, as bytes, or as `{ text }`; a bare string is a path. A text that was
 * copied into another one is found there: `parts` says what is covered, and the whole is never intact.
 *
 * @throws ProvenanceError only when it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING,
 *   IMAGE_LIBRARY_MISSING if pixels are to be looked at; REGISTRY_MISSING, REGISTRY_CORRUPT. A registry
 *   that cannot be reached is in the report.
 * @throws TypeError or RangeError for a caller's mistake.
 */
export async function verify(
  input: FileInput | TextContent,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  checkKnownKeys('options', options, VERIFY_KEYS);
  const { watermark, textMark, registry } = options;
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  if (textMark !== undefined) checkTextMarkOptions(textMark);
  if (registry !== undefined) checkRegistrySource(registry);
  const keys = watermark ? bareKeys(watermark) : [];
  return verifyWith(pixelWorkHere(keys), input, options);
}

/** @throws TypeError for a language that there are no sentences in. */
export function checkLanguage(language: Language | undefined): void {
  if (language === undefined || LANGUAGES.includes(language)) return;
  throw new TypeError(`language must be one of ${LANGUAGES.join(', ')}.`);
}

/** {@link verify}, with the pixels worked on where the caller says, and the keys known there. */
export async function verifyWith(
  work: PixelWork,
  input: FileInput | TextContent,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const { policy = {}, language, timeZone, ...looking } = options;
  checkLanguage(language);
  const { compromisedSigners: compromised = [] } = looking;
  checkCompromisedSigners(compromised);
  const words = { ...(language && { language }), ...(timeZone !== undefined && { timeZone }) };
  const { registry } = looking;
  const seen = await lookAtContent(work, input, looking);
  const { credentials, finding, textMarks, holds, labels } = seen;
  if (registry === undefined) {
    return report(credentials, policy, words, { finding, textMarks, labels, compromised });
  }
  const found = await askRegistry(registry, seen);
  // A credential that was lost, and belongs to the very bytes: as if it had been given beside them.
  const kept = found.matches.find(
    (match) => match.kept && holdsStill(match.kept, compromised),
  )?.kept;
  return report(holds ? credentials : (kept ?? credentials), policy, words, {
    finding,
    textMarks,
    found,
    labels,
    compromised,
  });
}
