/** The thirteen answers of the router, in order of urgency; they are folder names in content/ too. */
export const ROUTES = [
  'crisis-self',
  'crisis-baby',
  'crisis-psychosis',
  'crisis-home',
  'urgent-baby',
  'urgent-parent',
  'bonding',
  'bonding-tips',
  'crying',
  'distress',
  'help',
  'other',
  'chat',
] as const;

export type Route = (typeof ROUTES)[number];

/** Routes on which a miss can cost a life. The order says which comes first when a message has several. */
export const EMERGENCY_ROUTES = ROUTES.slice(0, 6) as readonly Route[];

export function isEmergency(route: Route): boolean {
  return EMERGENCY_ROUTES.includes(route);
}

/** Languages of the content, the first is the one that the others are translated from. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
