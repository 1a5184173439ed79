import { DialogSet } from './sdk.ts';
import type { Answers } from './answers.ts';
import { CheckDialog } from './checkDialog.ts';
import { CountryDialog } from './countryDialog.ts';
import { CryingDialog } from './cryingDialog.ts';
import { EscalationDialog } from './escalationDialog.ts';
import { TopicDialog } from './topicDialog.ts';

/** Every dialog of Attune, by the names that content uses. */
export function createDialogs(answers: Answers): DialogSet {
  return new DialogSet()
    .add(new TopicDialog())
    .add(new CryingDialog(answers))
    .add(new CountryDialog())
    .add(new EscalationDialog(answers))
    .add(new CheckDialog(answers));
}
