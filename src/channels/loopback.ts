import type { Request } from 'restify';
import { HttpProblem } from '../httpProblem.ts';

const HINT = 'Set MICROSOFT_APP_ID and its password to take requests from the network.';
const NO_APP_ID = `Without an app id only programs on this machine may write here. ${HINT}`;

/** True for an address of this machine: 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Lets only programs on this machine pass. Threats: the network; a proxy on this machine that forwards the network;
 * a web page in a browser on this machine that reaches the server under a name of its own (DNS rebinding).
 * Throws an HttpProblem (403) that says `why`.
 */
export function refuseStrangers(req: Request, why = NO_APP_ID): void {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in req.headers);
  const host = (req.headers.host ?? '').replace(/:\d+$/, '');
  if (isLoopback(req.socket.remoteAddress ?? '') && !forwarded && isLoopback(host)) return;
  throw new HttpProblem(403, 'Forbidden', why);
}

/** The bot posts its replies to this address: without a checked token it must not leave the machine. Throws 403. */
export function requireLoopbackService(serviceUrl: string): void {
  const url = URL.parse(serviceUrl);
  if (url && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)) return;
  throw new HttpProblem(403, 'Forbidden', `Without an app id serviceUrl must be an address of this machine. ${HINT}`);
}
