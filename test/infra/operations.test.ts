import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { embeddedMetrics, metricNamespace } from '../../shared/runtime/metrics.ts';
import { functionsByName, resourcesOf } from '../support/templates.ts';
import { templatesWith } from '../support/variants.ts';

type MetricProperties = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly unknown[];
};
type AlarmProperties = Partial<MetricProperties> & {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: MetricProperties } }[];
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly TreatMissingData: string;
  readonly AlarmActions?: readonly unknown[];
};
const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(
  ({ Properties }) => Properties as AlarmProperties,
);

/** An alarm watches one metric, or an expression of several. */
function metricsOf({ Metrics, ...alarm }: AlarmProperties): MetricProperties[] {
  const metrics = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  return metrics ?? [alarm as MetricProperties];
}

describe('the alarms', () => {
  it('are these', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).toSorted()).toEqual([
      'qwen-media-dev-ApiErrors',
      'qwen-media-dev-DeadLetters',
      'qwen-media-dev-ExecutionsFailed',
      'qwen-media-dev-ProviderKeyRejected',
      'qwen-media-dev-SweepSilent',
      'qwen-media-dev-VideosMaybeBilled',
      'qwen-media-dev-VideosOverdue',
    ]);
  });

  it.each(alarms)('$AlarmName says who suffers', ({ AlarmDescription }) => {
    expect(AlarmDescription).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('stay quiet without data, but for the one that waits for the sweep', () => {
    const loud = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(loud.map(({ AlarmName }) => AlarmName)).toEqual(['qwen-media-dev-SweepSilent']);
  });

  it('tell nobody without an e-mail address, and with one, that one', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toBeUndefined();
    const operations = templatesWith({ alarmEmail: 'ops@example.com' }).get('Operations');
    operations?.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    const told = Object.values(operations?.findResources('AWS::CloudWatch::Alarm') ?? {});
    expect(told).toHaveLength(alarms.length);
    for (const { Properties } of told) expect(Properties.AlarmActions).toHaveLength(1);
    operations?.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('rings three hours after the last sweep, without waiting for what is merely missing', () => {
    const silent = alarms.find(({ AlarmName }) => AlarmName.endsWith('SweepSilent'));
    expect(silent).toMatchObject({
      EvaluationPeriods: 3,
      Metrics: [
        { Expression: 'FILL(seen, 0)' },
        { Id: 'seen', MetricStat: { Period: 3600, Stat: 'SampleCount' } },
      ],
    });
  });
});

const [dashboard, ...others] = resourcesOf('AWS::CloudWatch::Dashboard');
const body = JSON.stringify(dashboard?.Properties?.DashboardBody).replaceAll('\\"', '"');

describe('the dashboard', () => {
  it('is one, with every row', () => {
    expect(others).toEqual([]);
    for (const title of ['Alarms', '## Callers', '## Videos', '## Provider', '## Money'])
      expect(body).toContain(title);
  });
});

describe('metrics of our own', () => {
  const { _aws, ...written } = embeddedMetrics('dev', { Requests: 1 }, new Date(0));
  const bundles = [...functionsByName].map(([name, { directory }]) => ({
    name,
    code: readFileSync(join(directory, 'index.mjs'), 'utf8'),
  }));
  /** The functions that have a metric's name outside of the table that tells its unit. */
  const writersOf = (metric: string) => {
    const written = new RegExp(`\\b${metric}\\b(?!:"(?:Count|Bytes|Seconds|Milliseconds)")`);
    return bundles.flatMap(({ name, code }) => (written.test(code) ? name : []));
  };

  it('are written under one namespace by their stage', () => {
    expect(_aws).toMatchObject({
      CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [['stage']] }],
    });
    expect(written).toEqual({ stage: 'dev', Requests: 1 });
  });

  it.each([
    ['DeadLetters', 'CountDeadLetter'],
    ['OverdueVideos', 'SweepJobs'],
    ['Polls', 'PollTask'],
    ['ArchiveBytes', 'ArchiveVideo'],
  ])('%s are written by %s alone', (metric, writer) => {
    expect(writersOf(metric)).toEqual([writer]);
  });

  it('are on the dashboard as functions write them', () => {
    const shown = [...body.matchAll(/\["QwenMedia","(\w+)"((?:,"\w+")*)/g)];
    expect(shown.length).toBeGreaterThan(10);
    for (const [, name = '', dimensions] of shown) {
      expect(dimensions).toBe(',"stage","dev"');
      expect(writersOf(name), name).not.toEqual([]);
    }
  });

  it('ring alarms as functions write them', () => {
    const watched = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === 'QwenMedia');
    expect(watched.map(({ MetricName }) => MetricName).toSorted()).toEqual([
      'DeadLetters',
      'OverdueVideos',
      'OverdueVideos',
      'ProviderKeyRejections',
      'VideosMaybeBilled',
    ]);
    for (const { MetricName, Dimensions } of watched) {
      expect(Dimensions).toEqual([{ Name: 'stage', Value: 'dev' }]);
      expect(writersOf(MetricName), MetricName).not.toEqual([]);
    }
  });
});

describe('traces', () => {
  it.each(resourcesOf('AWS::Lambda::Function'))('$logicalId is traced', ({ Properties }) => {
    expect(Properties).toMatchObject({ TracingConfig: { Mode: 'Active' } });
  });

  it.each(resourcesOf('AWS::StepFunctions::StateMachine'))('$logicalId is traced', (machine) => {
    expect(machine.Properties).toMatchObject({ TracingConfiguration: { Enabled: true } });
  });

  it('begin at the API', () => {
    const [stage] = resourcesOf('AWS::ApiGateway::Stage');
    expect(stage?.Properties).toMatchObject({ TracingEnabled: true });
  });
});

describe('the access log', () => {
  it('tells who asked what and how it ended, and nothing that was sent', () => {
    const [stage] = resourcesOf('AWS::ApiGateway::Stage');
    const setting = stage?.Properties?.AccessLogSetting as { Format: string } | undefined;
    const fields = [...(setting?.Format ?? '').matchAll(/\$context\.([\w.]+)/g)].map(
      ([, field]) => field,
    );
    expect(fields.toSorted()).toEqual([
      'authorizer.owner',
      'error.responseType',
      'extendedRequestId',
      'httpMethod',
      'identity.apiKeyId',
      'identity.sourceIp',
      'integrationLatency',
      'requestId',
      'requestTime',
      'resourcePath',
      'responseLatency',
      'responseLength',
      'status',
      'xrayTraceId',
    ]);
  });
});

describe('every function', () => {
  it.each([...functionsByName])('%s knows its stage', (_, { environment }) => {
    expect(environment.STAGE).toBe('dev');
  });
});
