import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventBusesOf, eventRulesOf } from '../../infra/local/assembly/event-rules.ts';
import { restApisOf } from '../../infra/local/assembly/rest-apis.ts';
import { matchesPattern } from '../../infra/local/events/matches-pattern.ts';
import { pathsOf, type RouteDefinition, routes } from '../../shared/contract/routes.ts';
import { projectRoot } from '../support/project-root.ts';
import {
  assembly,
  functionsByName,
  machineNamed,
  otherRoles,
  permissions,
} from '../support/templates.ts';
import {
  announcers,
  answered,
  called,
  happenings,
  hourly,
  streaming,
  withoutKey,
} from './wanted-wiring.ts';

const arnOf = (name: string) => functionsByName.get(name)?.arn ?? `no function ${name}`;
const nameOf = (arn: string) => [...functionsByName].find(([, one]) => one.arn === arn)?.[0] ?? arn;
/** Through what a service may call a function. */
const doorsOf = (principal: string, arn: string) =>
  permissions
    .filter((one) => one.Principal === principal && one.FunctionName === arn)
    .map(({ SourceArn }) => SourceArn);
/** The functions that the files of a folder are. */
const filesOf = (folder: string) =>
  readdirSync(join(projectRoot, 'functions', folder)).map((file) =>
    file.replace(/\.ts$/, '').replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase()),
  );

const [api] = restApisOf(assembly);
const [authorizer, ...otherAuthorizers] = Object.values(api?.authorizers ?? {});
const methods = new Map(api?.routes.map((one) => [`${one.httpMethod} ${one.path}`, one]));

describe('the routes', () => {
  it('are those of the contract, in its table and at the API', () => {
    const table = Object.values<RouteDefinition>(routes).flatMap((route) =>
      pathsOf(route).map((path) => `${route.method} ${path}`),
    );
    expect(table.toSorted()).toEqual(Object.keys(answered).toSorted());
    const paths = table.map((route) => route.split(' ')[1] ?? '');
    // API Gateway's own words for a path that is no route depend on how it takes the key
    const between = paths.flatMap((path) =>
      path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/') || '/'),
    );
    const refused = [...new Set([...paths, ...between, '/{path+}'])].map((path) => `ANY ${path}`);
    expect([...methods.keys()].toSorted()).toEqual([...table, ...refused].toSorted());
  });

  it.each(Object.entries(answered))('%s reaches %s, which API Gateway may call', (route, name) => {
    const [verb, path = ''] = route.split(' ');
    const door = `/${api?.stage.name}/${verb}${path.replace('{id}', '*')}`;
    expect(methods.get(route)?.integration).toMatchObject({ functionArn: arnOf(name) });
    const wanted = `arn:aws:execute-api:eu-west-1:111122223333:${api?.id}${door}`;
    expect(doorsOf('apigateway.amazonaws.com', arnOf(name))).toContain(wanted);
  });

  it.each(Object.keys(answered))('%s asks for a key unless anybody may ask', (route) => {
    expect(methods.get(route)).toMatchObject(
      withoutKey.has(route)
        ? { apiKeyRequired: false, authorizerId: undefined }
        : { apiKeyRequired: true, authorizerId: authorizer?.id },
    );
  });

  it.each(Object.entries(answered))('%s lasts as long as it may stream', (route, name) => {
    const { timeoutSeconds } = functionsByName.get(name) ?? {};
    const [mode, milliseconds, seconds] = streaming.has(name)
      ? ['STREAM', 900_000, 900]
      : // the function ends before API Gateway gives up
        ['BUFFERED', 29_000, 28];
    expect(methods.get(route)?.integration).toMatchObject({
      responseTransferMode: mode,
      timeoutMilliseconds: milliseconds,
    });
    expect(timeoutSeconds).toBe(seconds);
  });

  it('have one authorizer, AuthorizeKey, which API Gateway may call', () => {
    expect(otherAuthorizers).toEqual([]);
    expect(authorizer?.functionArn).toBe(arnOf('AuthorizeKey'));
    const [door, ...others] = doorsOf('apigateway.amazonaws.com', arnOf('AuthorizeKey'));
    expect(door).toMatch(new RegExp(`:${api?.id}/authorizers/${authorizer?.id}$`));
    expect(others).toEqual([]);
  });
});

describe('the functions', () => {
  it('are the files of http, workflow and events, one each', () => {
    const files = ['http', 'workflow', 'events'].flatMap(filesOf);
    expect([...functionsByName.keys()].toSorted()).toEqual(files.toSorted());
  });

  const callers = {
    http: [...Object.values(answered), 'AuthorizeKey'],
    workflow: Object.values(called).flat(),
    events: [...happenings.flatMap(({ wakes }) => wakes ?? []), hourly].filter((name) =>
      functionsByName.has(name),
    ),
  };
  it.each(Object.entries(callers))('of %s are all called', (folder, names) => {
    expect([...new Set(names)].toSorted()).toEqual(filesOf(folder).toSorted());
  });

  it.each(Object.entries(called))('that %s calls are these, as it may', (machine, names) => {
    const { definition, roleArn } = machineNamed(machine);
    const { States } = definition as { States: Record<string, { Resource?: string }> };
    const resources = Object.values(States).flatMap(({ Resource }) => Resource ?? []);
    expect(resources.map(nameOf).toSorted()).toEqual(names);
    const { statements = [] } = otherRoles.find((role) => role.roleArn === roleArn) ?? {};
    const allowed = statements
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
      .flatMap((statement) => statement.resources);
    const wanted = names.map(arnOf).flatMap((arn) => [arn, `${arn}:*`]);
    expect(allowed.toSorted()).toEqual(wanted.toSorted());
  });
});

const rules = eventRulesOf(assembly);
const rulesFor = ({ busName, event }: (typeof happenings)[number]) =>
  rules.filter(
    (rule) => rule.busName === busName && rule.pattern && matchesPattern(rule.pattern, event),
  );
const wokenBy = (some: typeof rules) =>
  some.flatMap(({ targets }) => targets.map(({ arn }) => nameOf(arn)));

describe('an event', () => {
  it.each(happenings)('on the bus $busName, $what, wakes $wakes', (happening) => {
    const { wakes } = happening;
    expect(wokenBy(rulesFor(happening))).toEqual(wakes === null ? [] : [wakes]);
  });

  it('comes by no other rule, and by none that is off', () => {
    const clocks = rules.filter((rule) => rule.scheduleExpression === 'rate(1 hour)');
    expect(wokenBy(clocks)).toEqual([hourly]);
    const known = new Set([...clocks, ...happenings.flatMap(rulesFor)]);
    expect(rules.filter((rule) => !known.has(rule) || !rule.enabled)).toEqual([]);
  });

  it('reaches a function through the rules that wake it and no others', () => {
    for (const [, { arn }] of functionsByName) {
      const waking = rules.filter(({ targets }) => targets.some((target) => target.arn === arn));
      const wanted = waking.map((rule) => rule.arn);
      expect(doorsOf('events.amazonaws.com', arn).toSorted()).toEqual(wanted.toSorted());
    }
  });

  it.each(filesOf('events'))('that %s cannot handle is a dead letter', (name) => {
    const { asynchronous } = functionsByName.get(name) ?? {};
    // a letter that cannot be counted must not make another one
    if (name === 'CountDeadLetter') expect(asynchronous?.onFailureArn).toBeUndefined();
    else expect(asynchronous?.onFailureArn).toMatch(/^arn:aws:s3:::.*deadletters/);
  });
});

describe('news of jobs', () => {
  const [bus, ...others] = eventBusesOf(assembly);

  it('has one bus', () => {
    expect(others).toEqual([]);
    expect(bus?.name).toBe('qwen-media');
  });

  it('comes from these functions, on that bus alone', () => {
    const putting = [...functionsByName].flatMap(([name, { statements, environment }]) =>
      statements
        .filter(({ actions }) => actions.includes('events:PutEvents'))
        .map(({ resources }) => [name, resources, environment.EVENT_BUS_NAME] as const),
    );
    const wanted = announcers.map((name) => [name, [bus?.arn], bus?.name]);
    expect(putting.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual(wanted);
  });
});
