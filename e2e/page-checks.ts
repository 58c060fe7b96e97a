import type { Page } from '@playwright/test';
import { z } from 'zod';
import { en } from '../src-core/locales/en/index.ts';

/** Elements that Tab should reach: one entry each, named by its text on the page. */
const LIST_TAB_STOPS = `(() => {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')]
    .filter((element) => {
      if (element.tabIndex < 0 || element.disabled || element.closest('[inert], [aria-hidden="true"]')) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      // Of radio buttons and toolbar buttons, one is a tab stop; arrow keys reach the others.
      const bar = element.closest('[role=toolbar]');
      if (bar !== null) {
        if (groups.has(bar)) return false;
        groups.add(bar);
        return true;
      }
      if (element.type !== 'radio') return true;
      if (groups.has(element.name)) return false;
      groups.add(element.name);
      return true;
    })
    .map((element, index) => {
      element.dataset.stop = String(index);
      return index + ' ' + (element.getAttribute('aria-label') ?? element.innerText ?? element.name).slice(0, 40);
    });
})()`;

/** The focused element, and whether its focus is visible. */
const READ_FOCUS = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const bar = element.closest('[role=toolbar]')?.querySelector('[data-stop]') ?? null;
  const radio = element.type === 'radio' ? document.querySelector('input[name="' + element.name + '"][data-stop]') : bar;
  const shown = [element, element.parentElement, element.closest('label')].some((one) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  const ring = [...element.parentElement.querySelectorAll('*')].some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  return { stop: (radio ?? element).dataset.stop ?? null, shown: shown || ring, what: element.outerHTML.slice(0, 120) };
})()`;

const FocusSchema = z
  .object({ stop: z.string().nullable(), shown: z.boolean(), what: z.string() })
  .nullable();

/** Elements that the keyboard cannot reach or whose focus is invisible. A focus trap never returns to the start. */
export async function findKeyboardProblems(page: Page): Promise<string[]> {
  await page.evaluate(`document.activeElement?.blur()`);
  await page.evaluate(
    `getSelection()?.removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')`,
  );
  const stops = z.array(z.string()).parse(await page.evaluate(LIST_TAB_STOPS));
  const reached = new Set<string>();
  const found: string[] = [];
  for (let presses = 0; presses < stops.length + 5; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = FocusSchema.parse(await page.evaluate(READ_FOCUS));
    if (focus === null) continue;
    if (focus.stop !== null) reached.add(focus.stop);
    if (!focus.shown) found.push(`focus is not seen: ${focus.what}`);
  }
  for (const [index, stop] of stops.entries())
    if (!reached.has(String(index))) found.push(`not reached: ${stop}`);
  return found;
}

/** Text that is cut off, and horizontal scrolling. */
const FIND_CUT_OFF = `(() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) found.push('the page scrolls sideways: ' + root.scrollWidth + ' > ' + root.clientWidth);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest('svg') || element.matches('input, textarea')) continue;
    const style = getComputedStyle(element);
    let hidden = false;
    for (let one = element; one !== null; one = one.parentElement) hidden ||= getComputedStyle(one).clipPath !== 'none' || getComputedStyle(one).clip !== 'auto';
    // Only for screen readers.
    if (hidden) continue;
    const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible' && style.overflowX !== 'auto' && element.clientWidth > 0;
    if (cut) found.push('cut off: ' + element.className + ' ' + element.textContent.slice(0, 40));
    const box = element.getBoundingClientRect();
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (own && box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) found.push('outside: ' + element.textContent.slice(0, 40));
  }
  return found;
})()`;

export async function findCutOff(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(await page.evaluate(FIND_CUT_OFF));
}

/** Message keys shown in place of their sentence. */
export async function findLeakedKeys(page: Page): Promise<string[]> {
  const words = new Set((await page.locator('body').innerText()).split(/[\s"“”「」()（）:：,]+/u));
  const labels = z
    .array(z.string())
    .parse(
      await page.evaluate(
        `[...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].flatMap((element) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''))`,
      ),
    );
  // A setting's path may be shown beside its name.
  return Object.keys(en).filter(
    (key) => (words.has(key) && !key.startsWith('setting.')) || labels.includes(key),
  );
}
