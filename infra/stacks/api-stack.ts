import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MediaInputs } from '../constructs/media-inputs.ts';
import { PublicApi } from '../constructs/public-api.ts';
import { RouteFunctions } from '../constructs/route-functions.ts';
import type { ServiceParts } from './service-parts.ts';

/** The HTTP API: one function per route behind keys and a usage plan. */
export class ApiStack extends Stack {
  readonly publicApi: PublicApi;

  constructor(scope: Construct, id: string, props: ServiceParts) {
    super(scope, id, props);
    const { media, provider, webhookSecret } = props.storage;
    const { announcements } = props.events;
    const workflows = { video: props.video.workflow, vision: props.vision.workflow };
    const routes = new RouteFunctions(this, 'Routes', {
      media,
      provider,
      announcements,
      webhookSecret,
      workflows,
      inputs: new MediaInputs(props.config),
      corsOrigin: props.config.corsOrigin,
    });
    this.publicApi = new PublicApi(this, 'PublicApi', { config: props.config, routes });
    new CfnOutput(this, 'BaseUrl', {
      value: this.publicApi.url,
      description: 'Where clients point',
    });
  }
}
