/** Findings of cdk-nag that we accept: the rule, where, and why. Whoever adds one says why in the review. */
export const acceptedFindings: readonly [rule: RegExp, where: RegExp, reason: string][] = [
  [
    /^AwsSolutions-S1$/,
    /^Storage\/(Media|DeadLetters)\/Bucket/,
    'Access logs of S3 would hold signed query strings, and need a second bucket; CloudTrail data events can be switched on instead.',
  ],
  [
    /^AwsSolutions-SMG4$/,
    /^Storage\/Provider\/Key$/,
    'The provider has no interface that rotates keys; a new value is in use after five minutes without a deployment.',
  ],
  [
    /^AwsSolutions-SMG4$/,
    /^Storage\/WebhookSecret\/Master/,
    'Every receiver verifies with a secret derived from this one: rotating it would break them all.',
  ],
  [
    /^AwsSolutions-IAM4\[.*AWSLambdaBasicExecutionRole\]$/,
    /\/ServiceRole\/Resource$/,
    'It allows nothing but writing logs.',
  ],
  [
    /^AwsSolutions-IAM4\[.*AmazonAPIGatewayPushToCloudWatchLogs\]$/,
    /^Api\/PublicApi\/Api\/CloudWatchRole/,
    'AWS’s own policy for the access log; it allows nothing else.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*(MediaBucket|qwen-media-\w+-storage).*\/[^\]]+\]$/,
    /\/ServiceRole\/DefaultPolicy\/Resource$/,
    'Keys have an owner and a job in them; the prefixes are exact and asserted function by function.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    /\/(ServiceRole|Machine\/Role)\/DefaultPolicy\/Resource$/,
    'X-Ray and the log delivery of state machines have no resources to name; the actions are asserted.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<\w+\.Arn>:\*\]$/,
    /\/Machine\/Role\/DefaultPolicy\/Resource$/,
    'The versions of a function that is a state of this machine.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\{.*WorkflowCloseJob.*\}:\*\]$/,
    /^Vision\/Vision\/Machine\/Role\/DefaultPolicy\/Resource$/,
    'The versions of a function that is a state of this machine, in another stack.',
  ],
  [
    /^AwsSolutions-APIG2$/,
    /^Api\/PublicApi\/Api/,
    'Requests are validated by the functions, which name every wrong field at once; API Gateway names one.',
  ],
  [
    /^AwsSolutions-APIG3$/,
    /^Api\/PublicApi\/Api\/DeploymentStage/,
    'A firewall is the account owner’s choice: it costs by the month and cannot see streamed answers.',
  ],
  [
    /^AwsSolutions-APIG6$/,
    /^Api\/PublicApi\/Api\/DeploymentStage/,
    'Execution logs may quote what callers send; the access log and the functions’ own lines do not.',
  ],
  [
    /^AwsSolutions-COG4$/,
    /^Api\/PublicApi\/Api\/Default\//,
    'Callers are programs with bearer keys: an authorizer and a usage plan know them, no user pool.',
  ],
  [
    /^AwsSolutions-APIG4$/,
    /^Api\/PublicApi\/Api\/Default\/v1\/(health|openapi\.json)\/GET/,
    'Open by contract; they say nothing about anybody.',
  ],
  [
    /^AwsSolutions-APIG4$/,
    /^Api\/PublicApi\/Api\/Default\/(.*\/)?(ANY|OPTIONS)\/Resource$/,
    'A mock that answers 404 or 405, or a browser’s question before the request; no function is behind it.',
  ],
  [
    /^Serverless-LambdaDLQ$/,
    /^(Api|Video|Vision|Events)\/(Routes|PublicApi|\w*Workflow|Vision|Hooks)\/(?!GiveUpDelivery)/,
    'Called by API Gateway or a state machine, which hear of the failure themselves: such calls leave no dead letters.',
  ],
  [
    /^Serverless-LambdaDLQ$/,
    /^(Recovery\/Jobs|Events\/Hooks\/GiveUpDelivery|Triggers)\//,
    'Failed events go to the on-failure destination, which keeps more of them than a queue would.',
  ],
  [
    /^Serverless-EventBusDLQ$/,
    /^Triggers\//,
    'EventBridge tries for a day, and the function behind it takes events asynchronously, so hardly any try fails.',
  ],
  [
    /^Serverless-EventBusDLQ$/,
    /^(Events\/Hooks\/DeliveryDied|Recovery\/Jobs\/(ExecutionDied|EveryHour))/,
    'EventBridge tries for a day; what it could not deliver is still open, and the hourly sweep finds it.',
  ],
  [
    /^Serverless-SNSRedrivePolicy$/,
    /^Operations\/Alarms\/Topic/,
    'A queue for e-mails that did not arrive would be read by nobody; the alarm itself stays on the dashboard.',
  ],
  [
    /^Serverless-(LambdaDLQ|EventBusDLQ)$/,
    /^Operations\/Letters\//,
    'It counts dead letters: one of its own would have to be counted in its turn.',
  ],
];
