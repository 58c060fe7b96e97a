import { z } from 'zod';
import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import { runDoctor, type DoctorOptions } from '../../src-core/doctor/doctor.ts';
import type { SentenceKey } from '../../src-core/i18n/index.ts';
import type { ChangeResult } from '../../src-core/live-configuration.ts';
import { SecretStoreError, ZOOM_CLIENT_SECRET } from '../../src-core/secret-store.ts';
import { readSubscriptionId, type Configuration } from '../../src-core/settings/read.ts';
import { errorCode } from '../../src-core/watch-file.ts';
import type { FieldValue } from '../../src-preload/fields.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import {
  WELCOME_LINKS,
  WELCOME_STEPS,
  type WelcomeCommand,
  type WelcomeLink,
  type WelcomeStep,
  type WelcomeView,
} from '../../src-preload/pages/welcome.ts';
import { defaultCorner } from '../placement.ts';
import type { Trial } from '../trial.ts';
import { lockSentence } from './fields.ts';
import { DONE, failed, said, type Page, type PageReader, type PageTools } from './page.ts';
import {
  cornerOf,
  SCOPES,
  welcomeView,
  type AccountState,
  type Tested,
  type TestSoFar,
  type WelcomeFacts,
} from './welcome-view.ts';

/** Entered here, and saved together. */
const ENTERED = ['zoom.accountId', 'zoom.clientId', 'zoom.subscriptionId'] as const;
type Entered = (typeof ENTERED)[number];
/** Saved at once. */
const SAVED_AT_ONCE = ['zoom.agent', 'contacts', 'popup.corner', 'startAtLogin'] as const;
type SavedAtOnce = (typeof SAVED_AT_ONCE)[number];

/** More than Zoom's longest values, and a path. */
const TEXT = z.string().max(4_096);

export const WelcomeCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('set'),
    id: z.enum([...ENTERED, ...SAVED_AT_ONCE]),
    value: z.union([TEXT, z.boolean(), z.null()]),
  }),
  z.strictObject({ type: z.literal('secret'), id: z.literal('zoom.clientSecret'), value: TEXT }),
  z.strictObject({ type: z.literal('chooseFile'), id: z.literal('contacts') }),
  z.strictObject({ type: z.literal('go'), step: z.enum(WELCOME_STEPS) }),
  z.strictObject({ type: z.literal('tryOut') }),
  z.strictObject({ type: z.literal('ringAgain') }),
  z.strictObject({ type: z.literal('openMarketplace') }),
  z.strictObject({ type: z.literal('copyScopes') }),
  z.strictObject({ type: z.literal('test') }),
  z.strictObject({ type: z.literal('stopTest') }),
  z.strictObject({ type: z.literal('save') }),
  z.strictObject({ type: z.literal('showSample') }),
  z.strictObject({ type: z.literal('leave'), page: z.enum(WELCOME_LINKS) }),
]) satisfies z.ZodType<WelcomeCommand>;

/** What is asked of the app around the page. */
export interface WelcomeSurroundings extends Pick<DoctorOptions, 'live' | 'secretFromEnvironment'> {
  readonly trial: Trial;
  /** Lets a made-up call ring, so that its card is seen. */
  readonly showSample: () => void;
  /** To another page of the window. */
  readonly go: (page: WelcomeLink) => void;
}

/** What was entered and is not saved yet. The secret leaves this process for the keychain alone. */
interface Draft {
  readonly values: Readonly<Partial<Record<Entered, string>>>;
  readonly clientSecret: string | null;
}
const NOTHING_ENTERED: Draft = { values: {}, clientSecret: null };

interface Test extends TestSoFar {
  readonly checks: Check[];
  isRunning: boolean;
  readonly controller: AbortController;
}

/** The Welcome page: from the first start to the first call. */
export class WelcomePage implements Page<WelcomeView, WelcomeCommand> {
  readonly #tools: PageTools;
  readonly #around: WelcomeSurroundings;
  #step: WelcomeStep = 'start';
  #draft = NOTHING_ENTERED;
  #isSaving = false;
  #errors: ReadonlyMap<FieldName, SentenceKey> = new Map();
  readonly #tests = new Map<Tested, Test>();

  constructor(tools: PageTools, around: WelcomeSurroundings) {
    this.#tools = tools;
    this.#around = around;
  }

  view(reader: PageReader): WelcomeView {
    return welcomeView(this.#facts, reader);
  }

  entered(): void {
    // The file may be another by now.
    if (this.#step === 'contacts') void this.#readContacts();
  }

  left(): void {
    for (const step of [...this.#tests.keys()]) this.#forget(step);
    this.#errors = new Map();
  }

  async take(command: WelcomeCommand): Promise<Answer> {
    const { t, copy, openAddress, redraw } = this.#tools;
    switch (command.type) {
      case 'set':
        return await this.#set(command.id, command.value);
      case 'secret':
        return this.#enterSecret(command.value);
      case 'chooseFile':
        return await this.#chooseContacts();
      case 'forgetSecret':
      case 'pressed':
        throw new Error('this page has no field of that kind');
      case 'go':
        return await this.#go(command.step);
      case 'tryOut':
        return await this.#tryOut();
      case 'ringAgain':
        if (this.#around.trial.state !== 'rings') return DONE;
        this.#around.trial.ringAgain();
        return said(t()('welcome.trial.rings'));
      case 'openMarketplace':
        openAddress('https://marketplace.zoom.us/');
        return DONE;
      case 'copyScopes':
        copy(Object.keys(SCOPES).join('\n'));
        return said(t()('action.copied'));
      case 'test':
        return await this.#test();
      case 'stopTest':
        for (const [step, { isRunning }] of [...this.#tests]) if (isRunning) this.#forget(step);
        redraw();
        return DONE;
      case 'save':
        return await this.#save();
      case 'showSample':
        return this.#showSample();
      case 'leave':
        this.#around.go(command.page);
        return DONE;
    }
  }

  get #facts(): WelcomeFacts {
    const { assembly, live } = this.#tools;
    return {
      step: this.#step,
      trial: this.#around.trial.state,
      settings: this.#drafted.settings,
      lockOf: (path) => live.lockOf(path),
      account: this.#accountState,
      secret: {
        isEntered: this.#draft.clientSecret !== null,
        fromEnvironment: this.#around.secretFromEnvironment,
        isAwaited: live.awaitsSecrets,
        state: live.secrets.state(ZOOM_CLIENT_SECRET),
      },
      errors: this.#errors,
      tests: this.#tests,
      app: assembly.service.state,
      ownCorner: defaultCorner(process.platform),
    };
  }

  /** The configuration as it would be with what was entered. */
  get #drafted(): Configuration {
    return this.#tools.live.draft(nested(this.#draft.values), this.#draft.clientSecret);
  }

  get #saved(): Configuration {
    return this.#tools.live.draft({}, null);
  }

  get #accountState(): AccountState {
    if (this.#isSaving) return 'saving';
    const { values, clientSecret } = this.#draft;
    if (clientSecret !== null || Object.keys(values).length > 0) return 'entered';
    return this.#saved.account === null ? 'missing' : 'saved';
  }

  async #set(id: string, value: FieldValue | null): Promise<Answer> {
    const entered = ENTERED.find((known) => known === id);
    if (entered !== undefined) return this.#enter(entered, typeof value === 'string' ? value : '');
    const setting = SAVED_AT_ONCE.find((known) => known === id);
    if (setting === undefined) throw new Error('this page has no such field');
    // Which file is read, the user says in the system's own dialog.
    if (setting === 'contacts' && value !== null) return failed(this.#tools.t()('settings.expected.text'));
    return await this.#change(setting, typeof value === 'string' ? value.trim() : value);
  }

  #enter(id: Entered, typed: string): Answer {
    const lock = this.#tools.live.lockOf(id);
    if (lock !== null) return failed(lockSentence(lock, this.#tools.t()));
    const text = typed.trim();
    const value = id === 'zoom.subscriptionId' ? (readSubscriptionId(text) ?? text) : text;
    if (value === textOf(this.#drafted, id)) {
      // What was typed (the whole address) gives way to what counts.
      this.#tools.redraw();
      return DONE;
    }
    const others = Object.entries(this.#draft.values).filter(([other]) => other !== id);
    const isNew = value !== textOf(this.#saved, id);
    this.#draft = {
      ...this.#draft,
      values: Object.fromEntries(isNew ? [...others, [id, value]] : others),
    };
    this.#accountChanged();
    return DONE;
  }

  #enterSecret(typed: string): Answer {
    const { live, t } = this.#tools;
    if (this.#around.secretFromEnvironment)
      return failed(lockSentence({ by: 'variable', name: 'ZOOM_CLIENT_SECRET' }, t()));
    const lock = live.lockOf('zoom.clientSecret');
    if (lock !== null) return failed(lockSentence(lock, t()));
    const secret = typed.trim();
    this.#draft = { ...this.#draft, clientSecret: secret === '' ? null : secret };
    this.#accountChanged();
    return DONE;
  }

  /** What was found out no longer holds. */
  #accountChanged(): void {
    this.#errors = new Map();
    this.#forget('account');
    this.#forget('agent');
    this.#tools.redraw();
  }

  async #change(setting: SavedAtOnce, value: FieldValue | null): Promise<Answer> {
    const { live, redraw } = this.#tools;
    const result = live.set(setting, value === null || value === '' ? undefined : value);
    if (result.kind !== 'done') return this.#notDone(result);
    if (setting === 'zoom.agent') this.#accountChanged();
    if (setting === 'contacts') return await this.#readContacts();
    redraw();
    return DONE;
  }

  #notDone(result: Exclude<ChangeResult, { kind: 'done' }>): Answer {
    const t = this.#tools.t();
    switch (result.kind) {
      case 'locked':
        return failed(lockSentence(result.lock, t));
      case 'unusable':
        return failed(t('settings.expected.text'));
      case 'unwritable':
        return failed(t('settings.unwritable', { cause: result.cause, folder: this.#tools.live.now.home }));
    }
  }

  async #chooseContacts(): Promise<Answer> {
    const { dialogs, t } = this.#tools;
    const kinds = [{ name: t()('welcome.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
    const path = await dialogs.openFile(t()('welcome.contacts.dialog'), kinds);
    return path === null ? DONE : await this.#change('contacts', path);
  }

  async #readContacts(): Promise<Answer> {
    this.#forget('contacts');
    const configuration = this.#saved;
    if (configuration.settings.contacts === null) {
      this.#tools.redraw();
      return DONE;
    }
    const checks = await this.#run('contacts', ['contacts'], configuration);
    return this.#result(checks, 'contacts');
  }

  async #go(step: WelcomeStep): Promise<Answer> {
    const { trial } = this.#around;
    for (const [tested, { isRunning }] of [...this.#tests]) if (isRunning) this.#forget(tested);
    this.#step = step;
    this.#tools.redraw();
    // Whoever goes on to the real thing has seen enough of the simulated one.
    if (step !== 'start' && trial.state !== 'off') {
      await trial.end();
      this.#tools.redraw();
    }
    this.entered();
    return DONE;
  }

  async #tryOut(): Promise<Answer> {
    const { redraw, t } = this.#tools;
    if (this.#step !== 'start') return DONE;
    const begun = this.#around.trial.begin();
    redraw();
    try {
      await begun;
      return DONE;
    } catch (error) {
      return failed(t()('welcome.trial.failed', { cause: errorCode(error) }));
    } finally {
      redraw();
    }
  }

  #showSample(): Answer {
    const { assembly, t } = this.#tools;
    if (assembly.service.state.pausedUntil !== null) return failed(t()('welcome.trial.paused'));
    this.#around.showSample();
    return said(t()('welcome.card.shown', { corner: t()(`settings.corner.${cornerOf(this.#facts)}`) }));
  }

  async #test(): Promise<Answer> {
    switch (this.#step) {
      case 'account':
        return await this.#testAccount();
      case 'agent': {
        const names = ['proxy-and-certificates', 'token', 'agent'] as const;
        return this.#result(await this.#run('agent', names, this.#saved), 'agent');
      }
      case 'start':
      case 'contacts':
      case 'card':
      case 'done':
        return DONE;
    }
  }

  async #testAccount(): Promise<Answer> {
    if (this.#isSaving) return DONE;
    await this.#fetchSecret();
    const incomplete = this.#findIncomplete();
    if (incomplete !== null) return incomplete;
    const configuration = this.#drafted;
    const checks = await this.#run('account', accountChecks(configuration), configuration);
    if (checks === null) return DONE;
    if (!suffices(checks)) return this.#result(checks, 'websocket');
    return this.#accountState === 'entered'
      ? await this.#save()
      : said(this.#tools.t()('welcome.test.passed'));
  }

  /** The keychain may have the secret of an account that was given up, or not set up yet: nobody asked for it then. */
  async #fetchSecret(): Promise<void> {
    const { live } = this.#tools;
    const draft = this.#draft;
    if (draft.clientSecret !== null || this.#drafted.account !== null) return;
    if (live.secrets.state(ZOOM_CLIENT_SECRET).kind !== 'stored') return;
    try {
      const clientSecret = await live.secrets.get(ZOOM_CLIENT_SECRET);
      if (this.#draft === draft) this.#draft = { ...draft, clientSecret };
    } catch (error) {
      // Its state says why.
      if (!(error instanceof SecretStoreError)) throw error;
    }
  }

  /** Marks the fields without which nothing can be tried; null = there are none. */
  #findIncomplete(): Answer | null {
    const { live, t } = this.#tools;
    const configuration = this.#drafted;
    const errors = new Map<FieldName, SentenceKey>();
    for (const id of ENTERED) if (textOf(configuration, id) === '') errors.set(id, 'welcome.field.required');
    const subscription = configuration.settings.zoom.subscriptionId;
    if (subscription !== null && readSubscriptionId(subscription) === null)
      errors.set('zoom.subscriptionId', 'welcome.field.no-subscription');
    const { kind } = live.secrets.state(ZOOM_CLIENT_SECRET);
    const hasSecret =
      this.#draft.clientSecret !== null ||
      this.#around.secretFromEnvironment ||
      kind === 'stored' ||
      kind === 'this-run';
    if (!hasSecret) errors.set('zoom.clientSecret', 'welcome.field.required');
    this.#errors = errors;
    if (errors.size === 0) return null;
    this.#forget('account');
    this.#tools.redraw();
    return failed(t()('welcome.incomplete'));
  }

  /**
   * Runs these checks and shows each as it comes.
   * @returns null when it was ended before all were there
   */
  async #run(
    step: Tested,
    names: readonly CheckName[],
    configuration: Configuration,
  ): Promise<readonly Check[] | null> {
    const { assembly, clock, keychain, redraw, t } = this.#tools;
    const { secretFromEnvironment } = this.#around;
    this.#forget(step);
    const test: Test = { names, checks: [], isRunning: true, controller: new AbortController() };
    this.#tests.set(step, test);
    redraw();
    const options: DoctorOptions = {
      configuration,
      ...assembly.way,
      secretFromEnvironment,
      keychain,
      connectors: [],
      live: this.#isConnectedAs(configuration) ? this.#around.live : null,
      notifications: null,
      clock,
      t: t(),
    };
    for await (const check of runDoctor(options, test.controller.signal, names)) {
      test.checks.push(check);
      redraw();
    }
    if (this.#tests.get(step) !== test) return null;
    test.isRunning = false;
    redraw();
    return test.checks;
  }

  /** The app holds this very connection: a second one would end it. */
  #isConnectedAs({ account }: Configuration): boolean {
    const { assembly, live } = this.#tools;
    return (
      assembly.service.state.connection?.state === 'connected' &&
      JSON.stringify(live.now.account) === JSON.stringify(account)
    );
  }

  #forget(step: Tested): void {
    this.#tests.get(step)?.controller.abort();
    this.#tests.delete(step);
  }

  /** @param decisive the check by whose success all is well */
  #result(checks: readonly Check[] | null, decisive: CheckName): Answer {
    const t = this.#tools.t();
    if (checks === null) return DONE;
    const count = checks.filter(({ ok }) => ok === false).length;
    if (count > 0) return failed(t('welcome.test.failed', { count }));
    const check = checks.find(({ name }) => name === decisive);
    return check?.ok === true ? said(check.message) : failed(t('welcome.test.not-sure'));
  }

  async #save(): Promise<Answer> {
    const { live, redraw, t } = this.#tools;
    if (this.#accountState !== 'entered') return DONE;
    const incomplete = this.#findIncomplete();
    if (incomplete !== null) return incomplete;
    const draft = this.#draft;
    this.#isSaving = true;
    redraw();
    const result = await live.adopt(nested(draft.values), draft.clientSecret);
    this.#isSaving = false;
    // What was typed meanwhile stays.
    if (result.kind === 'done' && this.#draft === draft) this.#draft = NOTHING_ENTERED;
    redraw();
    return result.kind === 'done' ? said(t()('welcome.saved')) : this.#notDone(result);
  }
}

/** What the settings file has at this place. */
function nested(values: Draft['values']): Readonly<Record<string, unknown>> {
  return {
    zoom: Object.fromEntries(Object.entries(values).map(([id, value]) => [id.replace('zoom.', ''), value])),
  };
}

function textOf({ settings: { zoom } }: Configuration, id: Entered): string {
  switch (id) {
    case 'zoom.accountId':
      return zoom.accountId ?? '';
    case 'zoom.clientId':
      return zoom.clientId ?? '';
    case 'zoom.subscriptionId':
      return zoom.subscriptionId ?? '';
  }
}

function accountChecks({ account, settings }: Configuration): readonly CheckName[] {
  // All is entered, and something else cannot be used: the settings say what.
  if (account === null) return ['settings'];
  const agent = settings.zoom.agent === null ? [] : (['agent'] as const);
  return ['keychain', 'proxy-and-certificates', 'token', 'scopes', ...agent, 'websocket'];
}

/** Calls will come: a keychain that does not answer, or an agent who is not found, is no reason not to save it. */
function suffices(checks: readonly Check[]): boolean {
  const okOf = (name: CheckName): boolean | null => checks.find((check) => check.name === name)?.ok ?? null;
  return okOf('token') === true && okOf('scopes') !== false && okOf('websocket') === true;
}
