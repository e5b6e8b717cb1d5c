import { describe, expect, it } from 'vitest';
import { type ObjectFacts, objectProblem } from '../../../../shared/uploads/object-problem.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';

const [megabyte, gigabyte] = [1024 ** 2, 1024 ** 3];

/** The largest object of each kind that any model of a task takes. */
const largest: readonly ObjectFacts[] = [
  { task: 'analyze', kind: 'image', bytes: 20_000_000 },
  { task: 'ocr', kind: 'image', bytes: 20_000_000 },
  { task: 'reason', kind: 'video', bytes: 2 * gigabyte },
  { task: 'video', kind: 'image', bytes: 20 * megabyte },
  { task: 'video', kind: 'video', bytes: 100 * megabyte },
  { task: 'video', kind: 'audio', bytes: 15 * megabyte },
];

describe('the size of an uploaded object', () => {
  it.each(largest)('for $task may be $bytes bytes of $kind, and no more', (object) => {
    const catalogue = new VideoCatalogue();
    const { bytes } = object;
    expect(objectProblem(catalogue, object)).toBeUndefined();
    expect(objectProblem(catalogue, { ...object, bytes: bytes + 1 })).toContain(`at most ${bytes}`);
    expect(objectProblem(catalogue, { ...object, bytes: 0 })).toBe('The file is empty.');
  });

  it('is nothing that makes a vision model listen', () => {
    const sound = { task: 'analyze', kind: 'audio', bytes: 3 } as const;
    expect(objectProblem(new VideoCatalogue(), sound)).toBe('No model for analyze takes audio.');
  });

  it('is never more than S3 copies at once, whatever a deployment says of its models', () => {
    const limits = { kind: 'image', formats: ['png'], maxBytes: 6 * gigabyte } as const;
    const model = { id: 'vast-i2v', like: 'wan2.6-i2v', fields: { img_url: { limits } } };
    const catalogue = new VideoCatalogue({ videoModels: [model] });
    const object = { task: 'video', kind: 'image', bytes: 5 * gigabyte } as const;
    expect(objectProblem(catalogue, object)).toBeUndefined();
    expect(objectProblem(catalogue, { ...object, bytes: object.bytes + 1 })).toContain('at most');
  });
});
