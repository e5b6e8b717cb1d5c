/** What a state of a machine does after an error, in the Amazon States Language. */
type Retrier = {
  readonly ErrorEquals: string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly JitterStrategy: string;
};

type Catcher = {
  readonly ErrorEquals: string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
};

/** A state as the templates write it. */
export type State = {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: boolean;
  readonly SecondsPath?: string;
  readonly ResultPath?: string;
  readonly Choices?: readonly { Variable: string; StringEquals: string; Next: string }[];
  readonly Default?: string;
};

export type Definition = {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
};
