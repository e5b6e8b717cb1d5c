import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace } from '../../shared/runtime/metrics.ts';

const fiveMinutes = Duration.minutes(5);

/** Our own metrics of one stage, as the functions write them. */
export class ServiceMetrics {
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** @param statistic CloudWatch's, for instance `Sum` or `p99` */
  of(metricName: MetricName, statistic: string, period = fiveMinutes): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName,
      statistic,
      period,
      dimensionsMap: { stage: this.#stage },
    });
  }
}
