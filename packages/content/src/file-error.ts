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

/** The typed form of a system error; anything else as it is. The path stays in `cause`. */
export function fileError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('errno' in cause)) return cause;
  const code = CODES[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'FILE_IO';
  return new ProvenanceError(code, undefined, { cause });
}
