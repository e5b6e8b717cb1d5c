import * as z from 'zod';
import { settingsList } from '../read-settings.ts';
import { faultScopes } from './faults/kinds.ts';

/** The key of a twin that was given none. */
export const defaultTwinKey = 'sk-twin-0000000000000000000000000000';

/** What `npm run twin` takes from the environment. */
export const TwinEnvironment = z.object({
  TWIN_PORT: z.coerce.number().int().min(0).max(65_535).default(3004),
  TWIN_SPEED: z.coerce.number().positive().default(33),
  TWIN_API_KEYS: settingsList.default([defaultTwinKey]),
  TWIN_TRUSTED_ORIGINS: settingsList.default([]),
  TWIN_STATE_FILE: z.string().optional(),
});

export const usage = `DashScope on a laptop: chat, video tasks, uploads, results, faults, and a clock that tests can move.

  npm run twin

  TWIN_PORT             port on 127.0.0.1 (3004; 0 takes a free one)
  TWIN_SPEED            divides queue and render time (33: a 5 s video takes about 3 s)
  TWIN_API_KEYS         accepted keys, comma separated (sk-twin-0000000000000000000000000000)
  TWIN_TRUSTED_ORIGINS  origins media are fetched from although they are not public, comma separated
  TWIN_STATE_FILE       tasks are read from this file at the start and written to it at the end

Routes of its own: POST|DELETE /_twin/faults, GET /_twin/requests, GET /_twin/tasks,
POST /_twin/clock {"advance_seconds": n}, POST /_twin/reset. They need no key.

A fault is posted with what it matches, for instance the answer of the second submit:
  {"match": {"method": "POST", "path": "video-synthesis", "nth": 2}, "fault": {"kind": "reset_after_accept"}}
or written into a prompt: [[twin:reset_after_accept]], [[twin:task_failed code=DataInspectionFailed]],
[[twin:slow_pending seconds=90]], [[twin:status status=503 nth=2]]. delay and slow_pending need seconds, result_slow
bytes_per_second; status takes status, code and message.
Kinds: ${Object.keys(faultScopes).join(', ')}.
`;

/** Keys by the names under which the witness shows them: `key-1`, `key-2`, … */
export function nameKeys(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key, index) => [`key-${index + 1}`, key]));
}
