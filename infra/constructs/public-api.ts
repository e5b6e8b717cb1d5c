import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  Period,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
  TokenAuthorizer,
  UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  pathsOf,
  type RouteDefinition,
  type RouteId,
  routes,
} from '../../shared/contract/routes.ts';
import type { Config } from '../config.ts';
import { answerPreflights } from './cross-origin.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { refuseOtherMethods, refuseUnknownPaths } from './problem-mocks.ts';
import { type RouteFunctions, streamTimeout } from './route-functions.ts';
import { ServiceFunction } from './service-function.ts';

export type PublicApiProps = {
  readonly config: Pick<
    Config,
    'stage' | 'usagePlans' | 'domainName' | 'certificateArn' | 'corsOrigin'
  >;
  readonly routes: RouteFunctions;
};

/** Called `api` so that clients which rebuild scheme://host/api/v1 work without a domain (api.md). */
const stageName = 'api';

/** Who asked what, and how it ended. Paths are templates, because a query string may hold anything. */
const accessLogLine = JSON.stringify({
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  owner: '$context.authorizer.owner',
  apiKeyId: '$context.identity.apiKeyId',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.responseType',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  traceId: '$context.xrayTraceId',
});

/** Far below what an account may do (aws-facts §2), far above what the provider takes. */
const stageThrottle = { rate: 1000, burst: 2000 } as const;

/** The REST API built from the route table: bearer keys, a usage plan, problems in our shape. */
export class PublicApi extends Construct {
  /** Where clients point, the stage included, no slash at the end. */
  readonly url: string;
  readonly api: RestApi;
  readonly #authorizer: TokenAuthorizer;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { config } = props;
    this.api = this.#createApi(`qwen-media-${config.stage}`);
    this.url = this.#addDomain(config) ?? this.#ownUrl();
    this.#authorizer = new TokenAuthorizer(this, 'Authorizer', {
      handler: new ServiceFunction(this, 'AuthorizeKey', {
        file: 'http/authorize-key',
        timeout: Duration.seconds(5),
      }),
      validationRegex: '^[Bb]earer +qm_[a-z0-9-]{1,40}_[A-Za-z0-9_-]+$',
      resultsCacheTtl: Duration.minutes(5),
    });
    for (const [routeId, route] of Object.entries<RouteDefinition>(routes)) {
      this.#addRoute(route, props.routes.of[routeId as RouteId]);
    }
    this.#answerTheRest(config);
    this.#addUsagePlans(config);
  }

  /** What no route's function answers: preflights, other methods and paths, and the gateway's own refusals. */
  #answerTheRest({ corsOrigin }: PublicApiProps['config']): void {
    const paths = [...new Set(Object.values<RouteDefinition>(routes).flatMap(pathsOf))];
    for (const path of paths) {
      const [resource, methods] = [this.api.root.resourceForPath(path), methodsOf(path)];
      answerPreflights(resource, methods, corsOrigin);
      refuseOtherMethods(resource, methods, corsOrigin);
    }
    refuseUnknownPaths(this.api.root, paths, corsOrigin);
    addGatewayResponses(this.api, corsOrigin);
  }

  /** `npm run keys` finds them by their names. */
  #addUsagePlans({ stage, usagePlans }: PublicApiProps['config']): void {
    for (const [name, { rate, burst, quota }] of Object.entries(usagePlans)) {
      new UsagePlan(this, `UsagePlan-${name}`, {
        name: `qwen-media/${stage}/${name}`,
        throttle: { rateLimit: rate, burstLimit: burst },
        quota: quota && { limit: quota.requests, period: Period[quota.period] },
        apiStages: [{ api: this.api, stage: this.api.deploymentStage }],
      });
    }
  }

  /** The path is the stage's, so that every address reads the same with and without a domain of one's own. */
  #addDomain({ domainName, certificateArn }: PublicApiProps['config']): string | undefined {
    if (!domainName || !certificateArn) return undefined;
    const domain = this.api.addDomainName('Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      basePath: stageName,
    });
    const value = domain.domainNameAliasDomainName;
    new CfnOutput(Stack.of(this), 'DomainTarget', {
      value,
      description: 'What your DNS name points at',
    });
    return `https://${domainName}/${stageName}`;
  }

  /** Without CDK's slash at the end: clients add paths that begin with one. */
  #ownUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${stageName}`;
  }

  #createApi(name: string): RestApi {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new RestApi(this, 'Api', {
      restApiName: name,
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: true,
      deployOptions: {
        stageName,
        tracingEnabled: true,
        // each key has a plan; this bounds all of them together
        throttlingRateLimit: stageThrottle.rate,
        throttlingBurstLimit: stageThrottle.burst,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(accessLogLine),
      },
    });
    // the stack's own output says where clients point, under a domain too
    api.node.tryRemoveChild('Endpoint');
    return api;
  }

  #addRoute(route: RouteDefinition, handler: ServiceFunction): void {
    const stream = { responseTransferMode: ResponseTransferMode.STREAM, timeout: streamTimeout };
    const integration = new LambdaIntegration(handler, route.streamed ? stream : {});
    const secured = { authorizer: this.#authorizer, apiKeyRequired: true };
    for (const path of pathsOf(route)) {
      const resource = this.api.root.resourceForPath(path);
      resource.addMethod(route.method, integration, route.authenticated ? secured : {});
    }
  }
}

function methodsOf(path: string): string[] {
  return Object.values<RouteDefinition>(routes).flatMap((route) =>
    pathsOf(route).includes(path) ? [route.method] : [],
  );
}
