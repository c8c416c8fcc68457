import type { Field } from '../field/field.ts';
import type { LabelMeaning, Meaning } from './label.ts';

/** IPTC Photo Metadata 2025.1. They say that an AI system was used, and not for how much of the picture. */
const FIELDS: ReadonlyMap<string, LabelMeaning> = new Map([
  ['Iptc4xmpExt:AISystemUsed', 'ai-system'],
  ['Iptc4xmpExt:AISystemVersionUsed', 'ai-system-version'],
  ['Iptc4xmpExt:AIPromptInformation', 'ai-prompt'],
  ['Iptc4xmpExt:AIPromptWriterName', 'ai-prompt-writer'],
]);

export function iptcAiOf({ form, name }: Field): Meaning | null {
  const meaning = form === 'xmp' ? FIELDS.get(name) : undefined;
  if (meaning === undefined) return null;
  const label = { kind: 'ai-detail', standard: 'iptc-ai', meaning } as const;
  return meaning === 'ai-prompt' ? { ...label, value: '' } : label;
}
