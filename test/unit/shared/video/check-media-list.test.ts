import { describe, expect, it } from 'vitest';
import { checkMediaList } from '../../../../shared/video/check-media-list.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';

const rule = new VideoCatalogue().find('wan3.0-video')?.fields.media;
const pointers = { element: '/media/0', url: '/media/0/url', voice: '/media/0/reference_voice' };
const problemsOf = (type: string, url: string) =>
  rule?.kind === 'media' ? checkMediaList(rule, [{ type, url, pointers }]) : undefined;

describe('checkMediaList', () => {
  const documents: [string, string, RegExp][] = [
    ['http://127.0.0.1/secret', 'invalid_media', /private address/],
    ['http://169.254.169.254/latest', 'invalid_media', /private address/],
    [`https://a.example/${'x'.repeat(8192)}`, 'invalid_media', /at most 8192/],
    ['https://user:secret@a.example/', 'invalid_media', /user or password/],
    ['asset:ast_1', 'invalid_parameter', /must be a URL/],
  ];
  it.each(documents)('refuses a document at %.40s', (address, code, words) => {
    for (const type of ['link', 'file'])
      expect(problemsOf(type, address)).toEqual([
        { pointer: '/media/0/url', code, detail: expect.stringMatching(words) },
      ]);
  });

  it.each(['https://a.example/story', 'oss://dashscope-instant/plan.pdf'])(
    'takes a document at %s',
    (address) => {
      expect(problemsOf('file', address)).toEqual([]);
    },
  );
});
