import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  RestApi,
  TokenAuthorizer,
  UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type RouteDefinition, type RouteId, routes } from '../../shared/contract/routes.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';
import { type RouteFunctions, streamTimeout } from './route-functions.ts';
import { ServiceFunction } from './service-function.ts';

export type PublicApiProps = { readonly name: string; readonly routes: RouteFunctions };

/** Called `api` so that clients which rebuild scheme://host/api/v1 work without a domain (api.md). */
const stageName = 'api';

/** The REST API built from the route table: bearer keys, a usage plan, problems in our shape. */
export class PublicApi extends Construct {
  readonly usagePlan: UsagePlan;
  readonly url: string;
  readonly #api: RestApi;
  readonly #authorizer: TokenAuthorizer;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    this.#api = this.#createApi(props.name);
    this.url = this.#api.url;
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
    for (const path of new Set(Object.values(routes).map((route) => route.path))) {
      refuseOtherMethods(this.#api.root.resourceForPath(path), methodsOf(path));
    }
    addGatewayResponses(this.#api);
    this.usagePlan = new UsagePlan(this, 'UsagePlan', {
      name: props.name,
      throttle: { rateLimit: 50, burstLimit: 100 },
      apiStages: [{ api: this.#api, stage: this.#api.deploymentStage }],
    });
  }

  #createApi(name: string): RestApi {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new RestApi(this, 'Api', {
      restApiName: name,
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: true,
      deployOptions: {
        stageName,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
      },
    });
  }

  #addRoute(route: RouteDefinition, handler: ServiceFunction): void {
    const stream = { responseTransferMode: ResponseTransferMode.STREAM, timeout: streamTimeout };
    const integration = new LambdaIntegration(handler, route.streamed ? stream : {});
    const secured = { authorizer: this.#authorizer, apiKeyRequired: true };
    const resource = this.#api.root.resourceForPath(route.path);
    resource.addMethod(route.method, integration, route.authenticated ? secured : {});
  }
}

function methodsOf(path: string): string[] {
  return Object.values(routes).flatMap((route) => (route.path === path ? [route.method] : []));
}
