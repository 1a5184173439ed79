import restify, { type Request, type Response, type Server, type ServerOptions } from 'restify';
import { AzureApi } from './channels/azure.ts';
import { DirectLineApi } from './channels/directLine/directLineApi.ts';
import { streamUpgrade } from './channels/directLine/streamUpgrade.ts';
import { StaffApi } from './handoff/webhook/staffApi.ts';
import { answering, type Handler, HttpProblem } from './httpProblem.ts';
import { MetricsPage } from './metrics.ts';
import type { Parts } from './parts.ts';
import { crossOrigin, securityHeaders } from './securityHeaders.ts';
import { webRoutes } from './web/webRoutes.ts';

/** The server with all its routes. It does not listen. */
export function createServer(parts: Parts): Server {
  // restify speaks pino; its types still name the logger of an older version.
  const log = parts.log as unknown as ServerOptions['log'];
  const server = restify.createServer({ name: 'Attune', log });
  limitTimes(server);
  answerErrors(server);
  (server as Server & FirstChain).first(refuseUnreadable);

  const secure = securityHeaders(parts.config);
  const share = crossOrigin(parts.config);
  server.pre((req, res, next) => {
    secure(res);
    return share(req, res) ? next(false) : next();
  });

  const { health } = parts;
  const get = (path: string, handler: Handler) => server.get(path, answering(handler, parts.log));
  const post = (path: string, handler: Handler) => server.post(path, answering(handler, parts.log));

  // The chat page.
  webRoutes(server, parts);

  // Web chat: Direct Line 3.0. The stream is a WebSocket.
  const directLine = new DirectLineApi(parts);
  post('/v3/directline/tokens/generate', (req, res) => directLine.generateToken(req, res));
  post('/v3/directline/tokens/refresh', (req, res) => directLine.refreshToken(req, res));
  post('/v3/directline/conversations', (req, res) => directLine.startConversation(req, res));
  get('/v3/directline/conversations/:conversationId', (req, res) => directLine.getConversation(req, res));
  post('/v3/directline/conversations/:conversationId/activities', (req, res) => directLine.postActivity(req, res));
  get('/v3/directline/conversations/:conversationId/activities', (req, res) => directLine.getActivities(req, res));
  post('/v3/directline/conversations/:conversationId/upload', (req, res) => directLine.upload(req, res));
  server.server.on('upgrade', streamUpgrade(parts));

  // Teams and the other channels of the Azure Bot Service.
  const azure = new AzureApi(parts);
  post('/api/messages', (req, res) => azure.postActivity(req, res));

  // The hospital's own program tells what its staff do about hand-offs.
  const { HANDOFF_SECRET: secret } = parts.config;
  if (secret && parts.library?.desk?.kind === 'webhook') {
    const staff = new StaffApi({ ...parts, secret });
    post('/handoffs/:handoffId/:action', (req, res) => staff.act(req, res));
  }

  // For operators.
  get('/healthz', (req, res) => health.alive(req, res));
  get('/readyz', (req, res) => health.ready(req, res));
  const metrics = new MetricsPage(parts);
  get('/metrics', (req, res) => metrics.serve(req, res));
  return server;
}

/** Threat: slow clients that keep connections busy without ever sending a whole request. */
function limitTimes(server: Server): void {
  server.server.headersTimeout = 15_000;
  server.server.requestTimeout = 60_000;
  server.server.keepAliveTimeout = 65_000;
}

/** Threat: an address or Host that is no URL makes restify throw outside of any handler, and ends the process. */
function refuseUnreadable(req: Request, res: Response): boolean {
  const base = `http://${req.headers.host || 'localhost'}`;
  const url = req.url ?? '';
  if (URL.canParse(url.startsWith('/') ? base + url : url, base)) return true;
  const problem = new HttpProblem(400, 'BadArgument', 'The address of the request or its Host is not valid.');
  res.statusCode = problem.status;
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify(problem.body()));
  return false;
}

/** What the router refuses, as JSON of the same shape as every other refusal. */
function answerErrors(server: Server): void {
  server.on('restifyError', (_req: Request, _res: Response, error: RestifyError, done: () => void) => {
    const problem =
      error.statusCode === 405
        ? new HttpProblem(405, 'MethodNotAllowed', 'This address does not answer to that method.')
        : new HttpProblem(404, 'NotFound', 'There is nothing at this address.');
    error.toJSON = () => problem.body();
    return done();
  });
}

/** restify runs these before anything else; its types leave them out. False: the request is answered. */
interface FirstChain {
  first(handler: (req: Request, res: Response) => boolean): void;
}

type RestifyError = Error & { statusCode?: number; toJSON?: () => object };
