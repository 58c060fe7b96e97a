import type { Core } from '../../../src-core/create-core.ts';
import { getConnectorFields, type ConnectorField } from '../../../src-core/crm/connector-fields.ts';
import { formatSignInOutcome } from '../../../src-core/crm/sign-in.ts';
import { LANGUAGES, getTranslate, type Language, type Translate } from '../../../src-core/i18n/index.ts';
import { SecretStoreError, toSecretKey } from '../../../src-core/secrets/secret-store.ts';
import type { FieldValue } from '../../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import { formatKeychainFault } from '../fields.ts';
import { OK, fail, succeed, type PageDeps } from '../page.ts';
import { readStoredSecret } from '../stored-secret.ts';
import { isFileField } from './connector-draft.ts';
import { isEnabled } from './connector-entries.ts';
import { formatConnectorName, formatFieldNames } from './connector-labels.ts';
import type { ConnectorForm } from './connector-form.ts';
import type { ConnectorList } from './connector-list.ts';
import type { ConnectorTest } from './connector-test.ts';

export interface FormEditorDeps extends Pick<PageDeps, 'store' | 'dialogs' | 't' | 'render' | 'openAddress'> {
  readonly core: Pick<Core, 'reopenConnectors'> & { readonly network: Pick<Core['network'], 'transport'> };
}

/** Handles the commands of an open form: fields, secret, sign-in, save. */
export class ConnectorFormEditor {
  readonly #deps: FormEditorDeps;
  readonly #list: ConnectorList;
  readonly #test: ConnectorTest;
  readonly #onSaved: () => void;
  #isSaving = false;

  /** @param onSaved closes the form */
  constructor(deps: FormEditorDeps, list: ConnectorList, test: ConnectorTest, onSaved: () => void) {
    this.#deps = deps;
    this.#list = list;
    this.#test = test;
    this.#onSaved = onSaved;
  }

  set(form: ConnectorForm, id: string, value: FieldValue | null): CommandResult {
    const refusal = this.#list.checkLock();
    if (refusal !== null) return refusal;
    const field = findField(form, id);
    const entered = value ?? '';
    const isValid =
      field?.kind === 'flag'
        ? typeof entered === 'boolean'
        : typeof entered === 'string' && field !== undefined && (!isFileField(field) || entered === '');
    if (!isValid || (typeof entered !== 'string' && typeof entered !== 'boolean'))
      return fail(this.#deps.t()('settings.unknown'));
    return this.#enter(form, id, entered);
  }

  enterSecret(form: ConnectorForm, id: string, typed: string): CommandResult {
    const { render, t } = this.#deps;
    const expectedId = ({ secret: 'secret', oauth: 'clientSecret', none: null } as const)[form.signInKind];
    if (expectedId === null || id !== expectedId) return fail(t()('settings.unknown'));
    if (!form.setSecret(typed, expectedId)) return fail(t()('cli.sign-in.unusable'));
    render();
    return OK;
  }

  async chooseFile(form: ConnectorForm, id: string): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    const refusal = this.#list.checkLock();
    if (refusal !== null) return refusal;
    const field = findField(form, id);
    if (field === undefined || !isFileField(field)) return fail(t()('settings.unknown'));
    const fileTypes = [{ name: t()('connectors.file.kind'), extensions: ['json', 'xml'] }];
    const path = await dialogs.openFile(t()('connectors.file.dialog'), fileTypes);
    return path === null ? OK : this.#enter(form, id, path);
  }

  async signIn(form: ConnectorForm): Promise<CommandResult> {
    const { core, store, openAddress, render, t } = this.#deps;
    if (form.isSigningIn) return OK;
    const { signIn } = form.checked;
    if (signIn?.kind !== 'oauth') return this.#reportIncomplete(form);
    const name = formatConnectorName({ type: form.draft.type, entry: form.checked.entry }, t());
    const signingIn = form.signIn(name, signIn.provider, {
      store: store.secrets,
      transport: core.network.transport,
      language: getLanguage(t()),
      t: t(),
      open: openAddress,
    });
    render();
    const outcome = await signingIn;
    render();
    // Canceled.
    if (outcome === null) return OK;
    switch (outcome.kind) {
      case 'stored':
        return succeed(t()('connectors.sign-in.done'));
      case 'empty':
        return fail(t()('connectors.sign-in.no-client-secret'));
      case 'unusable':
      case 'failed':
        return fail(formatSignInOutcome(outcome, name, t()));
    }
  }

  /** The answer that prevents saving or testing this form, whose fields it marks; null if nothing does. */
  check(form: ConnectorForm): CommandResult | null {
    const { t } = this.#deps;
    form.recheck(this.#list.entries.filter(({ key }) => key !== form.draft.key).map(({ id }) => id));
    const { unreadable, wrong, signIn } = form.checked;
    if (unreadable.size > 0 || wrong.length > 0) return this.#reportIncomplete(form);
    if (!form.needsNewSecret) return null;
    return fail(t()(signIn?.kind === 'oauth' ? 'connectors.sign-in.anew' : 'connectors.secret.anew'));
  }

  /** Ignored while another save runs. */
  async save(form: ConnectorForm): Promise<CommandResult> {
    if (this.#isSaving) return OK;
    this.#isSaving = true;
    try {
      return this.#list.lock === null ? await this.#saveForm(form) : await this.#saveSecret(form);
    } finally {
      this.#isSaving = false;
    }
  }

  /** The user's own sign-in can be saved even if the list is locked. */
  async #saveSecret(form: ConnectorForm): Promise<CommandResult> {
    const secret = form.stagedSecret;
    if (secret === null) {
      this.#onSaved();
      return OK;
    }
    await this.#deps.store.secrets.set(toSecretKey(form.draft.id), secret);
    return await this.#finish(form, secret);
  }

  async #saveForm(form: ConnectorForm): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const obstacle = this.check(form);
    if (obstacle !== null) return obstacle;
    const { id, key } = form.draft;
    const { entry } = form.checked;
    const { canUseStoredSecret, needsSecret, stagedSecret: secret } = form;
    const name = toSecretKey(id);
    // Secret first: settings apply at once, and the stored secret must not be sent to a new address.
    const before = await readStoredSecret(store.secrets, name);
    try {
      if (secret !== null) await store.secrets.set(name, secret);
      else if (!canUseStoredSecret && (needsSecret || before !== null)) await store.secrets.remove(name);
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return fail(t()('connectors.form.unsure', formatKeychainFault(error.fault, t())));
    }
    const answer = this.#list.put(key, entry);
    if (answer === null) return await this.#finish(form, secret);
    // Not saved, so the new secret must not be sent to the old address.
    if (before !== null) await store.secrets.set(name, before);
    else if (secret !== null) await this.#removeQuietly(name);
    return answer;
  }

  async #removeQuietly(name: string): Promise<void> {
    try {
      await this.#deps.store.secrets.remove(name);
    } catch (error) {
      // Ignored: it was stored a moment ago, or could not be.
      if (!(error instanceof SecretStoreError)) throw error;
    }
  }

  async #finish(form: ConnectorForm, secret: string | null): Promise<CommandResult> {
    const { core, store, t } = this.#deps;
    const { id, type } = form.draft;
    const { entry } = form.checked;
    const key = toSecretKey(id);
    // A CRM that rejected the previous sign-in is asked again at once.
    if (secret !== null) core.reopenConnectors();
    const isMissing =
      secret === null && form.needsSecret && (await readStoredSecret(store.secrets, key)) === null;
    this.#onSaved();
    const name = formatConnectorName({ type, entry }, t());
    const state = store.secrets.getState(key);
    if (secret !== null && state.kind === 'this-run')
      return succeed(
        t()('connectors.form.saved-this-run', { name, ...formatKeychainFault(state.fault, t()) }),
      );
    if (!isEnabled(entry)) return succeed(t()('connectors.form.saved-off', { name }));
    return succeed(t()(isMissing ? 'connectors.form.saved-without' : 'connectors.form.saved', { name }));
  }

  #enter(form: ConnectorForm, key: string, value: string | boolean): CommandResult {
    // A test at another address says nothing about the new one.
    if (form.enter(key, value)) this.#test.stop();
    this.#deps.render();
    return OK;
  }

  /** Marks the missing and unusable fields. */
  #reportIncomplete(form: ConnectorForm): CommandResult {
    const { render, t } = this.#deps;
    const { unreadable, wrong } = form.checked;
    form.shouldShowAllErrors = true;
    render();
    const keys = [...unreadable.keys(), ...wrong.map(({ key }) => key)];
    return fail(t()('connectors.form.incomplete', { fields: formatFieldNames(form.draft.type, keys, t()) }));
  }
}

function findField(form: ConnectorForm, id: string): ConnectorField | undefined {
  return getConnectorFields(form.draft.type).find(({ key }) => key === id);
}

/** The language of these texts. */
function getLanguage(t: Translate): Language {
  return LANGUAGES.find((language) => getTranslate(language) === t) ?? 'en';
}
