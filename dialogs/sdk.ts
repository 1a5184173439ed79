/**
 * The three pieces of botbuilder-dialogs that Attune uses, from their own files: the package's front door also
 * loads its prompts and recognizers, which cost 40 MB of memory and a fifth of a second at every start.
 */
export { Dialog, type DialogInstance, type DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js';
export { DialogContext, type DialogState } from 'botbuilder-dialogs/lib/dialogContext.js';
export { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js';
