import type { Answers } from './answers.ts';
import { BondingDialog } from './bondingDialog.ts';
import { ChatDialog } from './chatDialog.ts';
import { CheckDialog } from './checkDialog.ts';
import { CountryDialog } from './countryDialog.ts';
import { CryingDialog } from './cryingDialog.ts';
import { EscalationDialog } from './escalationDialog.ts';
import { HandoffDialog } from './handoffDialog.ts';
import { LanguageDialog } from './languageDialog.ts';
import { NoteDialog } from './noteDialog.ts';
import type { Reasons } from './reasons.ts';
import { DialogSet } from './sdk.ts';
import { TopicDialog } from './topicDialog.ts';

/** Every dialog of Attune, by the names that content uses. */
export function createDialogs(answers: Answers, reasons: Reasons): DialogSet {
  return new DialogSet()
    .add(new TopicDialog())
    .add(new ChatDialog(answers))
    .add(new BondingDialog(answers, reasons))
    .add(new CryingDialog(answers))
    .add(new NoteDialog(answers))
    .add(new HandoffDialog(answers))
    .add(new CountryDialog())
    .add(new LanguageDialog(answers))
    .add(new EscalationDialog(answers))
    .add(new CheckDialog(answers));
}
