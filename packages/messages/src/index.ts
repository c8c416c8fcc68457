export type { Catalogue } from './catalogue/catalogue.ts';
export { CATALOGUE } from './catalogue/catalogue.ts';
export type { Entry, MessageLike, ParametersOf } from './entries.ts';
export { LANGUAGES, type Language, languageOf } from './language.ts';
export { type Code, isCode, type Message, say, sayReason, sayStatus } from './message.ts';
export { plainText, quoted } from './plain-text.ts';
export { chance, type RenderOptions, render } from './render.ts';
export { visible } from './visible.ts';
