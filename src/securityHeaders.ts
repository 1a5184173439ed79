import type { Request, Response } from 'restify';
import type { Config } from './config.ts';

/** Content-Security-Policy of every answer: only what this server serves, in frames of allowed pages only. */
export function contentSecurityPolicy(config: Config): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${streamSource(config)}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...config.EMBED_ORIGINS].join(' ')}`,
  ].join('; ');
}

/** Safari before 15.4 does not count its own WebSocket address as 'self'. */
function streamSource({ PUBLIC_URL }: Config): string {
  return PUBLIC_URL ? ` ${new URL(PUBLIC_URL).origin.replace(/^http/, 'ws')}` : '';
}

/** Sets the headers that every answer carries. A page may replace its policy later. */
export function securityHeaders(config: Config): (res: Response) => void {
  const headers: [string, string][] = [
    ['Content-Security-Policy', contentSecurityPolicy(config)],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
    ['Cache-Control', 'no-store'],
  ];
  if (config.PUBLIC_URL?.startsWith('https:')) headers.push(['Strict-Transport-Security', 'max-age=31536000']);
  return (res) => {
    for (const [name, value] of headers) res.setHeader(name, value);
  };
}

/** Lets pages of the allowed origins call the Direct Line endpoint. Returns true when it answered a preflight. */
export function crossOrigin(config: Config): (req: Request, res: Response) => boolean {
  const allowed = config.EMBED_ORIGINS.map(originPattern);
  return (req, res) => {
    if (!req.getPath().startsWith('/v3/directline')) return false;
    const origin = req.headers.origin;
    res.setHeader('Vary', 'Origin');
    if (origin && allowed.some((pattern) => pattern.test(origin))) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    }
    if (req.method !== 'OPTIONS') return false;
    res.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    res.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-ms-bot-agent, x-requested-with');
    res.setHeader('Access-Control-Max-Age', '7200');
    res.send(204);
    return true;
  };
}

/** An origin such as https://example.org, https://*.example.org or http://localhost:*. */
function originPattern(origin: string): RegExp {
  const escaped = origin.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(':*', '(:\\d+)?').replace('*', '[^/]+')}$`);
}
