/** What is uploaded: its bytes are read when they are sent. */
export type UploadFile = {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly stream: () => AsyncIterable<Uint8Array>;
};

/** A multipart/form-data request that is sent while it is read. */
export type StreamedForm = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadableStream<Uint8Array>;
};

/**
 * The form with its file last, as OSS wants it (dashscope-api §6), at constant memory.
 * Its length is told beforehand: OSS takes no chunked form.
 */
export async function streamForm(
  fields: Readonly<Record<string, string>>,
  file: UploadFile,
): Promise<StreamedForm> {
  const { contentType, start, end } = await frameOf(fields, file);
  const length = start.length + file.bytes + end.length;
  return {
    headers: { 'content-type': contentType, 'content-length': String(length) },
    body: ReadableStream.from(framed(start, file, end)),
  };
}

/** The platform encodes the form around an empty file; the real one goes where that one ends. */
async function frameOf(fields: Readonly<Record<string, string>>, file: UploadFile) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new File([], file.name, { type: file.contentType }));
  const encoded = new Response(form);
  const contentType = encoded.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  const [, boundary = ''] = /boundary=(.+)$/.exec(contentType) ?? [];
  const end = bytes.subarray(bytes.length - `\r\n--${boundary}--\r\n`.length);
  return { contentType, start: bytes.subarray(0, bytes.length - end.length), end };
}

async function* framed(start: Uint8Array, file: UploadFile, end: Uint8Array) {
  yield start;
  yield* file.stream();
  yield end;
}
