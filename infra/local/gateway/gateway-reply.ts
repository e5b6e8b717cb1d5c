/** What the gateway sends back: whole, or byte by byte as a function writes. */
export type GatewayReply = {
  readonly statusCode: number;
  /** Names may repeat, for instance `Set-Cookie`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | ReadableStream<Uint8Array<ArrayBuffer>>;
};
