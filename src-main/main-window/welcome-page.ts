import type { DoctorOptions } from '../../src-core/doctor/doctor.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import type { FieldValue } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import {
  DRAFT_FIELDS,
  type AUTOSAVED_FIELDS,
  type NextPage,
  type WelcomeCommand,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/ipc/welcome.ts';
import { runHandler, type CommandHandlers } from '../command-handlers.ts';
import type { Trial } from '../demo/trial.ts';
import { getDefaultCorner } from '../popup/placement.ts';
import { AccountForm, type DraftField } from './account-form.ts';
import { toChangeFailure } from './fields.ts';
import { OK, fail, succeed, type Page, type PageDeps, type PageViewContext } from './page.ts';
import { StepTests, toTestAnswer } from './step-tests.ts';
import { getCorner, SCOPES, welcomeView, type WelcomeModel } from './welcome-view.ts';

type AutosavedField = (typeof AUTOSAVED_FIELDS)[number];

/** What the page needs of the app besides `PageDeps`. */
export interface WelcomeAppDeps extends Pick<DoctorOptions, 'getLiveConnection' | 'isSecretFromEnvironment'> {
  readonly trial: Trial;
  /** Simulates a call to show its card. */
  readonly showSample: () => void;
  /** Opens another page of the window. */
  readonly go: (page: NextPage) => void;
}

/** The Setup page: from the first start to the first call. */
export class WelcomePage implements Page<WelcomeView, WelcomeCommand> {
  readonly #deps: PageDeps;
  readonly #appDeps: WelcomeAppDeps;
  readonly #tests: StepTests;
  readonly #account: AccountForm;
  #step: WelcomeStep = 'start';

  readonly #handlers: CommandHandlers<WelcomeCommand, CommandResult | Promise<CommandResult>> = {
    set: ({ id, value }) => this.#set(id, value),
    secret: ({ value }) => this.#account.enterSecret(value),
    chooseFile: () => this.#chooseContacts(),
    go: ({ step }) => this.#go(step),
    tryOut: () => this.#startTrial(),
    ringAgain: () => {
      if (this.#appDeps.trial.state !== 'rings') return OK;
      this.#appDeps.trial.ringAgain();
      return succeed(this.#deps.t()('welcome.trial.rings'));
    },
    openMarketplace: () => {
      this.#deps.openAddress('https://marketplace.zoom.us/');
      return OK;
    },
    copyScopes: () => {
      this.#deps.copy(Object.keys(SCOPES).join('\n'));
      return succeed(this.#deps.t()('action.copied'));
    },
    test: () => this.#test(),
    stopTest: () => {
      this.#tests.discardRunning();
      this.#deps.render();
      return OK;
    },
    save: () => this.#account.save(),
    showSample: () => this.#showSample(),
    leave: ({ page }) => {
      this.#appDeps.go(page);
      return OK;
    },
  };

  constructor(deps: PageDeps, appDeps: WelcomeAppDeps) {
    this.#deps = deps;
    this.#appDeps = appDeps;
    this.#tests = new StepTests(deps, appDeps);
    this.#account = new AccountForm(deps, this.#tests, appDeps.isSecretFromEnvironment);
  }

  view(context: PageViewContext): WelcomeView {
    return welcomeView(this.#model, context);
  }

  onShow(): void {
    // Reads the file again, since it may have changed.
    if (this.#step === 'contacts') void this.#readContacts();
  }

  onHide(): void {
    this.#tests.discardAll();
    this.#account.clearErrors();
  }

  async handle(command: WelcomeCommand): Promise<CommandResult> {
    return await runHandler(this.#handlers, command.type, command);
  }

  get #model(): WelcomeModel {
    const { core, store } = this.#deps;
    return {
      step: this.#step,
      trial: this.#appDeps.trial.state,
      findLock: (path) => store.findLock(path),
      ...this.#account.model,
      tests: this.#tests.progress,
      app: core.service.state,
      defaultCorner: getDefaultCorner(process.platform),
    };
  }

  async #set(id: DraftField | AutosavedField, value: FieldValue | null): Promise<CommandResult> {
    if (isDraftField(id)) return this.#account.enter(id, typeof value === 'string' ? value : '');
    // The window cannot name a file: users choose it in the system's dialog.
    if (id === 'contacts' && value !== null) return fail(this.#deps.t()('settings.expected.text'));
    return await this.#change(id, typeof value === 'string' ? value.trim() : value);
  }

  async #change(setting: AutosavedField, value: FieldValue | null): Promise<CommandResult> {
    const { store, render, t } = this.#deps;
    const result = store.set(setting, value === null || value === '' ? undefined : value);
    if (result.kind !== 'done') return toChangeFailure(result, t()('settings.expected.text'), this.#deps);
    if (setting === 'zoom.agent') this.#account.resetTests();
    if (setting === 'contacts') return await this.#readContacts();
    render();
    return OK;
  }

  async #chooseContacts(): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    const fileTypes = [{ name: t()('welcome.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
    const path = await dialogs.openFile(t()('welcome.contacts.dialog'), fileTypes);
    return path === null ? OK : await this.#change('contacts', path);
  }

  async #readContacts(): Promise<CommandResult> {
    const { store, render, t } = this.#deps;
    this.#tests.discard('contacts');
    const configuration = store.preview({}, null);
    if (configuration.settings.contacts === null) {
      render();
      return OK;
    }
    const checks = await this.#tests.run('contacts', ['contacts'], configuration);
    return toTestAnswer(checks, 'contacts', t());
  }

  async #go(step: WelcomeStep): Promise<CommandResult> {
    const { trial } = this.#appDeps;
    this.#tests.discardRunning();
    this.#step = step;
    this.#deps.render();
    // Continuing with the setup ends the trial.
    if (step !== 'start' && trial.state !== 'off') {
      await trial.end();
      this.#deps.render();
    }
    this.onShow();
    return OK;
  }

  async #startTrial(): Promise<CommandResult> {
    const { render, t } = this.#deps;
    if (this.#step !== 'start') return OK;
    const starting = this.#appDeps.trial.start();
    render();
    try {
      await starting;
      return OK;
    } catch (error) {
      return fail(t()('welcome.trial.failed', { cause: toErrorCode(error) }));
    } finally {
      render();
    }
  }

  #showSample(): CommandResult {
    const { core, t } = this.#deps;
    if (core.service.state.pausedUntil !== null) return fail(t()('welcome.trial.paused'));
    this.#appDeps.showSample();
    return succeed(t()('welcome.card.shown', { corner: t()(`settings.corner.${getCorner(this.#model)}`) }));
  }

  async #test(): Promise<CommandResult> {
    const { store, t } = this.#deps;
    switch (this.#step) {
      case 'account':
        return await this.#account.test();
      case 'agent': {
        const names = ['proxy-and-certificates', 'token', 'agent'] as const;
        const checks = await this.#tests.run('agent', names, store.preview({}, null));
        return toTestAnswer(checks, 'agent', t());
      }
      case 'start':
      case 'contacts':
      case 'card':
      case 'done':
        return OK;
    }
  }
}

function isDraftField(id: DraftField | AutosavedField): id is DraftField {
  return DRAFT_FIELDS.some((field) => field === id);
}
