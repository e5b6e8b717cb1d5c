import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { MediaBucket } from './media-bucket.ts';
import type { PublicApi } from './public-api.ts';
import { ServiceMetrics } from './service-metrics.ts';

export type ServiceAlarmsProps = {
  readonly config: Pick<Config, 'stage' | 'alarmEmail'>;
  readonly media: MediaBucket;
  readonly deadLetters: DeadLetters;
  readonly publicApi: PublicApi;
  readonly machines: readonly StateMachine[];
};

type Row = {
  readonly id: string;
  /** Who suffers, and how; what to do stands in the README under Operations. */
  readonly impact: string;
  readonly metric: IMetric;
  readonly threshold?: number;
  /** Silence is the alarm. */
  readonly whenBelow?: true;
};

/** The alarms of a stage; with an e-mail address, somebody is told. */
export class ServiceAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.alarms = this.#rows(props).map((row) => this.#alarm(row, props.config.stage));
    const { alarmEmail } = props.config;
    if (alarmEmail === undefined) return;
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(alarmEmail));
    for (const alarm of this.alarms) alarm.addAlarmAction(new SnsAction(topic));
  }

  #rows(props: ServiceAlarmsProps): Row[] {
    const { config, publicApi, machines } = props;
    const metrics = new ServiceMetrics(config.stage);
    const hour = Duration.hours(1);
    return [
      {
        id: 'ApiErrors',
        impact: 'Callers get errors that are not theirs.',
        metric: publicApi.api.metricServerError({ statistic: 'Sum' }),
        threshold: 5,
      },
      {
        id: 'ExecutionsFailed',
        impact:
          'The work on a job died. It is continued up to five times; its caller waits longer.',
        metric: endedBadly(machines),
      },
      {
        id: 'DeadLetters',
        impact: 'An event, an upload or a webhook was given up: somebody will never hear of it.',
        metric: this.#deadLetters(props),
      },
      {
        id: 'ProviderKeyRejected',
        impact: 'The provider refuses our key: no question is answered and no video is made.',
        metric: metrics.of('ProviderKeyRejections', 'Sum'),
      },
      {
        id: 'VideosOverdue',
        impact: 'A paid video is not kept after 20 hours; the provider forgets it after 24.',
        metric: metrics.of('OverdueVideos', 'Maximum', hour),
      },
      {
        id: 'VideosMaybeBilled',
        impact: 'A caller’s video failed, though the account may have paid for it.',
        metric: metrics.of('VideosMaybeBilled', 'Sum'),
      },
      {
        id: 'SweepSilent',
        impact: 'Nobody looks after jobs whose work died unnoticed: paid videos can be lost.',
        metric: metrics.of('OverdueVideos', 'SampleCount', Duration.hours(3)),
        whenBelow: true,
      },
    ];
  }

  #alarm({ id, impact, metric, threshold = 1, whenBelow }: Row, stage: string): Alarm {
    return new Alarm(this, id, {
      alarmName: `qwen-media-${stage}-${id}`,
      alarmDescription: impact,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: whenBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }

  /** Dead letters are objects, whoever writes them: ours beside the videos, Lambda's in a bucket of their own. */
  #deadLetters({ media, deadLetters }: ServiceAlarmsProps): MathExpression {
    const ours = { object: { key: [{ prefix: 'dead-letters/' }] } };
    const given = this.#objectsCreated('DeadLetterWritten', media.bucket, ours);
    const failed = this.#objectsCreated('EventGivenUp', deadLetters.bucket, {});
    return sumOf('dead letters', [given, failed]);
  }

  /** The rule has no target, because its matches are the count. */
  #objectsCreated(id: string, bucket: IBucket, detail: Readonly<Record<string, unknown>>): Metric {
    const rule = new Rule(this, id, {
      description: 'Counts dead letters',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, ...detail },
      },
    });
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      statistic: 'Sum',
      period: Duration.minutes(5),
      dimensionsMap: { RuleName: rule.ruleName },
    });
  }
}

/** Executions that failed, ran out of time or were stopped, of all machines. */
function endedBadly(machines: readonly StateMachine[]): MathExpression {
  const metrics = machines.flatMap((machine) => [
    machine.metricFailed(),
    machine.metricTimedOut(),
    machine.metricAborted(),
  ]);
  return sumOf('executions that did not end well', metrics);
}

function sumOf(label: string, metrics: readonly IMetric[]): MathExpression {
  const named = metrics.map((metric, index) => [`part${index}`, metric] as const);
  return new MathExpression({
    label,
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    period: Duration.minutes(5),
  });
}
