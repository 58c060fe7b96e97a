import type { Check, CheckName, FieldName } from '../../src-core/doctor/check.ts';
import type { MessageKey } from '../../src-core/i18n/index.ts';
import { ZOOM_CLIENT_SECRET } from '../../src-core/secrets/secret-store.ts';
import { readSubscriptionId, type Configuration } from '../../src-core/settings/load-settings.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { DRAFT_FIELDS } from '../../src-preload/ipc/welcome.ts';
import { formatLock, isSecretKnown, toChangeFailure } from './fields.ts';
import { OK, fail, succeed, type PageDeps } from './page.ts';
import { toTestAnswer, type StepTests } from './step-tests.ts';
import { readStoredSecret } from './stored-secret.ts';
import type { AccountState, WelcomeModel } from './welcome-view.ts';

export type DraftField = (typeof DRAFT_FIELDS)[number];

/** Unsaved input. The secret leaves this process only for the keychain. */
interface Draft {
  readonly values: Readonly<Partial<Record<DraftField, string>>>;
  readonly clientSecret: string | null;
}
const EMPTY_DRAFT: Draft = { values: {}, clientSecret: null };

type AccountFormDeps = Pick<PageDeps, 'store' | 'render' | 't'>;

/** The Zoom account: entered, tested, then saved in one change. */
export class AccountForm {
  readonly #deps: AccountFormDeps;
  readonly #tests: StepTests;
  readonly #isSecretFromEnvironment: boolean;
  #draft = EMPTY_DRAFT;
  #isSaving = false;
  #errors: ReadonlyMap<FieldName, MessageKey> = new Map();

  constructor(deps: AccountFormDeps, tests: StepTests, isSecretFromEnvironment: boolean) {
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
      // Replaces what was typed (the whole address) by the value in force.
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

  /** Drops the test results of an account or agent that has changed. */
  resetTests(): void {
    this.clearErrors();
    this.#tests.discard('account');
    this.#tests.discard('agent');
    this.#deps.render();
  }

  clearErrors(): void {
    this.#errors = new Map();
  }

  /** Tests the input, and saves it if calls will arrive. */
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
    // Keeps what was typed while saving.
    if (result.kind === 'done' && this.#draft === draft) this.#draft = EMPTY_DRAFT;
    render();
    return result.kind === 'done'
      ? succeed(t()('welcome.saved'))
      : toChangeFailure(result, t()('settings.expected.text'), this.#deps);
  }

  /** The configuration with the unsaved input. */
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

  /** Reads the keychain's secret of an account that is not set up: it was not loaded at the start. */
  async #fetchSecret(): Promise<void> {
    const { secrets } = this.#deps.store;
    const draft = this.#draft;
    if (draft.clientSecret !== null || this.#preview.account !== null) return;
    if (secrets.getState(ZOOM_CLIENT_SECRET).kind !== 'stored') return;
    const clientSecret = await readStoredSecret(secrets, ZOOM_CLIENT_SECRET);
    if (clientSecret !== null && this.#draft === draft) this.#draft = { ...draft, clientSecret };
  }

  /** Marks the fields that a test needs; null if all are filled in. */
  #findIncomplete(): CommandResult | null {
    const { store, t } = this.#deps;
    const configuration = this.#preview;
    const errors = new Map<FieldName, MessageKey>();
    for (const id of DRAFT_FIELDS)
      if (getText(configuration, id) === '') errors.set(id, 'welcome.field.required');
    const subscription = configuration.settings.zoom.subscriptionId;
    if (subscription !== null && readSubscriptionId(subscription) === null)
      errors.set('zoom.subscriptionId', 'welcome.field.no-subscription');
    const hasSecret =
      this.#draft.clientSecret !== null ||
      this.#isSecretFromEnvironment ||
      isSecretKnown(store.secrets.getState(ZOOM_CLIENT_SECRET));
    if (!hasSecret) errors.set('zoom.clientSecret', 'welcome.field.required');
    this.#errors = errors;
    if (errors.size === 0) return null;
    this.#tests.discard('account');
    this.#deps.render();
    return fail(t()('welcome.incomplete'));
  }
}

/** As the settings file nests it. */
function toNestedSettings(values: Draft['values']): Readonly<Record<string, unknown>> {
  return {
    zoom: Object.fromEntries(Object.entries(values).map(([id, value]) => [id.replace('zoom.', ''), value])),
  };
}

function getText({ settings: { zoom } }: Configuration, id: DraftField): string {
  const values: Readonly<Record<DraftField, string | null>> = {
    'zoom.accountId': zoom.accountId,
    'zoom.clientId': zoom.clientId,
    'zoom.subscriptionId': zoom.subscriptionId,
  };
  return values[id] ?? '';
}

function getAccountChecks({ account, settings }: Configuration): readonly CheckName[] {
  // Everything is entered, so another setting is unusable: this check names it.
  if (account === null) return ['settings'];
  const agent = settings.zoom.agent === null ? [] : (['agent'] as const);
  return ['keychain', 'proxy-and-certificates', 'token', 'scopes', ...agent, 'websocket'];
}

/** Whether calls will arrive. A keychain that does not answer, or an unknown agent, does not prevent saving. */
function isSufficient(checks: readonly Check[]): boolean {
  const getResult = (name: CheckName): boolean | null =>
    checks.find((check) => check.name === name)?.ok ?? null;
  return getResult('token') === true && getResult('scopes') !== false && getResult('websocket') === true;
}
