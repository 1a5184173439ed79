/** One thing on the wire, by its own name: what is no channel needs nothing else of botbuilder to read a reply. */
export type { Activity, ConversationReference } from 'botbuilder';
