import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import type { MessageKey } from '../../src-core/i18n/index.ts';
import { ZOOM_CLIENT_SECRET } from '../../src-core/secrets/secret-store.ts';
import { readSubscriptionId, type Configuration } from '../../src-core/settings/load-settings.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { DRAFT_FIELDS } from '../../src-preload/ipc/welcome.ts';
import { formatChangeError, formatLock } from './fields.ts';
import { OK, fail, succeed, type PageDeps } from './page.ts';
import { toTestAnswer, type StepTests } from './step-tests.ts';
import { readStoredSecret } from './stored-secret.ts';
import type { AccountState, WelcomeModel } from './welcome-view.ts';

type DraftField = (typeof DRAFT_FIELDS)[number];

/** What was entered and is not saved yet. The secret leaves this process for the keychain alone. */
interface Draft {
  readonly values: Readonly<Partial<Record<DraftField, string>>>;
  readonly clientSecret: string | null;
}
const EMPTY_DRAFT: Draft = { values: {}, clientSecret: null };

/** The Zoom account as it is entered, tested and then saved in one change. */
export class AccountForm {
  readonly #deps: Pick<PageDeps, 'store' | 'render' | 't'>;
  readonly #tests: StepTests;
  readonly #isSecretFromEnvironment: boolean;
  #draft = EMPTY_DRAFT;
  #isSaving = false;
  #errors: ReadonlyMap<FieldName, MessageKey> = new Map();

  constructor(
    deps: Pick<PageDeps, 'store' | 'render' | 't'>,
    tests: StepTests,
    isSecretFromEnvironment: boolean,
  ) {
    this.#deps = deps;
    this.#tests = tests;
    this.#isSecretFromEnvironment = isSecretFromEnvironment;
  }

  get model(): Pick<WelcomeModel, 'settings' | 'account' | 'secret' | 'errors'> {
    const { store } = this.#deps;
    return {
      settings: this.#preview.settings,
      account: this.#state,
      secret: {
        isEntered: this.#draft.clientSecret !== null,
        isFromEnvironment: this.#isSecretFromEnvironment,
        isLoading: store.isAwaitingSecrets,
        state: store.secrets.getState(ZOOM_CLIENT_SECRET),
      },
      errors: this.#errors,
    };
  }

  enter(id: DraftField, typed: string): CommandResult {
    const lock = this.#deps.store.findLock(id);
    if (lock !== null) return fail(formatLock(lock, this.#deps.t()));
    const text = typed.trim();
    const value = id === 'zoom.subscriptionId' ? (readSubscriptionId(text) ?? text) : text;
    if (value === getText(this.#preview, id)) {
      // What was typed (the whole address) gives way to what counts.
      this.#deps.render();
      return OK;
    }
    const others = Object.entries(this.#draft.values).filter(([other]) => other !== id);
    const isChanged = value !== getText(this.#saved, id);
    this.#draft = {
      ...this.#draft,
      values: Object.fromEntries(isChanged ? [...others, [id, value]] : others),
    };
    this.resetTests();
    return OK;
  }

  enterSecret(typed: string): CommandResult {
    const { store, t } = this.#deps;
    if (this.#isSecretFromEnvironment)
      return fail(formatLock({ by: 'variable', name: 'ZOOM_CLIENT_SECRET' }, t()));
    const lock = store.findLock('zoom.clientSecret');
    if (lock !== null) return fail(formatLock(lock, t()));
    const secret = typed.trim();
    this.#draft = { ...this.#draft, clientSecret: secret === '' ? null : secret };
    this.resetTests();
    return OK;
  }

  /** Forgets what was found out about an account or agent that has changed. */
  resetTests(): void {
    this.clearErrors();
    this.#tests.discard('account');
    this.#tests.discard('agent');
    this.#deps.render();
  }

  clearErrors(): void {
    this.#errors = new Map();
  }

  /** Tests what was entered, and saves it if calls will come. */
  async test(): Promise<CommandResult> {
    if (this.#isSaving) return OK;
    await this.#fetchSecret();
    const incomplete = this.#findIncomplete();
    if (incomplete !== null) return incomplete;
    const configuration = this.#preview;
    const checks = await this.#tests.run('account', getAccountChecks(configuration), configuration);
    if (checks === null) return OK;
    const t = this.#deps.t();
    if (!isSufficient(checks)) return toTestAnswer(checks, 'websocket', t);
    return this.#state === 'entered' ? await this.save() : succeed(t('welcome.test.passed'));
  }

  async save(): Promise<CommandResult> {
    const { store, render, t } = this.#deps;
    if (this.#state !== 'entered') return OK;
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
    return result.kind === 'done'
      ? succeed(t()('welcome.saved'))
      : fail(formatChangeError(result, t()('settings.expected.text'), store.current.home, t()));
  }

  /** The configuration as it would be with what was entered. */
  get #preview(): Configuration {
    return this.#deps.store.preview(toNestedSettings(this.#draft.values), this.#draft.clientSecret);
  }

  get #saved(): Configuration {
    return this.#deps.store.preview({}, null);
  }

  get #state(): AccountState {
    if (this.#isSaving) return 'saving';
    const { values, clientSecret } = this.#draft;
    if (clientSecret !== null || Object.keys(values).length > 0) return 'entered';
    return this.#saved.account === null ? 'missing' : 'saved';
  }

  /** The keychain may have the secret of an account that was given up, or not set up yet: nobody asked for it then. */
  async #fetchSecret(): Promise<void> {
    const { secrets } = this.#deps.store;
    const draft = this.#draft;
    if (draft.clientSecret !== null || this.#preview.account !== null) return;
    if (secrets.getState(ZOOM_CLIENT_SECRET).kind !== 'stored') return;
    const clientSecret = await readStoredSecret(secrets, ZOOM_CLIENT_SECRET);
    if (clientSecret !== null && this.#draft === draft) this.#draft = { ...draft, clientSecret };
  }

  /** Marks the fields without which nothing can be tried; null = there are none. */
  #findIncomplete(): CommandResult | null {
    const { store, t } = this.#deps;
    const configuration = this.#preview;
    const errors = new Map<FieldName, MessageKey>();
    for (const id of DRAFT_FIELDS)
      if (getText(configuration, id) === '') errors.set(id, 'welcome.field.required');
    const subscription = configuration.settings.zoom.subscriptionId;
    if (subscription !== null && readSubscriptionId(subscription) === null)
      errors.set('zoom.subscriptionId', 'welcome.field.no-subscription');
    const { kind } = store.secrets.getState(ZOOM_CLIENT_SECRET);
    const hasSecret =
      this.#draft.clientSecret !== null ||
      this.#isSecretFromEnvironment ||
      kind === 'stored' ||
      kind === 'this-run';
    if (!hasSecret) errors.set('zoom.clientSecret', 'welcome.field.required');
    this.#errors = errors;
    if (errors.size === 0) return null;
    this.#tests.discard('account');
    this.#deps.render();
    return fail(t()('welcome.incomplete'));
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
