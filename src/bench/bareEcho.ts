import { randomUUID } from 'node:crypto';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import restify, { type Request, type Response, type Server } from 'restify';
import { WebSocket, WebSocketServer } from 'ws';
import { Tokens } from '../channels/directLine/tokens.ts';

/** The least that a botbuilder bot on Direct Line routes can do: a token, an echo in memory, and its push. */
export function createBareEcho(): Server {
  const server = restify.createServer();
  const tokens = new Tokens('a secret of the measurement, thirty-two characters');
  const adapter = new EchoAdapter();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.use(restify.plugins.bodyParser({ mapParams: false }));

  server.post('/v3/directline/conversations', async (req: Request, res: Response) => {
    const conversationId = randomUUID();
    await adapter.take({ ...from('user', conversationId), type: 'conversationUpdate' });
    const token = tokens.issue({ user: 'user', conv: conversationId });
    const path = `/v3/directline/conversations/${conversationId}/stream?watermark=-&t=${token}`;
    res.send(201, { conversationId, token, expires_in: 1800, streamUrl: `ws://${req.headers.host}${path}` });
  });
  server.post('/v3/directline/conversations/:id/activities', async (req: Request, res: Response) => {
    const check = tokens.check(String(req.headers.authorization).slice('Bearer '.length));
    if (check.kind !== 'valid' || check.claims.conv !== req.params.id) return void res.send(403);
    const id = randomUUID();
    await adapter.take({ ...req.body, ...from(check.claims.user, check.claims.conv), id });
    res.send(200, { id });
  });
  server.server.on('upgrade', (req, socket, head) => {
    const check = tokens.check(String(req.url?.split('&t=')[1]));
    if (check.kind !== 'valid') return void socket.destroy();
    sockets.handleUpgrade(req, socket, head, (webSocket) => adapter.open(check.claims.conv, webSocket));
  });
  return server;
}

class EchoAdapter extends BotAdapter {
  readonly #logs = new Map<string, Partial<Activity>[]>();
  readonly #sockets = new Map<string, WebSocket>();

  async take(activity: Partial<Activity>): Promise<void> {
    await this.sendActivities(new TurnContext(this, activity as Activity), [activity]);
    await this.runMiddleware(new TurnContext(this, activity as Activity), async (context) => {
      await context.sendActivity(`You said: ${context.activity.text}`);
    });
  }

  open(conversationId: string, socket: WebSocket): void {
    this.#sockets.set(conversationId, socket);
    socket.on('close', () => this.#sockets.delete(conversationId));
    this.#push(conversationId, this.#logs.get(conversationId) ?? []);
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const id = context.activity.conversation.id;
    const log = this.#logs.get(id) ?? [];
    this.#logs.set(id, log);
    const whole = activities.map((activity) => ({
      ...activity,
      id: activity.id ?? randomUUID(),
      timestamp: new Date(),
    }));
    log.push(...whole);
    this.#push(id, whole);
    return whole.map((activity) => ({ id: activity.id }));
  }

  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
  async continueConversation(): Promise<void> {}

  #push(conversationId: string, activities: Partial<Activity>[]): void {
    const socket = this.#sockets.get(conversationId);
    if (socket?.readyState !== WebSocket.OPEN || activities.length === 0) return;
    socket.send(JSON.stringify({ activities, watermark: String(this.#logs.get(conversationId)?.length) }));
  }
}

function from(user: string, conversationId: string) {
  return {
    channelId: 'directline',
    from: { id: user, name: '', role: 'user' },
    recipient: { id: 'bot', name: '', role: 'bot' },
    conversation: { id: conversationId } as Activity['conversation'],
  };
}
