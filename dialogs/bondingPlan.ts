import type { Note } from '../src/channels/reply.ts';
import type { Turn } from '../src/turn.ts';
import { SIX_MONTHS, THREE_MONTHS } from './babyAge.ts';
import type { BondingState } from './bondingDialog.ts';

/** The age that a small thing fits, as the steps of content/bonding name it: `todayUnder3`, `planUnder3`. */
export function bandOf(turn: Turn): 'Under3' | '3to6' | '6to12' | 'Any' {
  const age = turn.state.babyAgeDays;
  if (age === undefined) return 'Any';
  return age < THREE_MONTHS ? 'Under3' : age < SIX_MONTHS ? '3to6' : '6to12';
}

/** The plan that the talk ends with, three lines at most: for the baby, who to tell, for the parent. */
export function planNote(turn: Turn, state: BondingState): Note {
  const lines = [state.today && `plan${state.today}`, whoToTell(state), forYou(state)];
  const known = lines.filter((line): line is string => Boolean(line && turn.library.hasStep('bonding', line)));
  return {
    title: turn.line('bonding', 'planTitle'),
    lines: known.map((line) => turn.line('bonding', line)),
    kept: true,
  };
}

function whoToTell({ mood }: BondingState): string {
  if (mood === 'lowDays') return 'planDoctor';
  return mood === 'someDays' ? 'planPerson' : 'planVisit';
}

function forYou({ told, mood }: BondingState): string {
  if (told.includes('anger')) return 'planAnger';
  // Who is low most days tells a doctor anyway.
  if (told.includes('birth') && mood !== 'lowDays') return 'planBirth';
  return told.includes('sleep') ? 'planSleep' : 'planRest';
}
