/** One request as the twin saw it; the query string is cut because it may be signed. */
type WitnessedRequest = {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
  /** `null` when the connection was reset in place of an answer. */
  readonly status: number | null;
  readonly key_name: string | null;
};

export type Witness = {
  record(request: WitnessedRequest): void;
  requests(): readonly WitnessedRequest[];
  reset(): void;
};

/** Remembers the last `limit` requests. */
export function createWitness(limit: number): Witness {
  let seen: WitnessedRequest[] = [];
  return {
    record: (request) => {
      seen.push(request);
      if (seen.length > limit * 2) seen = seen.slice(-limit);
    },
    requests: () => seen.slice(-limit),
    reset: () => {
      seen = [];
    },
  };
}
