import type { LauncherSettings } from '../shared/launcherSettings.ts';
import { Launcher } from './launcher.ts';

/** The server puts the settings here. */
declare const ATTUNE_SETTINGS: LauncherSettings;

/** `<script src="https://chat.example.org/embed.js" async></script>`: the chat's origin is that of the script. */
const script = document.currentScript as HTMLScriptElement;
const start = () => {
  const launcher = new Launcher(script.dataset, new URL(script.src).origin, ATTUNE_SETTINGS);
  Object.defineProperty(window, 'Attune', { value: launcher.api, configurable: true });
  dispatchEvent(new CustomEvent('attune:ready'));
};
// A page that has the line twice gets one button.
if (!('Attune' in window)) {
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start);
}
