// The vocabulary of everything that is measured, in one place: who does not depend on gpt-tokenizer takes it
// from here.
export { default as ranks } from 'gpt-tokenizer/bpeRanks/o200k_base';
export * as encoding from 'gpt-tokenizer/encoding/o200k_base';
