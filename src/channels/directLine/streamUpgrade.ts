import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Limits } from '../../limits.ts';
import type { Metrics } from '../../metrics.ts';
import { watermarkOf } from './directLineApi.ts';
import type { StreamHub } from './streamHub.ts';
import type { Tokens } from './tokens.ts';

const PATH = /^\/v3\/directline\/conversations\/([^/?]+)\/stream$/;
/** Clients send empty pings only. */
const MAX_FRAME_BYTES = 4096;

/** The WebSocket half of Direct Line: opens conversations/:id/stream for the bearer of a stream token. */
export function streamUpgrade(parts: {
  readonly tokens: Tokens;
  readonly hub: StreamHub;
  readonly limits: Limits;
  readonly metrics: Metrics;
}) {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });

  return (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const wanted = read(req, parts.tokens);
    if (typeof wanted === 'string') {
      refuse(socket, wanted);
      return;
    }
    const release = parts.hub.hasRoom(wanted.conversationId) ? parts.limits.openSocket(req) : undefined;
    if (!release) {
      parts.metrics.limited('socket');
      refuse(socket, '429 Too Many Requests');
    } else {
      socket.once('close', release);
      server.handleUpgrade(req, socket, head, (webSocket) => {
        parts.hub.add(webSocket, wanted.conversationId, wanted.after);
      });
    }
  };
}

/** The stream that is asked for, or the status of the refusal. */
function read(req: IncomingMessage, tokens: Tokens): { conversationId: string; after: number } | string {
  const url = URL.parse(req.url ?? '', 'http://localhost');
  const conversationId = url && PATH.exec(url.pathname)?.[1];
  if (!url || !conversationId) return '404 Not Found';
  const check = tokens.check(url.searchParams.get('t') ?? '', 'stream');
  if (check.kind !== 'valid' || check.claims.conv !== conversationId) return '403 Forbidden';
  return { conversationId, after: watermarkOf(url.searchParams.get('watermark')) };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
