export { EXIT_CODES, type ExitCode } from './exit-code.ts';
export type { Io, Sink } from './io.ts';
export { run } from './main.ts';
