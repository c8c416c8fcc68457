export { run } from './main.ts';
export { EXIT_CODES, type ExitCode } from './terminal/exit-code.ts';
export type { Io, ProcessIo, Sink } from './terminal/io.ts';
