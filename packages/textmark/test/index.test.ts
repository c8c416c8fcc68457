import { expect, test } from 'vitest';
import * as llama from '../src/hosts/llama.ts';
import * as transformers from '../src/hosts/transformers.ts';
import * as textmark from '../src/index.ts';
import * as gpt from '../src/tokenizer/gpt-tokenizer.ts';
import * as huggingFace from '../src/tokenizer/huggingface-tokenizers.ts';

test('exports these names and no others', () => {
  expect(Object.keys(textmark).sort()).toEqual([
    'CONTENT_ID_BYTES',
    'MASTER_KEY_BYTES',
    'PROFILE_FORMAT',
    'TEXT_MARK_SCHEMES',
    'checkTextMarkProfile',
    'checkedContentId',
    'cleanText',
    'createIssuedIds',
    'createTextMarkStream',
    'createTextMarker',
    'decodeContentId',
    'deriveServerKey',
    'deriveTextMarkKey',
    'detectText',
    'detectTokens',
    'makeTextMarkProfile',
    'packTextMarkKey',
    'parseTextMarkProfile',
    'readSglangConfig',
    'readVllmConfig',
    'serialiseTextMarkProfile',
    'serverTextMarkKey',
    'unpackTextMarkKey',
    'vocabularyHash',
  ]);
  expect(Object.keys(transformers).sort()).toEqual(['createMarkingProcessor', 'markedGeneration']);
  expect(Object.keys(llama).sort()).toEqual(['markedTokens', 'sampleLlamaToken']);
  expect(Object.keys(gpt)).toEqual(['gptTokenizer']);
  expect(Object.keys(huggingFace)).toEqual(['huggingFaceTokenizer']);
});
