/** Whether an origin is one of these: https://example.org, https://*.example.org, http://localhost:*. */
export function originMatches(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(':*', '(:\\d+)?').replace('*', '[^/]+')}$`, 'i').test(origin);
  });
}
