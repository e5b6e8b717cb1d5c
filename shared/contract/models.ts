import * as z from 'zod';

const names = z.array(z.string());

/** What a model takes in one field: its kind, its range and our default. */
const FieldDocument = z.record(z.string(), z.unknown());

/** A model as documentation; the first four members are those of OpenAI's list. */
export const Model = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int().meta({ description: 'Unix seconds of its release; 0 where it is not known.' }),
    owned_by: z.string(),
    kind: z.enum(['video', 'vision']),
    default_for: names.meta({ description: 'What uses it when a request names no model.' }),
    status: z.enum(['current', 'legacy', 'retired']).optional(),
    modes: names.optional(),
    regions: names.optional(),
    offered: z.boolean().optional().meta({
      description: 'Whether the provider lists it for the region of this service.',
    }),
    sound: z.union([z.boolean(), z.literal('parameter')]).optional(),
    typical_seconds: z.int().optional(),
    submits_per_second: z.int().optional(),
    concurrent_tasks: z.int().optional(),
    fields: z.record(z.string(), FieldDocument).optional(),
    functions: z
      .record(z.string(), z.record(z.string(), FieldDocument))
      .optional()
      .meta({ description: 'Further fields by the value of the field `function`.' }),
    requirements: z.array(FieldDocument).optional(),
    accepts: FieldDocument.optional().meta({ description: 'What a vision model takes.' }),
  })
  .meta({ id: 'Model' });
export type Model = z.infer<typeof Model>;

/** `GET /v1/models`, in the form of OpenAI's list. */
export const ModelList = z
  .object({ object: z.literal('list'), data: z.array(Model) })
  .meta({ id: 'ModelList' });
export type ModelList = z.infer<typeof ModelList>;
