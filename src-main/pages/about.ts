import { z } from 'zod';
import { ownPath } from '../../src-core/own-path.ts';
import type { AboutCommand, AboutView } from '../../src-preload/pages/about.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import { said, DONE, type Page, type PageReader, type PageTools } from './page.ts';

export const AboutCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('copy') }),
  z.strictObject({ type: z.literal('openFolder') }),
]) satisfies z.ZodType<AboutCommand>;

/** Which Chakushin this is and where its files are. */
export class AboutPage implements Page<AboutView, AboutCommand> {
  readonly #tools: PageTools;

  constructor(tools: PageTools) {
    this.#tools = tools;
  }

  view({ t }: PageReader): AboutView {
    return {
      heading: t('about.heading'),
      lead: t('about.lead'),
      rows: this.#rows(t),
      copy: t('about.copy'),
      openFolder: t('about.openFolder'),
    };
  }

  async take(command: AboutCommand): Promise<Answer> {
    const { about, copy, live, openFolder, t } = this.#tools;
    switch (command.type) {
      case 'copy':
        copy(
          [
            `Chakushin ${about.version}`,
            ...this.#rows(t()).map(({ label, value }) => `${label}: ${value}`),
          ].join('\n'),
        );
        return said(t()('action.copied'));
      case 'openFolder':
        await openFolder(live.now.home);
        return DONE;
    }
  }

  #rows(t: PageReader['t']): AboutView['rows'] {
    const { about, live } = this.#tools;
    return [
      { label: t('about.version'), value: about.version },
      { label: t('about.system'), value: about.system },
      {
        label: t('about.runtime'),
        value: `Electron ${about.electron}, Chromium ${about.chrome}, Node.js ${about.node}`,
      },
      { label: t('about.folder'), value: ownPath(live.now.home) },
      { label: t('about.licence'), value: 'MIT' },
    ];
  }
}
