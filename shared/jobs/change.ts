import type { BegunCopy, JobOutput, ProviderFacts, Verdict } from './job-record.ts';

/** How a job ends that has no video. */
type Unmade = Exclude<Verdict['status'], 'completed'>;

/** What a poll showed. */
type News = {
  readonly facts: Partial<ProviderFacts>;
  /** When the provider began; absent when it did not say. */
  readonly startedAt?: string | undefined;
};

/** Everything that can happen to a job. */
export type Change =
  /** A submit is about to be made. */
  | { readonly type: 'intend'; readonly intentId: string }
  /** The provider certainly made nothing and may be asked again. */
  | { readonly type: 'withdraw'; readonly intentId: string }
  /** The submit's answer never came; the provider's id of the call, if one was seen. */
  | { readonly type: 'doubt'; readonly intentId: string; readonly requestId: string | null }
  /** The answer to an intent was lost and the work is cheap enough to be asked for again. */
  | { readonly type: 'repeat'; readonly intentId: string; readonly replaces: string }
  /** The provider said no to the submit of this intent, for good. */
  | {
      readonly type: 'refuse';
      readonly intentId: string;
      readonly verdict: Verdict & { readonly status: 'failed' };
    }
  /** A task exists. */
  | {
      readonly type: 'accept';
      readonly taskId: string;
      readonly requestId: string | null;
      /** When the submit was made, if that was long ago. */
      readonly submittedAt?: string;
    }
  /** A poll brought news. */
  | ({ readonly type: 'observe'; readonly running: boolean } & News)
  /** The task ended well; its result must be fetched. */
  | ({ readonly type: 'render' } & News)
  /** Somebody wants the task cancelled; whoever knows the task tries. */
  | { readonly type: 'requestCancel' }
  /** Events of these names have been handed to the bus. */
  | { readonly type: 'announce'; readonly names: readonly string[] }
  /** A copy of the result has begun, the first one or in place of the upload that it replaces. */
  | { readonly type: 'copy'; readonly copy: BegunCopy; readonly replaces: string | null }
  /** The deadline passed while a task that cannot be stopped goes on. */
  | { readonly type: 'expire'; readonly verdict: Verdict & { readonly status: 'timed_out' } }
  /** Nothing was sent and nothing will be; contends with `intend` on the record's version. */
  | { readonly type: 'abandon'; readonly verdict: Verdict & { readonly status: Unmade } }
  /** How the job ends is known; CloseJob carries it out. */
  | {
      readonly type: 'decide';
      readonly verdict: Verdict;
      readonly output?: JobOutput;
      readonly facts?: Partial<ProviderFacts>;
    }
  /** The decision is carried out. */
  | { readonly type: 'close' }
  /** An execution died; the next one has this number. */
  | { readonly type: 'continue'; readonly continuation: number }
  /** The task of a job that ended without knowing it has been found; the work goes on. */
  | {
      readonly type: 'recover';
      readonly taskId: string;
      readonly requestId: string | null;
      readonly submittedAt: string;
    };
