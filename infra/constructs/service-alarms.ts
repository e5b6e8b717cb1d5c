import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { PublicApi } from './public-api.ts';
import { ServiceMetrics } from './service-metrics.ts';

export type ServiceAlarmsProps = {
  readonly config: Pick<Config, 'stage' | 'alarmEmail'>;
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
  /** That many in a row. */
  readonly periods?: number;
};

/** The alarms of a stage; with an e-mail address, somebody is told. */
export class ServiceAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.alarms = this.#rows(props).map((row) => this.#alarm(row, props.config.stage));
    const { alarmEmail } = props.config;
    if (alarmEmail === undefined) return;
    const topic = this.#makeTopic();
    topic.addSubscription(new EmailSubscription(alarmEmail));
    for (const alarm of this.alarms) alarm.addAlarmAction(new SnsAction(topic));
  }

  /** A topic with a policy of its own loses the one by which this account's alarms may publish. */
  #makeTopic(): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    return topic;
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
          'The work on a job died. It is continued, at once or by the sweep; its caller waits longer.',
        metric: endedBadly(machines),
      },
      {
        id: 'DeadLetters',
        impact: 'An event, an upload or a webhook was given up: somebody will never hear of it.',
        metric: metrics.of('DeadLetters', 'Sum'),
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
        // filled, because an alarm waits some periods more for a number that is merely missing
        metric: filled(metrics.of('OverdueVideos', 'SampleCount', hour), hour),
        whenBelow: true,
        periods: 3,
      },
    ];
  }

  #alarm({ id, impact, metric, threshold = 1, whenBelow, periods = 1 }: Row, stage: string): Alarm {
    return new Alarm(this, id, {
      alarmName: `qwen-media-${stage}-${id}`,
      alarmDescription: impact,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: whenBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Zero where there is nothing. */
function filled(metric: IMetric, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'FILL(seen, 0)',
    usingMetrics: { seen: metric },
    period,
  });
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
