import { ProviderError, type Route, type TwinCall } from '../route.ts';
import type { FaultDesk } from './fault-desk.ts';
import { createFaultRule, FaultRequest } from './fault-rule.ts';

/** `POST /_twin/faults` adds one, `DELETE /_twin/faults` clears them all. */
export function createFaultRoutes(desk: FaultDesk): Route[] {
  const path = '/_twin/faults';
  return [
    {
      method: 'POST',
      path,
      dialect: 'admin',
      handle: (call) => {
        const request = readFault(call);
        desk.add(createFaultRule(request));
        return Response.json(request, { status: 201 });
      },
    },
    {
      method: 'DELETE',
      path,
      dialect: 'admin',
      handle: () => {
        desk.clear();
        return new Response(null, { status: 204 });
      },
    },
  ];
}

function readFault(call: TwinCall) {
  const parsed = FaultRequest.safeParse(call.json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `${issue?.path.join('.')}: ${issue?.message}`;
  throw new ProviderError(400, 'InvalidParameter', message);
}
