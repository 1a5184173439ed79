import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A way to a TCP server that can be shut: with a refusal, or without a word. */
export async function startTcpProxy(target: URL, defaultPort: number) {
  const sockets = new Set<Socket>();
  let mode: 'allow' | 'refuse' | 'hang' = 'allow';
  let slowness = 0;
  const delay = () =>
    new Transform({
      transform: (chunk, _encoding, pass) => void setTimeout(() => pass(null, chunk), slowness).unref(),
    });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((socket) => {
    keep(socket);
    if (mode === 'refuse') socket.destroy();
    if (mode !== 'allow') return;
    const upstream = keep(connect(Number(target.port || defaultPort), target.hostname));
    socket.pipe(delay()).pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const change = (to: typeof mode) => {
    mode = to;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    /** `target`, by way of the proxy. */
    url(): string {
      const url = new URL(target);
      url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      return url.href;
    },
    refuse: () => change('refuse'),
    hang: () => change('hang'),
    /** Leaves every connection open and passes nothing on, as a cut cable does. */
    stall: () => {
      mode = 'hang';
      for (const socket of sockets) socket.unpipe().pause();
    },
    allow: () => change('allow'),
    /** What goes to the server waits so many milliseconds. */
    slow: (milliseconds: number) => {
      slowness = milliseconds;
    },
    async close(): Promise<void> {
      change('refuse');
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
