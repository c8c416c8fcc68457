export { type FileInput, openFile, readFileContent, readInput } from './file-read.ts';
export { type WriteOptions, writeFileAtomically, writeFileThrough } from './file-write.ts';
