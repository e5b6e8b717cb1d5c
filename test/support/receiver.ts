import { createServer } from 'node:http';
import { closeServer, listen } from '../../infra/local/wire/listen.ts';

type Received = {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

/** The status for an event, by its path and how many attempts of it there have been, this one included. */
export type AnswersOf = (path: string, attempts: number) => number;

/** A receiver of webhooks, and all that it got so far. */
export async function startReceiver(answersOf: AnswersOf) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url: path = '', headers } = request;
    received.push({ headers, body });
    const id = headers['webhook-id'];
    const attempts = received.filter((one) => one.headers['webhook-id'] === id);
    response.writeHead(answersOf(path, attempts.length)).end();
  });
  const origin = `http://127.0.0.1:${await listen(server, 0)}`;
  return {
    origin,
    /** The deliveries of a job, in their order. */
    deliveriesOf: (id: string) =>
      received.filter(({ headers }) => String(headers['webhook-id']).startsWith(id)),
    close: () => closeServer(server),
  };
}
