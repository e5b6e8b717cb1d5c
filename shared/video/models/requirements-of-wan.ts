import type { Requirement } from './requirement.ts';

/** Several shots are made by the prompt extender, which is on unless it is turned off (dashscope-api §3.7). */
export const multiNeedsExtension: Requirement = {
  rule: 'requires',
  when: { field: 'shot_type', is: ['multi'] },
  holds: { field: 'prompt_extend', is: [true], orAbsent: true },
};

/** An effect brings its own prompt (dashscope-api §3.8). */
export const templateBeatsPrompt: Requirement = {
  rule: 'no_effect',
  field: 'prompt',
  when: { field: 'template' },
};

/** A video that is to be silent takes no sound (dashscope-api §3.8). */
export const silenceBeatsAudio: Requirement = {
  rule: 'no_effect',
  field: 'audio_url',
  when: { field: 'audio', is: [false] },
};
