export type { FieldForm, UnreadPart, UnreadReason } from './field/field.ts';
export { DEFAULT_LIMITS, type LabelLimits } from './field/limits.ts';
export type {
  DeclaredLabel,
  LabelKind,
  LabelMeaning,
  LabelStandard,
} from './meaning/label.ts';
export { type DigitalSourceType, digitalSourceType } from './meaning/source-type.ts';
export { type LabelReading, readLabels } from './read-labels.ts';
