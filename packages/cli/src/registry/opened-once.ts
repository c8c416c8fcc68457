/** Something that is opened when it is first needed, and once: a failure is the same for everybody. */
export interface OpenedOnce<T> {
  open(): Promise<T>;
  /** Closes it, if it was opened. */
  close(): Promise<void>;
}

export function openedOnce<T extends { close(): Promise<void> }>(
  open: () => Promise<T>,
): OpenedOnce<T> {
  let opened: Promise<T> | undefined;
  return {
    open() {
      opened ??= open();
      return opened;
    },
    async close() {
      const there = await opened?.catch(() => null);
      await there?.close();
    },
  };
}
