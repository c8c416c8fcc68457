import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Kept open so much longer than is said: a request that is on its way at the last moment is still heard. */
const GRACE_MILLISECONDS = 5000;
const DIRECT_MILLISECONDS = 5000;
/** Longer than proxies keep theirs by default, 60 s in nginx and the load balancers of clouds. */
const PROXIED_MILLISECONDS = 75_000;

/** How long a connection may lie idle: what clients are told, and when it is closed. */
export interface Idle {
  readonly told: number;
  readonly closed: number;
}

/** @param proxies that stand before the server: they do not read what is told. */
export function idleFor(proxies: number): Idle {
  const told = proxies > 0 ? PROXIED_MILLISECONDS : DIRECT_MILLISECONDS;
  return { told, closed: told + GRACE_MILLISECONDS };
}

/** The value of Keep-Alive. Node by itself tells all clients the very moment at which it closes. */
export function keepAliveOf({ told }: Idle, requests: number): string {
  return `timeout=${Math.floor(told / 1000)}, max=${requests}`;
}

/**
 * Closes a connection whose time is over, but only after what has come on it was read. Timers run before sockets
 * are read again: where the process was busy, Node would close a connection on which a request waits, and the kernel
 * answers that with a reset. Who asked cannot tell whether it was done.
 */
export function closeIdle(server: Server): void {
  // With this listener, Node leaves the closing to it.
  server.on('timeout', (socket: Socket) => {
    const { bytesRead } = socket;
    // Sockets are read between timers and this.
    setImmediate(() => {
      if (socket.bytesRead === bytesRead) socket.destroy();
    });
  });
}
