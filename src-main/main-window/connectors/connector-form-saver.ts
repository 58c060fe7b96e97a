import type { Core } from '../../../src-core/create-core.ts';
import { SecretStoreError, toSecretKey } from '../../../src-core/secrets/secret-store.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import { isEnabled } from './connector-entries.ts';
import type { ConnectorFormEditor } from './connector-form-editor.ts';
import type { ConnectorForm } from './connector-form.ts';
import { formatConnectorName } from './connector-labels.ts';
import type { ConnectorList } from './connector-list.ts';
import { formatKeychainFault } from '../fields.ts';
import { OK, fail, succeed, type PageDeps } from '../page.ts';
import { readStoredSecret } from '../stored-secret.ts';

export interface FormSaverDeps extends Pick<PageDeps, 'store' | 't'> {
  readonly core: Pick<Core, 'reopenConnectors'>;
}

/** Saves a form: its secret to the keychain, its entry to the list. */
export class ConnectorFormSaver {
  readonly #deps: FormSaverDeps;
  readonly #list: ConnectorList;
  readonly #editor: Pick<ConnectorFormEditor, 'check'>;
  readonly #onSaved: () => void;
  #isSaving = false;

  /** @param onSaved nothing is left to be done in the form */
  constructor(
    deps: FormSaverDeps,
    list: ConnectorList,
    editor: Pick<ConnectorFormEditor, 'check'>,
    onSaved: () => void,
  ) {
    this.#deps = deps;
    this.#list = list;
    this.#editor = editor;
    this.#onSaved = onSaved;
  }

  /** Does nothing while another save runs. */
  async save(form: ConnectorForm): Promise<CommandResult> {
    if (this.#isSaving) return OK;
    this.#isSaving = true;
    try {
      return this.#list.lock === null ? await this.#saveForm(form) : await this.#saveSecret(form);
    } finally {
      this.#isSaving = false;
    }
  }

  /** Of an entry that is fixed by others the sign-in is still one's own. */
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
    const obstacle = this.#editor.check(form);
    if (obstacle !== null) return obstacle;
    const { id, key } = form.draft;
    const { entry } = form.checked;
    const { canUseStoredSecret, needsSecret, stagedSecret: secret } = form;
    const name = toSecretKey(id);
    // First the secret: the settings hold at once, and what was stored before must not go to a new address.
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
    // Nothing has changed: neither may the new secret go to the old address.
    if (before !== null) await store.secrets.set(name, before);
    else if (secret !== null) await this.#removeQuietly(name);
    return answer;
  }

  async #removeQuietly(name: string): Promise<void> {
    try {
      await this.#deps.store.secrets.remove(name);
    } catch (error) {
      // It was stored a moment ago, or could not be.
      if (!(error instanceof SecretStoreError)) throw error;
    }
  }

  async #finish(form: ConnectorForm, secret: string | null): Promise<CommandResult> {
    const { core, store, t } = this.#deps;
    const { id, type } = form.draft;
    const { entry } = form.checked;
    const key = toSecretKey(id);
    // After a new sign-in, a CRM that refused the one before is asked again at once.
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
}
