import type { GuardGroup, GuardTextGroup, WatermarkGroup } from '../figures/figures.ts';

/** The sentence of each group of changes, in the order in which a statement has them. */
export const WATERMARK_GROUPS = [
  ['none', 'disclosure.watermark.group.none'],
  ['codecs', 'disclosure.watermark.group.codecs'],
  ['sizes', 'disclosure.watermark.group.sizes'],
  ['crops', 'disclosure.watermark.group.crops'],
  ['rotations', 'disclosure.watermark.group.rotations'],
  ['geometry', 'disclosure.watermark.group.geometry'],
  ['tone', 'disclosure.watermark.group.tone'],
  ['filters', 'disclosure.watermark.group.filters'],
  ['local', 'disclosure.watermark.group.local'],
  ['combined', 'disclosure.watermark.group.combined'],
  ['pipelines', 'disclosure.watermark.group.pipelines'],
  ['capture', 'disclosure.watermark.group.capture'],
] as const satisfies readonly (readonly [WatermarkGroup, string])[];

export const GUARD_GROUPS = [
  ['same', 'disclosure.guard.group.same'],
  ['laid', 'disclosure.guard.group.laid'],
  ['cropped', 'disclosure.guard.group.cropped'],
  ['half', 'disclosure.guard.group.half'],
  ['third', 'disclosure.guard.group.third'],
  ['turned', 'disclosure.guard.group.turned'],
  ['turned-more', 'disclosure.guard.group.turned-more'],
  ['placed', 'disclosure.guard.group.placed'],
] as const satisfies readonly (readonly [GuardGroup, string])[];

export const GUARD_TEXT_GROUPS = [
  ['same', 'disclosure.guard.texts.group.same'],
  ['half', 'disclosure.guard.texts.group.half'],
  ['words-few', 'disclosure.guard.texts.group.words-few'],
  ['words-more', 'disclosure.guard.texts.group.words-more'],
  ['within-200', 'disclosure.guard.texts.group.within-200'],
  ['within-100', 'disclosure.guard.texts.group.within-100'],
  ['within-50', 'disclosure.guard.texts.group.within-50'],
] as const satisfies readonly (readonly [GuardTextGroup, string])[];
