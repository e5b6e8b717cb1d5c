import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listen } from '../../infra/local/wire/listen.ts';

type Body = { name: string; value: string; keyId: string };

/** API Gateway’s keys and plans on its REST wire, as far as the registry speaks it. */
class FakeGateway {
  readonly keys = new Map<string, { name: string; value: string }>();
  readonly plans = new Map([
    ['p1', { name: 'qwen-media/prod/standard', keyIds: new Set<string>() }],
    ['p2', { name: 'qwen-media/prod/slow', keyIds: new Set<string>() }],
    ['p3', { name: 'qwen-media/dev/standard', keyIds: new Set<string>() }],
  ]);

  answer(method: string, url: URL, body: Body): unknown {
    const [, kind = '', id = '', , keyId = ''] = url.pathname.split('/');
    const plan = this.plans.get(id);
    if (kind === 'apikeys') return this.#answerKeys(method, id, url, body);
    if (plan === undefined) {
      return { item: [...this.plans].map(([planId, { name }]) => ({ id: planId, name })) };
    }
    if (method === 'POST') return this.#bind(id, body.keyId);
    if (method === 'DELETE') plan.keyIds.delete(decodeURIComponent(keyId));
    return { item: [...plan.keyIds].map((one) => ({ id: one, type: 'API_KEY' })) };
  }

  #answerKeys(method: string, id: string, url: URL, { name, value }: Body): unknown {
    if (method === 'POST') {
      const made = `k${this.keys.size + 1}`;
      this.keys.set(made, { name, value });
      return { id: made, name };
    }
    if (method === 'DELETE') this.keys.delete(id);
    const prefix = url.searchParams.get('name') ?? '';
    const found = [...this.keys].filter(([, key]) => key.name.startsWith(prefix));
    return { item: found.map(([keyId, key]) => ({ id: keyId, name: key.name })) };
  }

  #bind(planId: string, keyId: string): unknown {
    for (const { keyIds } of this.plans.values()) {
      if (keyIds.has(keyId)) throw new Error('one plan a stage');
    }
    this.plans.get(planId)?.keyIds.add(keyId);
    return { id: keyId };
  }
}

/** Serves it; what the registry did is seen in `gateway`. */
export async function startKeyGateway() {
  const gateway = new FakeGateway();
  const server = createServer(async (message, response) => {
    const url = new URL(message.url ?? '', 'http://gateway');
    const body: Body = JSON.parse((await text(message)) || '{}');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(gateway.answer(message.method ?? '', url, body)));
  });
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  return { gateway, endpoint, close: () => closeServer(server) };
}
