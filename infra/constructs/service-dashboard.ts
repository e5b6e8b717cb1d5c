import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Row,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../../shared/runtime/metrics.ts';
import type { PublicApi } from './public-api.ts';
import type { ServiceAlarms } from './service-alarms.ts';
import { ServiceMetrics } from './service-metrics.ts';

export type ServiceDashboardProps = {
  readonly stage: string;
  readonly publicApi: PublicApi;
  readonly alarms: ServiceAlarms;
};

/** The whole width of a dashboard. */
const width = 24;

/** One page that answers: are callers served, do videos get done, what does the provider do, what does it cost. */
export class ServiceDashboard extends Construct {
  readonly #metrics: ServiceMetrics;

  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    super(scope, id);
    const { stage, publicApi, alarms } = props;
    this.#metrics = new ServiceMetrics(stage);
    const status = new AlarmStatusWidget({ title: 'Alarms', width, alarms: [...alarms.alarms] });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `qwen-media-${stage}`,
      widgets: [
        [status],
        this.#callers(publicApi),
        this.#videos(),
        this.#provider(),
        this.#money(),
      ],
    });
  }

  #callers({ api }: PublicApi): IWidget[] {
    return row('Callers', 'Requests, and how they are answered. 4xx are theirs, 5xx are ours.', [
      graph('Requests', [api.metricCount(), api.metricClientError(), api.metricServerError()]),
      graph('Milliseconds to answer', this.#of('RequestMilliseconds', 'p50', 'p99')),
    ]);
  }

  #videos(): IWidget[] {
    const made = ['VideosCreated', 'VideosCompleted', 'VideosFailed', 'VideosTimedOut'] as const;
    const sums = made.map((name) => this.#metrics.of(name, 'Sum'));
    return row('Videos', 'What was asked for, and what became of it.', [
      graph('Jobs', sums),
      graph('Seconds to complete', this.#of('SecondsToComplete', 'p50', 'p90')),
    ]);
  }

  #provider(): IWidget[] {
    const trouble = ['ProviderThrottles', 'ProviderFailures', 'ProviderKeyRejections'] as const;
    const sums = trouble.map((name) => this.#metrics.of(name, 'Sum'));
    return row(
      'Provider',
      'How fast it answers, and when it does not. It allows 20 polls a second: 6000 in five minutes.',
      [
        graph('Milliseconds to answer', this.#of('ProviderMilliseconds', 'p50', 'p99')),
        graph('Refusals', sums),
        graph('Polls in five minutes', this.#of('Polls', 'Sum')),
      ],
    );
  }

  #money(): IWidget[] {
    return row('Money and copies', 'What the provider charges for, and what is kept in S3.', [
      graph('Seconds billed', this.#of('BilledSeconds', 'Sum')),
      graph('Bytes kept', this.#of('ArchiveBytes', 'Sum')),
      graph('Milliseconds to copy', this.#of('ArchiveMilliseconds', 'p50', 'p90')),
    ]);
  }

  #of(name: MetricName, ...statistics: readonly string[]): IMetric[] {
    return statistics.map((statistic) => this.#metrics.of(name, statistic));
  }
}

/** A line of words above graphs that share the width. */
function row(title: string, explanation: string, graphs: readonly GraphWidget[]): IWidget[] {
  const words = new TextWidget({ markdown: `## ${title}\n${explanation}`, width, height: 2 });
  return [words, new Row(...graphs)];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
