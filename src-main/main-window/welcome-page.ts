import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import { runDoctor, type DoctorOptions } from '../../src-core/doctor/doctor.ts';
import type { MessageKey } from '../../src-core/i18n/index.ts';
import type { ChangeResult } from '../../src-core/settings/settings-store.ts';
import { SecretStoreError, ZOOM_CLIENT_SECRET } from '../../src-core/secrets/secret-store.ts';
import { readSubscriptionId, type Configuration } from '../../src-core/settings/load-settings.ts';
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
import { formatChangeError, formatLock } from './fields.ts';
import { OK, fail, succeed, type Page, type PageViewContext, type PageDeps } from './page.ts';
import {
  getCorner,
  SCOPES,
  welcomeView,
  type AccountState,
  type TestedStep,
  type TestProgress,
  type WelcomeModel,
} from './welcome-view.ts';

type DraftField = (typeof DRAFT_FIELDS)[number];
type AutosavedField = (typeof AUTOSAVED_FIELDS)[number];

/** What is asked of the app around the page. */
export interface WelcomeAppDeps extends Pick<DoctorOptions, 'getLiveConnection' | 'isSecretFromEnvironment'> {
  readonly trial: Trial;
  /** Lets a made-up call ring, so that its card is seen. */
  readonly showSample: () => void;
  /** To another page of the window. */
  readonly go: (page: NextPage) => void;
}

/** What was entered and is not saved yet. The secret leaves this process for the keychain alone. */
interface Draft {
  readonly values: Readonly<Partial<Record<DraftField, string>>>;
  readonly clientSecret: string | null;
}
const EMPTY_DRAFT: Draft = { values: {}, clientSecret: null };

interface TestRun extends TestProgress {
  readonly checks: Check[];
  isRunning: boolean;
  readonly controller: AbortController;
}

/** The Welcome page: from the first start to the first call. */
export class WelcomePage implements Page<WelcomeView, WelcomeCommand> {
  readonly #deps: PageDeps;
  readonly #appDeps: WelcomeAppDeps;
  #step: WelcomeStep = 'start';
  #draft = EMPTY_DRAFT;
  #isSaving = false;
  #errors: ReadonlyMap<FieldName, MessageKey> = new Map();
  readonly #tests = new Map<TestedStep, TestRun>();

  constructor(deps: PageDeps, appDeps: WelcomeAppDeps) {
    this.#deps = deps;
    this.#appDeps = appDeps;
  }

  view(context: PageViewContext): WelcomeView {
    return welcomeView(this.#model, context);
  }

  onShow(): void {
    // The file may be another by now.
    if (this.#step === 'contacts') void this.#readContacts();
  }

  onHide(): void {
    for (const step of [...this.#tests.keys()]) this.#discardTest(step);
    this.#errors = new Map();
  }

  async handle(command: WelcomeCommand): Promise<CommandResult> {
    const { t, copy, openAddress, render } = this.#deps;
    switch (command.type) {
      case 'set':
        return await this.#set(command.id, command.value);
      case 'secret':
        return this.#enterSecret(command.value);
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
        for (const [step, { isRunning }] of [...this.#tests]) if (isRunning) this.#discardTest(step);
        render();
        return OK;
      case 'save':
        return await this.#save();
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
      settings: this.#previewConfiguration.settings,
      findLock: (path) => store.findLock(path),
      account: this.#accountState,
      secret: {
        isEntered: this.#draft.clientSecret !== null,
        isFromEnvironment: this.#appDeps.isSecretFromEnvironment,
        isLoading: store.isAwaitingSecrets,
        state: store.secrets.getState(ZOOM_CLIENT_SECRET),
      },
      errors: this.#errors,
      tests: this.#tests,
      app: core.service.state,
      defaultCorner: getDefaultCorner(process.platform),
    };
  }

  /** The configuration as it would be with what was entered. */
  get #previewConfiguration(): Configuration {
    return this.#deps.store.preview(toNestedSettings(this.#draft.values), this.#draft.clientSecret);
  }

  get #savedConfiguration(): Configuration {
    return this.#deps.store.preview({}, null);
  }

  get #accountState(): AccountState {
    if (this.#isSaving) return 'saving';
    const { values, clientSecret } = this.#draft;
    if (clientSecret !== null || Object.keys(values).length > 0) return 'entered';
    return this.#savedConfiguration.account === null ? 'missing' : 'saved';
  }

  async #set(id: string, value: FieldValue | null): Promise<CommandResult> {
    const field = DRAFT_FIELDS.find((known) => known === id);
    if (field !== undefined) return this.#enter(field, typeof value === 'string' ? value : '');
    const setting = AUTOSAVED_FIELDS.find((known) => known === id);
    if (setting === undefined) throw new Error('this page has no such field');
    // Which file is read, the user says in the system's own dialog.
    if (setting === 'contacts' && value !== null) return fail(this.#deps.t()('settings.expected.text'));
    return await this.#change(setting, typeof value === 'string' ? value.trim() : value);
  }

  #enter(id: DraftField, typed: string): CommandResult {
    const lock = this.#deps.store.findLock(id);
    if (lock !== null) return fail(formatLock(lock, this.#deps.t()));
    const text = typed.trim();
    const value = id === 'zoom.subscriptionId' ? (readSubscriptionId(text) ?? text) : text;
    if (value === getText(this.#previewConfiguration, id)) {
      // What was typed (the whole address) gives way to what counts.
      this.#deps.render();
      return OK;
    }
    const others = Object.entries(this.#draft.values).filter(([other]) => other !== id);
    const isChanged = value !== getText(this.#savedConfiguration, id);
    this.#draft = {
      ...this.#draft,
      values: Object.fromEntries(isChanged ? [...others, [id, value]] : others),
    };
    this.#resetAccountTests();
    return OK;
  }

  #enterSecret(typed: string): CommandResult {
    const { store, t } = this.#deps;
    if (this.#appDeps.isSecretFromEnvironment)
      return fail(formatLock({ by: 'variable', name: 'ZOOM_CLIENT_SECRET' }, t()));
    const lock = store.findLock('zoom.clientSecret');
    if (lock !== null) return fail(formatLock(lock, t()));
    const secret = typed.trim();
    this.#draft = { ...this.#draft, clientSecret: secret === '' ? null : secret };
    this.#resetAccountTests();
    return OK;
  }

  /** What was found out no longer holds. */
  #resetAccountTests(): void {
    this.#errors = new Map();
    this.#discardTest('account');
    this.#discardTest('agent');
    this.#deps.render();
  }

  async #change(setting: AutosavedField, value: FieldValue | null): Promise<CommandResult> {
    const { store, render } = this.#deps;
    const result = store.set(setting, value === null || value === '' ? undefined : value);
    if (result.kind !== 'done') return this.#toErrorAnswer(result);
    if (setting === 'zoom.agent') this.#resetAccountTests();
    if (setting === 'contacts') return await this.#readContacts();
    render();
    return OK;
  }

  #toErrorAnswer(result: Exclude<ChangeResult, { kind: 'done' }>): CommandResult {
    const { store, t } = this.#deps;
    return fail(formatChangeError(result, t()('settings.expected.text'), store.current.home, t()));
  }

  async #chooseContacts(): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    const fileTypes = [{ name: t()('welcome.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
    const path = await dialogs.openFile(t()('welcome.contacts.dialog'), fileTypes);
    return path === null ? OK : await this.#change('contacts', path);
  }

  async #readContacts(): Promise<CommandResult> {
    this.#discardTest('contacts');
    const configuration = this.#savedConfiguration;
    if (configuration.settings.contacts === null) {
      this.#deps.render();
      return OK;
    }
    const checks = await this.#runChecks('contacts', ['contacts'], configuration);
    return this.#toResultAnswer(checks, 'contacts');
  }

  async #go(step: WelcomeStep): Promise<CommandResult> {
    const { trial } = this.#appDeps;
    for (const [tested, { isRunning }] of [...this.#tests]) if (isRunning) this.#discardTest(tested);
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
    switch (this.#step) {
      case 'account':
        return await this.#testAccount();
      case 'agent': {
        const names = ['proxy-and-certificates', 'token', 'agent'] as const;
        return this.#toResultAnswer(await this.#runChecks('agent', names, this.#savedConfiguration), 'agent');
      }
      case 'start':
      case 'contacts':
      case 'card':
      case 'done':
        return OK;
    }
  }

  async #testAccount(): Promise<CommandResult> {
    if (this.#isSaving) return OK;
    await this.#fetchSecret();
    const incomplete = this.#findIncomplete();
    if (incomplete !== null) return incomplete;
    const configuration = this.#previewConfiguration;
    const checks = await this.#runChecks('account', getAccountChecks(configuration), configuration);
    if (checks === null) return OK;
    if (!isSufficient(checks)) return this.#toResultAnswer(checks, 'websocket');
    return this.#accountState === 'entered'
      ? await this.#save()
      : succeed(this.#deps.t()('welcome.test.passed'));
  }

  /** The keychain may have the secret of an account that was given up, or not set up yet: nobody asked for it then. */
  async #fetchSecret(): Promise<void> {
    const { store } = this.#deps;
    const draft = this.#draft;
    if (draft.clientSecret !== null || this.#previewConfiguration.account !== null) return;
    if (store.secrets.getState(ZOOM_CLIENT_SECRET).kind !== 'stored') return;
    try {
      const clientSecret = await store.secrets.get(ZOOM_CLIENT_SECRET);
      if (this.#draft === draft) this.#draft = { ...draft, clientSecret };
    } catch (error) {
      // Its state says why.
      if (!(error instanceof SecretStoreError)) throw error;
    }
  }

  /** Marks the fields without which nothing can be tried; null = there are none. */
  #findIncomplete(): CommandResult | null {
    const { store, t } = this.#deps;
    const configuration = this.#previewConfiguration;
    const errors = new Map<FieldName, MessageKey>();
    for (const id of DRAFT_FIELDS)
      if (getText(configuration, id) === '') errors.set(id, 'welcome.field.required');
    const subscription = configuration.settings.zoom.subscriptionId;
    if (subscription !== null && readSubscriptionId(subscription) === null)
      errors.set('zoom.subscriptionId', 'welcome.field.no-subscription');
    const { kind } = store.secrets.getState(ZOOM_CLIENT_SECRET);
    const hasSecret =
      this.#draft.clientSecret !== null ||
      this.#appDeps.isSecretFromEnvironment ||
      kind === 'stored' ||
      kind === 'this-run';
    if (!hasSecret) errors.set('zoom.clientSecret', 'welcome.field.required');
    this.#errors = errors;
    if (errors.size === 0) return null;
    this.#discardTest('account');
    this.#deps.render();
    return fail(t()('welcome.incomplete'));
  }

  /**
   * Runs these checks and shows each as it comes.
   * @returns null when it was ended before all were there
   */
  async #runChecks(
    step: TestedStep,
    names: readonly CheckName[],
    configuration: Configuration,
  ): Promise<readonly Check[] | null> {
    const { core, clock, keychain, render, t } = this.#deps;
    const { isSecretFromEnvironment: secretFromEnvironment } = this.#appDeps;
    this.#discardTest(step);
    const test: TestRun = { names, checks: [], isRunning: true, controller: new AbortController() };
    this.#tests.set(step, test);
    render();
    const options: DoctorOptions = {
      configuration,
      ...core.network,
      isSecretFromEnvironment: secretFromEnvironment,
      keychain,
      connectors: [],
      getLiveConnection: this.#isConnectedAs(configuration) ? this.#appDeps.getLiveConnection : null,
      notifications: null,
      clock,
      t: t(),
    };
    for await (const check of runDoctor(options, test.controller.signal, names)) {
      test.checks.push(check);
      render();
    }
    if (this.#tests.get(step) !== test) return null;
    test.isRunning = false;
    render();
    return test.checks;
  }

  /** The app holds this very connection: a second one would end it. */
  #isConnectedAs({ account }: Configuration): boolean {
    const { core, store } = this.#deps;
    return (
      core.service.state.connection?.state === 'connected' &&
      JSON.stringify(store.current.account) === JSON.stringify(account)
    );
  }

  #discardTest(step: TestedStep): void {
    this.#tests.get(step)?.controller.abort();
    this.#tests.delete(step);
  }

  /** @param decisive the check by whose success all is well */
  #toResultAnswer(checks: readonly Check[] | null, decisive: CheckName): CommandResult {
    const t = this.#deps.t();
    if (checks === null) return OK;
    const count = checks.filter(({ ok }) => ok === false).length;
    if (count > 0) return fail(t('welcome.test.failed', { count }));
    const check = checks.find(({ name }) => name === decisive);
    return check?.ok === true ? succeed(check.message) : fail(t('welcome.test.not-sure'));
  }

  async #save(): Promise<CommandResult> {
    const { store, render, t } = this.#deps;
    if (this.#accountState !== 'entered') return OK;
    const incomplete = this.#findIncomplete();
    if (incomplete !== null) return incomplete;
    const draft = this.#draft;
    this.#isSaving = true;
    render();
    const result = await store.commit(toNestedSettings(draft.values), draft.clientSecret);
    this.#isSaving = false;
    // What was typed meanwhile stays.
    if (result.kind === 'done' && this.#draft === draft) this.#draft = EMPTY_DRAFT;
    render();
    return result.kind === 'done' ? succeed(t()('welcome.saved')) : this.#toErrorAnswer(result);
  }
}

/** What the settings file has at this place. */
function toNestedSettings(values: Draft['values']): Readonly<Record<string, unknown>> {
  return {
    zoom: Object.fromEntries(Object.entries(values).map(([id, value]) => [id.replace('zoom.', ''), value])),
  };
}

function getText({ settings: { zoom } }: Configuration, id: DraftField): string {
  switch (id) {
    case 'zoom.accountId':
      return zoom.accountId ?? '';
    case 'zoom.clientId':
      return zoom.clientId ?? '';
    case 'zoom.subscriptionId':
      return zoom.subscriptionId ?? '';
  }
}

function getAccountChecks({ account, settings }: Configuration): readonly CheckName[] {
  // All is entered, and something else cannot be used: the settings say what.
  if (account === null) return ['settings'];
  const agent = settings.zoom.agent === null ? [] : (['agent'] as const);
  return ['keychain', 'proxy-and-certificates', 'token', 'scopes', ...agent, 'websocket'];
}

/** Calls will come: a keychain that does not answer, or an agent who is not found, is no reason not to save it. */
function isSufficient(checks: readonly Check[]): boolean {
  const getResult = (name: CheckName): boolean | null =>
    checks.find((check) => check.name === name)?.ok ?? null;
  return getResult('token') === true && getResult('scopes') !== false && getResult('websocket') === true;
}
