import { readFileSync } from 'node:fs';

/** How often a busy worker is looked at. */
const MILLISECONDS = 100;

/**
 * Calls `exceeded` once when the process has more than `megabytes` resident: pixels and what an engine
 * takes are outside V8's heap, whose own limit does not see them. Only where the system tells (`/proc`, so
 * on Linux); elsewhere the heap's limit is all there is.
 *
 * @returns What ends the watch.
 */
export function watchMemory(pid: number, megabytes: number, exceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (residentMegabytes(pid) <= megabytes) return;
    clearInterval(timer);
    exceeded();
  }, MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}

/** 0 where it is not known. Read at once: it takes 20 µs, and no trip to the thread pool. */
export function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}
