import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type TestApp } from './app.ts';

/** What axe has against the popup, or another page, as it is now, in both themes: one line per finding. */
export async function findAxeViolations(
  app: TestApp,
  viewName: string,
  page: Page = app.page,
): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await app.setTheme(theme);
    // Legacy mode: the other opens a page of its own, which this browser does not do.
    const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    // Nothing to find where nothing was looked at.
    expect(passes.length).toBeGreaterThan(5);
    for (const { id, nodes } of violations) {
      found.push(...nodes.map(({ html }) => `${viewName}, ${theme}: ${id}: ${html}`));
    }
  }
  return found;
}
