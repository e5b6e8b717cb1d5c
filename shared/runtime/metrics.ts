/** CloudWatch's namespace of all our metrics; the stage is their only dimension, because each costs by the month. */
export const metricNamespace = 'QwenMedia';

/** Everything we measure, and in what unit. */
const units = {
  Requests: 'Count',
  RequestMilliseconds: 'Milliseconds',
  VideosCreated: 'Count',
  VideosCompleted: 'Count',
  VideosFailed: 'Count',
  VideosCancelled: 'Count',
  VideosTimedOut: 'Count',
  /** Ended without knowing whether the provider made and billed something. */
  VideosMaybeBilled: 'Count',
  /** From the request to the verified copy. */
  SecondsToComplete: 'Seconds',
  /** What the provider charges for. */
  BilledSeconds: 'Seconds',
  Polls: 'Count',
  ProviderMilliseconds: 'Milliseconds',
  ProviderThrottles: 'Count',
  ProviderFailures: 'Count',
  ProviderKeyRejections: 'Count',
  ArchiveBytes: 'Bytes',
  ArchiveMilliseconds: 'Milliseconds',
  /** Given up: an event, an upload, a command or a webhook. */
  DeadLetters: 'Count',
  /** Open for more than 20 hours: the provider forgets a result after 24. */
  OverdueVideos: 'Count',
} as const;

export type MetricName = keyof typeof units;
export type Measurements = Partial<Readonly<Record<MetricName, number>>>;

/** The members that make a log line a measurement (CloudWatch embedded metric format). */
export function embeddedMetrics(
  stage: string,
  values: Measurements,
  now: Date,
): Record<string, unknown> {
  const names = Object.keys(values) as MetricName[];
  const Metrics = names.map((Name) => ({ Name, Unit: units[Name] }));
  const directive = { Namespace: metricNamespace, Dimensions: [['stage']], Metrics };
  return { _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] }, stage, ...values };
}
