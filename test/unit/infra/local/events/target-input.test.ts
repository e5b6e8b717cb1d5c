import { describe, expect, it } from 'vitest';
import {
  compileInput,
  InvalidTargetInputError,
} from '../../../../../infra/local/events/target-input.ts';
import { busEvent } from './bus-event.ts';

const event = busEvent({ detail: { id: 'vid_1', note: 'say "hi"', seconds: 5, tags: ['a', 'b'] } });
const inputPathsMap = {
  id: '$.detail.id',
  note: '$.detail.note',
  seconds: '$.detail.seconds',
  first: '$.detail.tags[0]',
  detail: '$.detail',
  missing: '$.detail.nothing.here',
};

describe('compileInput', () => {
  it('sends the event as it is when nothing is said', () => {
    expect(compileInput({})(event, 'rule')).toBe(event);
  });

  it('sends a constant', () => {
    expect(compileInput({ input: '{"a":1}' })(event, 'rule')).toEqual({ a: 1 });
  });

  it.each([
    ['$', event],
    ['$.detail', event.detail],
    ['$.detail.tags[1]', 'b'],
    ['$.detail-type', 'video.completed'],
    ['$.detail.nothing.here', undefined],
  ])('sends the part at %s', (inputPath, expected) => {
    expect(compileInput({ inputPath })(event, 'rule')).toEqual(expected);
  });

  it.each([
    ['values outside of strings as JSON', '{"a":<id>,"b":<seconds>}', { a: 'vid_1', b: 5 }],
    ['values within strings as text', '{"a":"<id> for <seconds> s"}', { a: 'vid_1 for 5 s' }],
    ['quotes within strings escaped', '{"a":"<note>"}', { a: 'say "hi"' }],
    ['objects', '{"a":<detail>}', { a: event.detail }],
    ['array elements', '{"a":<first>}', { a: 'a' }],
    ['a missing value as an empty string', '{"a":<missing>,"b":"<missing>"}', { a: '', b: '' }],
    ['an unknown variable as an empty string', '{"a":<nobody>}', { a: '' }],
    ['a template that is a JSON string', '"<id> is done"', 'vid_1 is done'],
    ['a template that is no JSON', 'job <id>', 'job "vid_1"'],
    ['the whole event', '{"e":<aws.events.event.json>}', { e: event }],
    ['the name of the rule', '{"r":"<aws.events.rule-name>"}', { r: 'rule' }],
  ])('fills in %s', (_what, inputTemplate, expected) => {
    const inputOf = compileInput({ inputTransformer: { inputPathsMap, inputTemplate } });
    expect(inputOf(event, 'rule')).toEqual(expected);
  });

  it.each(['detail.id', '$.detail[*]', '$..id', '$.detail["id"]'])(
    'refuses the path %s when it is loaded',
    (inputPath) => {
      expect(() => compileInput({ inputPath })).toThrow(InvalidTargetInputError);
    },
  );
});
