import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Clients end quiet connections: one that a server ends just as it is used again would look like a fault. */
export const keepAliveTimeout = 3_600_000;

/** Listens on loopback at the wanted port, or at a free one when that is taken (0 asks for any). */
export async function listen(server: Server, wantedPort: number): Promise<number> {
  try {
    return await listenAt(server, wantedPort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listenAt(server, 0);
  }
}

function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and ends every open connection, idle or not. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
