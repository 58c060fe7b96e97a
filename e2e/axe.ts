import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type TestApp } from './app.ts';

/** axe's findings on the current page, by default the popup, in both themes: one line each. */
export async function findAxeViolations(
  app: TestApp,
  viewName: string,
  page: Page = app.page,
): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await app.setTheme(theme);
    // Legacy mode, because the other mode opens a new page, which Electron does not allow.
    const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    // An empty run would report no findings.
    expect(passes.length).toBeGreaterThan(5);
    for (const { id, nodes } of violations) {
      found.push(...nodes.map(({ html }) => `${viewName}, ${theme}: ${id}: ${html}`));
    }
  }
  return found;
}
