import type { CredentialReport } from '@provenance/c2pa';
import { isTextType } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { holdsStill } from '../claims/compromised.ts';
import { claimedContentIds } from '../claims/soft-binding.ts';
import { isTextContent, type TextContent } from '../content/text.ts';
import type { PixelWork } from '../picture/work.ts';
import { readCredential } from './credential.ts';
import { type LabelFinding, lookAtLabels } from './label.ts';
import type { LookOptions } from './options.ts';
import type { Asked } from './record.ts';
import { lookForTextMarks } from './text-mark.ts';
import { lookAtPixels, lookForClaimed } from './watermark.ts';

/** What there is to see in content before anybody is asked about it. */
export async function lookAtContent(
  work: PixelWork,
  input: FileInput | TextContent,
  options: LookOptions,
): Promise<Asked & { readonly credentials: CredentialReport; readonly labels: LabelFinding }> {
  const { watermark, textMark: _, registry, compromisedSigners, ...readOptions } = options;
  const { trust, maxBytes, signal } = options;
  const pixels = !isTextContent(input) && (watermark || registry);
  const [credentials, seen, labels] = await Promise.all([
    readCredential(input, readOptions),
    pixels ? lookAtPixels(work, input, options) : null,
    lookAtLabels(input, options),
  ]);
  const isText = isTextContent(input) || isTextType(credentials.mediaType ?? '');
  const finding =
    isText || isTextContent(input)
      ? null
      : await lookForClaimed(
          work,
          input,
          seen?.finding ?? null,
          claimedContentIds(credentials),
          options,
        );
  return {
    input,
    credentials,
    labels,
    holds: holdsStill(credentials, compromisedSigners),
    isText,
    finding,
    textMarks: isText ? await lookForTextMarks(input, options) : null,
    look: isText ? null : (seen?.look ?? null),
    notLooked: isText ? null : (seen?.notLooked ?? null),
    trust,
    maxBytes,
    signal,
  };
}
