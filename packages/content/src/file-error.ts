import { type ErrorCode, ProvenanceError } from './error.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'FILE_NOT_FOUND',
  ENOTDIR: 'FILE_NOT_FOUND',
  EISDIR: 'FILE_NOT_REGULAR',
  EACCES: 'FILE_PERMISSION',
  EPERM: 'FILE_PERMISSION',
  EROFS: 'FILE_PERMISSION',
  EEXIST: 'FILE_EXISTS',
  ENOSPC: 'FILE_NO_SPACE',
  EDQUOT: 'FILE_NO_SPACE',
};

const FOREIGN_NAME =
  'There is no file of this name; if there seems to be one, its name is not in UTF-8: rename it.';

/** The typed form of a system error; anything else as it is. The path stays in `cause`. */
export function fileError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('errno' in cause)) return cause;
  const { code: name = '', path = '' } = cause as NodeJS.ErrnoException;
  const code = CODES[name] ?? 'FILE_IO';
  // What was read of a folder has such a character for what is no UTF-8, and no file has that name.
  const isForeign = code === 'FILE_NOT_FOUND' && path.includes('\ufffd');
  return new ProvenanceError(code, isForeign ? FOREIGN_NAME : undefined, { cause });
}
