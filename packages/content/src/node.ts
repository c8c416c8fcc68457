export { fileError } from './file-error.ts';
export { detectInputType } from './file-media-type.ts';
export { type FileInput, openFile, readFileContent, readInput } from './file-read.ts';
export { isTemporaryName, removeAbandoned } from './file-temporary.ts';
export {
  makeFolder,
  refuseExisting,
  type WriteOptions,
  writeFileAtomically,
  writeFileThrough,
} from './file-write.ts';
export { type SettingsEnvironment, settingsFolder } from './settings-folder.ts';
