import type { Field } from '../field/field.ts';
import type { LabelStandard, Meaning } from './label.ts';

/**
 * What web interfaces for diffusion models write: the prompt, then a line of settings. It begins with the
 * number of steps and names a sampler or a seed in all of them.
 */
const SETTINGS = /(?:^|\n)[ \t]{0,8}(Steps: \d{1,6}, .{0,4000})/;
const HAS_SETTING = /\b(?:Sampler|Seed|CFG scale|Model)\b/;

/** Keywords and frames that hold nothing else. */
const KEYWORDS: ReadonlyMap<string, LabelStandard> = new Map([
  ['invokeai_metadata', 'invokeai'],
  ['invokeai_graph', 'invokeai'],
  ['sd-metadata', 'invokeai'],
  ['Dream', 'invokeai'],
  ['fooocus_scheme', 'fooocus'],
]);

/**
 * Settings of a run of a diffusion model, as AUTOMATIC1111 and its kin, Fooocus, InvokeAI, NovelAI and
 * Midjourney leave them. What was made so was made by AI, says who wrote it.
 */
export function settingsOf({ form, name, value }: Field): Meaning | null {
  const label = { kind: 'ai-generated', meaning: 'generation-settings' } as const;
  const keyword = form === 'png-text' ? KEYWORDS.get(name) : undefined;
  if (keyword !== undefined) return { ...label, standard: keyword, value: '' };
  const settings = SETTINGS.exec(value)?.[1];
  if (settings !== undefined && HAS_SETTING.test(settings)) {
    return { ...label, standard: 'stable-diffusion', value: settings };
  }
  if (/^\s*\{/.test(value)) {
    const keys = (...wanted: readonly string[]) =>
      wanted.every((key) => value.includes(`"${key}"`));
    if (keys('prompt', 'metadata_scheme') || keys('base_model', 'guidance_scale', 'sampler')) {
      return { ...label, standard: 'fooocus', value: '' };
    }
    if (keys('prompt', 'steps', 'sampler', 'uc'))
      return { ...label, standard: 'novelai', value: '' };
  }
  const isDescription = /^(?:Description|ImageDescription|dc:description)$/.test(name);
  const job = isDescription ? /\bJob ID: ([0-9a-f-]{36})\b/.exec(value)?.[1] : undefined;
  return job === undefined ? null : { ...label, standard: 'midjourney', value: `Job ID: ${job}` };
}
