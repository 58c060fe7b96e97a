import type { DoctorOptions } from '../../src-core/doctor/doctor.ts';
import { toErrorCode } from '../../src-core/util/file-watcher.ts';
import type { FieldValue } from '../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import {
  AUTOSAVED_FIELDS,
  DRAFT_FIELDS,
  type WelcomeCommand,
  type NextPage,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/ipc/welcome.ts';
import { getDefaultCorner } from '../popup/placement.ts';
import type { Trial } from '../demo/trial.ts';
import { AccountForm } from './account-form.ts';
import { formatChangeError } from './fields.ts';
import { OK, fail, succeed, type Page, type PageViewContext, type PageDeps } from './page.ts';
import { StepTests, toTestAnswer } from './step-tests.ts';
import { getCorner, SCOPES, welcomeView, type WelcomeModel } from './welcome-view.ts';

type AutosavedField = (typeof AUTOSAVED_FIELDS)[number];

/** What is asked of the app around the page. */
export interface WelcomeAppDeps extends Pick<DoctorOptions, 'getLiveConnection' | 'isSecretFromEnvironment'> {
  readonly trial: Trial;
  /** Lets a made-up call ring, so that its card is seen. */
  readonly showSample: () => void;
  /** To another page of the window. */
  readonly go: (page: NextPage) => void;
}

/** The Welcome page: from the first start to the first call. */
export class WelcomePage implements Page<WelcomeView, WelcomeCommand> {
  readonly #deps: PageDeps;
  readonly #appDeps: WelcomeAppDeps;
  readonly #tests: StepTests;
  readonly #account: AccountForm;
  #step: WelcomeStep = 'start';

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
    // The file may be another by now.
    if (this.#step === 'contacts') void this.#readContacts();
  }

  onHide(): void {
    this.#tests.discardAll();
    this.#account.clearErrors();
  }

  async handle(command: WelcomeCommand): Promise<CommandResult> {
    const { t, copy, openAddress, render } = this.#deps;
    switch (command.type) {
      case 'set':
        return await this.#set(command.id, command.value);
      case 'secret':
        return this.#account.enterSecret(command.value);
      case 'chooseFile':
        return await this.#chooseContacts();
      case 'go':
        return await this.#go(command.step);
      case 'tryOut':
        return await this.#startTrial();
      case 'ringAgain':
        if (this.#appDeps.trial.state !== 'rings') return OK;
        this.#appDeps.trial.ringAgain();
        return succeed(t()('welcome.trial.rings'));
      case 'openMarketplace':
        openAddress('https://marketplace.zoom.us/');
        return OK;
      case 'copyScopes':
        copy(Object.keys(SCOPES).join('\n'));
        return succeed(t()('action.copied'));
      case 'test':
        return await this.#test();
      case 'stopTest':
        this.#tests.discardRunning();
        render();
        return OK;
      case 'save':
        return await this.#account.save();
      case 'showSample':
        return this.#showSample();
      case 'leave':
        this.#appDeps.go(command.page);
        return OK;
    }
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

  async #set(id: string, value: FieldValue | null): Promise<CommandResult> {
    const field = DRAFT_FIELDS.find((known) => known === id);
    if (field !== undefined) return this.#account.enter(field, typeof value === 'string' ? value : '');
    const setting = AUTOSAVED_FIELDS.find((known) => known === id);
    if (setting === undefined) throw new Error('this page has no such field');
    // Which file is read, the user says in the system's own dialog.
    if (setting === 'contacts' && value !== null) return fail(this.#deps.t()('settings.expected.text'));
    return await this.#change(setting, typeof value === 'string' ? value.trim() : value);
  }

  async #change(setting: AutosavedField, value: FieldValue | null): Promise<CommandResult> {
    const { store, render, t } = this.#deps;
    const result = store.set(setting, value === null || value === '' ? undefined : value);
    if (result.kind !== 'done')
      return fail(formatChangeError(result, t()('settings.expected.text'), store.current.home, t()));
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
    // Whoever goes on to the real thing has seen enough of the simulated one.
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
