import type { OpenedOnce } from './opened-once.ts';

/** Something that is opened when it is needed, and again where that failed: a server outlives a registry. */
export function openedAgain<T extends { close(): Promise<void> }>(
  open: () => Promise<T>,
): OpenedOnce<T> {
  let opened: Promise<T> | undefined;
  return {
    open() {
      opened ??= open().catch((error) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    async close() {
      const there = await opened?.catch(() => null);
      await there?.close();
    },
  };
}
