import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A load balancer: each new connection goes to the next server that takes it. */
export async function startBalancer() {
  let targets: readonly number[] = [];
  let next = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    const tryTarget = (triesLeft: number) => {
      next += 1;
      const port = targets[next % targets.length];
      if (port === undefined || triesLeft === 0) return void socket.destroy();
      const upstream = connect(port, '127.0.0.1');
      let connected = false;
      upstream.once('connect', () => {
        connected = true;
        socket.pipe(upstream).pipe(socket);
        socket.on('close', () => upstream.destroy());
        upstream.on('close', () => socket.destroy());
      });
      upstream.on('error', () => {
        if (connected || socket.destroyed) socket.destroy();
        else tryTarget(triesLeft - 1);
      });
    };
    tryTarget(targets.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The servers, by their ports. */
    setTargets(ports: readonly number[]): void {
      targets = ports;
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
