/**
 * Keeps the message box above a phone's keyboard. Chromium and Firefox make the page smaller by themselves
 * (interactive-widget in page.ts); Safari covers it, and only tells how much is left.
 */
export function followKeyboard(): void {
  const { visualViewport: seen } = window;
  if (!seen) return;
  const fit = () => {
    // A magnified page is not a keyboard.
    const covered = seen.scale === 1 && seen.height < innerHeight - 1;
    const { style } = document.documentElement;
    if (covered) style.setProperty('--height', `${seen.height}px`);
    else style.removeProperty('--height');
    if (covered) scrollTo(0, 0);
  };
  seen.addEventListener('resize', fit);
}
