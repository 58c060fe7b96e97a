import { redactHome } from '../../src-core/util/redact.ts';
import type { AboutCommand, AboutView } from '../../src-preload/ipc/about.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { OK, succeed, type Page, type PageDeps, type PageViewContext } from './page.ts';

/** Version, system and folders. */
export class AboutPage implements Page<AboutView, AboutCommand> {
  readonly #deps: PageDeps;

  constructor(deps: PageDeps) {
    this.#deps = deps;
  }

  view({ t }: PageViewContext): AboutView {
    return {
      heading: t('about.heading'),
      description: t('about.lead'),
      rows: this.#rows(t),
      copy: t('about.copy'),
      openFolder: t('about.openFolder'),
    };
  }

  async handle(command: AboutCommand): Promise<CommandResult> {
    const { appInfo, copy, store, openFolder, t } = this.#deps;
    switch (command.type) {
      case 'copy':
        copy(
          [
            `Chakushin ${appInfo.version}`,
            ...this.#rows(t()).map(({ label, value }) => `${label}: ${value}`),
          ].join('\n'),
        );
        return succeed(t()('action.copied'));
      case 'openFolder':
        await openFolder(store.current.home);
        return OK;
    }
  }

  #rows(t: PageViewContext['t']): AboutView['rows'] {
    const { appInfo, store } = this.#deps;
    return [
      { label: t('about.version'), value: appInfo.version },
      { label: t('about.system'), value: appInfo.system },
      {
        label: t('about.runtime'),
        value: `Electron ${appInfo.electron}, Chromium ${appInfo.chrome}, Node.js ${appInfo.node}`,
      },
      { label: t('about.folder'), value: redactHome(store.current.home) },
      { label: t('about.licence'), value: 'MIT' },
    ];
  }
}
