/** Work that goes on behind answers already given. */
export type PendingWork = {
  add(work: Promise<void>): void;
  /** Resolves when everything added so far is done. */
  settled(): Promise<void>;
};

export function createPendingWork(): PendingWork {
  const open = new Set<Promise<void>>();
  return {
    add: (work) => {
      open.add(work);
      work.finally(() => open.delete(work));
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
