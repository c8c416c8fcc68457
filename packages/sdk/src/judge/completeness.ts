import type { Evidence, LabelGapEvidence } from '../evidence/evidence.ts';

/** What a verdict can rest on. */
export type Looked = 'credential' | 'watermark' | 'text-watermark' | 'record' | 'label';

/** What was not looked at, or not at all of it, and why. */
export interface Unchecked {
  readonly what: Looked;
  /**
   * `too-little`: it was looked at, and there is too little of it for anything to be found. `file`: the system did
   * not give it: not there, no regular file, not permitted, or an error of the disk. That says nothing of the file.
   */
  readonly why: 'limit' | 'damaged' | 'format' | 'network' | 'no-key' | 'too-little' | 'file';
}

/**
 * That nothing was found is worth as much as what was looked at: both are part of the verdict.
 *
 * @param ofParts What was signed is there, in a text that as a whole has no credential.
 */
export function completeness(
  evidence: readonly Evidence[],
  ofParts: boolean,
): {
  checked: Looked[];
  unchecked: Unchecked[];
} {
  const checked: Looked[] = [];
  const unchecked: Unchecked[] = [];
  for (const entry of evidence) {
    switch (entry.finding) {
      case 'manifest':
        if (ofParts) checked.push('credential');
        else if (entry.state === 'Remote') unchecked.push({ what: 'credential', why: 'network' });
        else if (entry.state === 'Error') {
          const { reason } = entry;
          const why = REASONS.get(reason ?? '') ?? whyOf(reason ?? '');
          unchecked.push({ what: 'credential', why });
        } else if (entry.reason?.startsWith('text.')) {
          const why = REASONS.get(entry.reason) ?? 'format';
          unchecked.push({ what: 'credential', why });
        } else checked.push('credential');
        break;
      case 'watermark':
        if (entry.found === 'present' || entry.found === 'absent') checked.push('watermark');
        else if (entry.unseen !== null) {
          unchecked.push({ what: 'watermark', why: whyOf(entry.unseen) });
        } else if (entry.notLooked !== undefined) {
          unchecked.push({ what: 'watermark', why: entry.notLooked });
        }
        break;
      case 'text-watermark':
        if (entry.found === 'present' || entry.found === 'absent') {
          if (!checked.includes('text-watermark')) checked.push('text-watermark');
        } else {
          const unread = entry.unseen === null ? 'too-little' : whyOf(entry.unseen);
          unchecked.push({ what: 'text-watermark', why: entry.notLooked ?? unread });
        }
        break;
      case 'record':
        if (entry.found === 'unavailable') unchecked.push({ what: 'record', why: 'network' });
        else if (entry.unseen !== null) {
          unchecked.push({ what: 'record', why: whyOf(entry.unseen) });
        } else if (!checked.includes('record')) checked.push('record');
        break;
      case 'label-gap': {
        const why = whyNoLabel(entry.reason);
        if (!unchecked.some((each) => each.what === 'label' && each.why === why)) {
          unchecked.push({ what: 'label', why });
        }
        break;
      }
      case 'label':
      case 'no-label':
        if (!checked.includes('label')) checked.push('label');
    }
  }
  const inOrder = (a: Looked, b: Looked) => ORDER.indexOf(a) - ORDER.indexOf(b);
  return {
    checked: checked.sort(inOrder),
    unchecked: unchecked.sort((a, b) => inOrder(a.what, b.what) || (a.why < b.why ? -1 : 1)),
  };
}

/** So that the order of the evidence does not matter. */
const ORDER: readonly Looked[] = ['credential', 'watermark', 'text-watermark', 'record', 'label'];

const REASONS: ReadonlyMap<string, Unchecked['why']> = new Map([
  ['content.unknownType', 'format'],
  ['content.unsupportedType', 'format'],
  ['content.tooManyParts', 'limit'],
  ['content.tookTooLong', 'limit'],
  ['text.headTooLarge', 'limit'],
]);

/** @param code Of an error; or a reason that is none, which is damage. */
function whyOf(code: string): Unchecked['why'] {
  if (/^[A-Z]+(_TOO_[A-Z]+|_TIMEOUT|_MEMORY|_OVERLOADED)$/.test(code)) return 'limit';
  if (/^FILE_/.test(code)) return 'file';
  return code === 'CONTENT_UNSUPPORTED' ? 'format' : 'damaged';
}

function whyNoLabel(reason: LabelGapEvidence['reason']): Unchecked['why'] {
  switch (reason) {
    case 'limit':
      return 'limit';
    case 'compressed':
    case 'encrypted':
    case 'format':
    case 'elsewhere':
      return 'format';
    default:
      return whyOf(reason);
  }
}
