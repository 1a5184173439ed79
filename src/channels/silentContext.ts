import { type Activity, BotAdapter, TurnContext } from 'botbuilder';

/** A turn sends nothing: its replies are returned. An adapter that is asked to send is a defect. */
class SilentAdapter extends BotAdapter {
  async sendActivities(): Promise<never> {
    throw new Error('a turn tried to send before its commit');
  }
  async updateActivity(): Promise<never> {
    throw new Error('a turn tried to update an activity');
  }
  async deleteActivity(): Promise<never> {
    throw new Error('a turn tried to delete an activity');
  }
  async continueConversation(): Promise<never> {
    throw new Error('a turn tried to continue another conversation');
  }
}

const adapter = new SilentAdapter();

/** The context of a turn that no channel waits for. */
export function silentContext(activity: Activity): TurnContext {
  return new TurnContext(adapter, activity);
}
