export {
  type Answers,
  AUDIENCES,
  type Audience,
  type Bilingual,
  type Contact,
  type Explanation,
  ITEM_IDS,
  type ItemId,
} from './answers/answers.ts';
export { checkAnswers } from './answers/check.ts';
export type { Words } from './answers/words.ts';
export { type Drift, type DriftKind, type DriftOptions, findDrift } from './check/drift.ts';
export { findChangedPages } from './check/pages.ts';
export type {
  GuardFacts,
  RecordCounts,
  RegistryFacts,
  RequestFacts,
  SignerFacts,
  SystemFacts,
} from './facts/facts.ts';
export { countRecords } from './facts/records.ts';
export type { Figures, Measured, Share } from './figures/figures.ts';
export { MEASURED } from './figures/measured.ts';
export { formsOf, jsonOf, pagesOf, STATEMENT_FILE, type StatementFile } from './page/files.ts';
export { type RuleFinding, type RuleTest, testRules } from './rules/file.ts';
export { RULE_SETS, type RuleRow, type RuleSet } from './rules/table.ts';
export { type BuildOptions, type Built, buildStatement } from './statement/build.ts';
export { type Gap, TITLES } from './statement/items.ts';
export { MOST_STATEMENT_BYTES, parseStatement } from './statement/parse.ts';
export {
  type Change,
  type EvidenceLine,
  type FormField,
  type Item,
  type PublishedStatement,
  STATEMENT_SCHEMA,
  type Statement,
} from './statement/statement.ts';
