import type { Core } from '../../../src-core/create-core.ts';
import { checkEntry } from '../../../src-core/crm/open-connectors.ts';
import { formatSignInOutcome } from '../../../src-core/crm/sign-in.ts';
import { LANGUAGES, getTranslate, type Language, type Translate } from '../../../src-core/i18n/index.ts';
import type { ChangeResult } from '../../../src-core/settings/settings-store.ts';
import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import { createContactsFile, type ContactsFile } from '../../../src-core/contacts/contacts-file.ts';
import { readTypedNumber } from '../../../src-core/phone-numbers/typed-number.ts';
import { toSecretKey, SecretStoreError } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { Configuration } from '../../../src-core/settings/load-settings.ts';
import type { FieldValue } from '../../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import type { ConnectorsCommand, ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import { findFreeId, isFileField, type Draft } from './connector-draft.ts';
import { isEnabled, readEntries, type CheckedEntry } from './connector-entries.ts';
import { ConnectorForm } from './connector-form.ts';
import { ConnectorTest } from './connector-test.ts';
import { connectorsView, MAX_CONNECTORS, type ConnectorsModel } from './connectors-view.ts';
import { formatConnectorName, formatFieldNames } from './connector-labels.ts';
import { formatChangeError, formatKeychainFault, formatLock } from '../fields.ts';
import { OK, fail, succeed, type Page, type PageViewContext, type PageDeps } from '../page.ts';

interface ConnectorsDeps extends Pick<
  PageDeps,
  'store' | 'clock' | 'dialogs' | 't' | 'render' | 'copy' | 'openAddress'
> {
  readonly core: Pick<Core, 'reopenConnectors'> & {
    readonly service: { readonly state: Pick<Core['service']['state'], 'connectors'> };
    readonly network: Pick<Core['network'], 'transport'>;
  };
}

/** Where it is looked up who calls: the contacts file and the CRMs, each of which can be tried with a number. */
export class ConnectorsPage implements Page<ConnectorsView, ConnectorsCommand> {
  readonly #deps: ConnectorsDeps;
  readonly #test: ConnectorTest;
  #isVisible = false;
  /** what is set up; a trial of the simulated Zoom does not count */
  #configuration: Configuration;
  /** the CRMs as they stand in the settings, those included that cannot be read */
  #entries: readonly CheckedEntry[];
  #content: 'list' | 'kinds' | ConnectorForm = 'list';
  #number = '';
  /** read by ourselves, so that it can be said how it stands at any time */
  #contacts: { readonly path: string; readonly country: string; readonly file: ContactsFile } | null = null;
  #isSaving = false;

  constructor(deps: ConnectorsDeps) {
    this.#deps = deps;
    this.#test = new ConnectorTest(deps);
    const { store } = deps;
    this.#configuration = store.preview({}, null);
    this.#entries = readEntries(this.#configuration, store.findLock('connectors'));
    store.onChange(() => {
      this.#configuration = store.preview({}, null);
      this.#entries = readEntries(this.#configuration, store.findLock('connectors'));
      this.#watchContacts();
      deps.render();
    });
  }

  view({ t }: PageViewContext): ConnectorsView {
    return connectorsView(this.#model, t);
  }

  onShow(): void {
    const { store } = this.#deps;
    this.#isVisible = true;
    // Files that entries name may be others by now.
    this.#entries = readEntries(this.#configuration, store.findLock('connectors'));
    this.#watchContacts();
  }

  /** What was entered stays; a sign-in goes on, since it is at work in the browser. */
  onHide(): void {
    this.#isVisible = false;
    this.#test.stop();
    this.#number = '';
    this.#watchContacts();
  }

  async handle(command: ConnectorsCommand): Promise<CommandResult> {
    switch (command.type) {
      case 'set':
        return this.#set(command.id, command.value);
      case 'secret':
        return this.#enterSecret(command.id, command.value);
      case 'chooseFile':
        return await this.#chooseFile(command.id);
      case 'forgetSecret':
      case 'pressed':
        return fail(this.#deps.t()('settings.unknown'));
      case 'enable':
        return this.#enable(command.key, command.enabled);
      case 'move':
        return this.#move(command.key, command.direction);
      case 'remove':
        return await this.#remove(command.key);
      case 'add':
        return this.#add();
      case 'choose':
        return this.#choose(command.kind);
      case 'edit':
        return this.#edit(command.key);
      case 'signIn':
        return await this.#signIn();
      case 'stopSignIn':
        this.#form?.cancelSignIn();
        this.#deps.render();
        return OK;
      case 'copyRedirect':
        return this.#copyRedirect();
      case 'try':
        return await this.#runTest(command.key, command.number);
      case 'stopTrial':
        this.#test.stop();
        this.#deps.render();
        return OK;
      case 'save':
        return await this.#save();
      case 'cancel':
        this.#go('list');
        return OK;
    }
  }

  get #model(): ConnectorsModel {
    const { core, store } = this.#deps;
    return {
      content:
        this.#content instanceof ConnectorForm
          ? {
              at: 'form',
              form: this.#content,
              stored: store.secrets.getState(toSecretKey(this.#content.draft.id)),
            }
          : { at: this.#content },
      contacts: {
        path: this.#configuration.settings.contacts,
        lock: store.findLock('contacts'),
        report: this.#contacts?.file.report ?? null,
      },
      entries: this.#entries,
      lock: store.findLock('connectors'),
      test: this.#test.state,
      number: this.#number,
      connectors: core.service.state.connectors,
    };
  }

  get #form(): ConnectorForm | null {
    return this.#content instanceof ConnectorForm ? this.#content : null;
  }

  #go(content: 'list' | 'kinds' | ConnectorForm): void {
    this.#form?.cancelSignIn();
    this.#test.stop();
    this.#content = content;
    this.#deps.render();
  }

  // The contacts file

  #watchContacts(): void {
    const { contacts: path, country } = this.#configuration.settings;
    const shouldWatch = this.#isVisible && path !== null;
    if (shouldWatch && this.#contacts?.path === path && this.#contacts.country === country) return;
    this.#contacts?.file.stop();
    this.#contacts = null;
    if (!shouldWatch) return;
    const file = createContactsFile({ path, country, onReport: () => this.#deps.render() });
    this.#contacts = { path, country, file };
    file.start();
  }

  #setContacts(path: string | null): CommandResult {
    return this.#handleChange(this.#deps.store.set('contacts', path ?? undefined)) ?? OK;
  }

  // The list

  /** The whole list is one setting. */
  #write(entries: readonly Values[]): CommandResult | null {
    return this.#handleChange(this.#deps.store.set('connectors', entries));
  }

  /** What to say of a change that was not made; null = it was. */
  #handleChange(result: ChangeResult): CommandResult | null {
    const { store, render, t } = this.#deps;
    // What was typed gives way to what counts.
    render();
    if (result.kind === 'done') return null;
    const full = t()('connectors.crms.full', { count: MAX_CONNECTORS });
    return fail(formatChangeError(result, full, store.current.home, t()));
  }

  #findIndex(key: string): number {
    return this.#entries.findIndex((entry) => entry.key === key);
  }

  #reportMissing(): CommandResult {
    this.#deps.render();
    return fail(this.#deps.t()('connectors.gone'));
  }

  #enable(key: string, enabled: boolean): CommandResult {
    const at = this.#findIndex(key);
    if (at < 0) return this.#reportMissing();
    return (
      this.#write(this.#entries.map(({ entry }, index) => (index === at ? { ...entry, enabled } : entry))) ??
      OK
    );
  }

  #move(key: string, by: 'up' | 'down'): CommandResult {
    const at = this.#findIndex(key);
    const moved = this.#entries[at];
    if (moved === undefined) return this.#reportMissing();
    const to = by === 'up' ? at - 1 : at + 1;
    if (to < 0 || to >= this.#entries.length) return OK;
    const others = this.#entries.filter((_entry, index) => index !== at).map(({ entry }) => entry);
    const answer = this.#write(others.toSpliced(to, 0, moved.entry));
    if (answer !== null) return answer;
    const t = this.#deps.t();
    return succeed(
      t('connectors.moved', {
        name: formatConnectorName(moved, t),
        place: to + 1,
        count: this.#entries.length,
      }),
    );
  }

  async #remove(key: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const at = this.#findIndex(key);
    const removed = this.#entries[at];
    if (removed === undefined) return this.#reportMissing();
    if (this.#test.state?.key === key) this.#test.stop();
    const others = this.#entries.filter((_entry, index) => index !== at);
    const answer = this.#write(others.map(({ entry }) => entry));
    if (answer !== null) return answer;
    const name = formatConnectorName(removed, t());
    // Of two with the same id the other one needs it.
    if (removed.id === '' || others.some(({ id }) => id === removed.id))
      return succeed(t()('connectors.removed', { name }));
    try {
      await store.secrets.remove(toSecretKey(removed.id));
      return succeed(t()('connectors.removed', { name }));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return fail(t()('connectors.removed.secret-left', { name, ...formatKeychainFault(error.fault, t()) }));
    }
  }

  // The form

  #checkLock(): CommandResult | null {
    const lock = this.#deps.store.findLock('connectors');
    return lock === null ? null : fail(formatLock(lock, this.#deps.t()));
  }

  #add(): CommandResult {
    const refusal = this.#checkLock();
    if (refusal !== null) return refusal;
    if (this.#entries.length >= MAX_CONNECTORS)
      return fail(this.#deps.t()('connectors.crms.full', { count: MAX_CONNECTORS }));
    this.#go('kinds');
    return OK;
  }

  #choose(type: string): CommandResult {
    const refusal = this.#checkLock();
    if (refusal !== null || this.#content !== 'kinds') return refusal ?? OK;
    const taken = this.#entries.map(({ id }) => id);
    const draft: Draft = { type, key: null, id: findFreeId(type, taken), original: {}, entered: new Map() };
    this.#go(new ConnectorForm(draft, taken, false));
    return OK;
  }

  #edit(key: string): CommandResult {
    const checked = this.#entries[this.#findIndex(key)];
    if (checked === undefined || getConnectorFields(checked.type).length === 0) return this.#reportMissing();
    const { type, entry } = checked;
    const taken = this.#entries.filter((other) => other !== checked).map(({ id }) => id);
    const check = checkEntry(entry, taken);
    // By its id alone is a secret told from another's.
    const hasOwnId = 'ok' in check || check.wrong.every((one) => one.key !== 'id');
    const id = hasOwnId ? checked.id : findFreeId(type, taken);
    const original = { ...entry, enabled: isEnabled(entry) };
    this.#go(new ConnectorForm({ type, key, id, original, entered: new Map() }, taken, hasOwnId));
    void this.#loadSecretState(id);
    return OK;
  }

  /** Only whether there is a secret: what the keychain gives is let go of at once. */
  async #loadSecretState(id: string): Promise<void> {
    await this.#readStoredSecret(id);
    this.#deps.render();
  }

  /** null also where the keychain does not say; its state tells. */
  async #readStoredSecret(id: string): Promise<string | null> {
    try {
      return await this.#deps.store.secrets.get(toSecretKey(id));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return null;
    }
  }

  #set(id: string, value: FieldValue | null): CommandResult {
    const { t } = this.#deps;
    const form = this.#form;
    // Which file is read, the user says in the system's own dialog.
    if (form === null)
      return id === 'contacts' && value === null ? this.#setContacts(null) : fail(t()('settings.unknown'));
    const refusal = this.#checkLock();
    if (refusal !== null) return refusal;
    const field = getConnectorFields(form.draft.type).find(({ key }) => key === id);
    const entered = value ?? '';
    const isValid =
      field?.kind === 'flag'
        ? typeof entered === 'boolean'
        : typeof entered === 'string' && field !== undefined && (!isFileField(field) || entered === '');
    if (!isValid || (typeof entered !== 'string' && typeof entered !== 'boolean'))
      return fail(t()('settings.unknown'));
    return this.#enter(form, id, entered);
  }

  #enter(form: ConnectorForm, key: string, value: string | boolean): CommandResult {
    // What came of a trial elsewhere says nothing of the new address.
    if (form.enter(key, value)) this.#test.stop();
    this.#deps.render();
    return OK;
  }

  #enterSecret(id: string, typed: string): CommandResult {
    const { render, t } = this.#deps;
    const form = this.#form;
    const expectedId =
      form === null
        ? null
        : ({ secret: 'secret', oauth: 'clientSecret', none: null } as const)[form.signInKind];
    if (form === null || expectedId === null || id !== expectedId) return fail(t()('settings.unknown'));
    if (!form.setSecret(typed, expectedId)) return fail(t()('cli.sign-in.unusable'));
    render();
    return OK;
  }

  async #chooseFile(id: string): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    const form = this.#form;
    if (form === null) {
      if (id !== 'contacts') return fail(t()('settings.unknown'));
      const fileTypes = [{ name: t()('connectors.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
      const path = await dialogs.openFile(t()('connectors.contacts.dialog'), fileTypes);
      return path === null ? OK : this.#setContacts(path);
    }
    const refusal = this.#checkLock();
    if (refusal !== null) return refusal;
    const field = getConnectorFields(form.draft.type).find(({ key }) => key === id);
    if (field === undefined || !isFileField(field)) return fail(t()('settings.unknown'));
    const fileTypes = [{ name: t()('connectors.file.kind'), extensions: ['json', 'xml'] }];
    const path = await dialogs.openFile(t()('connectors.file.dialog'), fileTypes);
    return path === null ? OK : this.#enter(form, id, path);
  }

  #copyRedirect(): CommandResult {
    const { copy, t } = this.#deps;
    const { content } = connectorsView(this.#model, t());
    if (content.at !== 'form' || content.signIn.how !== 'browser') return fail(t()('settings.unknown'));
    copy(content.signIn.redirect.address);
    return succeed(t()('action.copied'));
  }

  async #signIn(): Promise<CommandResult> {
    const { core, store, openAddress, render, t } = this.#deps;
    const form = this.#form;
    if (form === null || form.isSigningIn) return OK;
    const { signIn } = form.checked;
    if (signIn?.kind !== 'oauth') return this.#reportIncomplete(form);
    const { type } = form.draft;
    const name = formatConnectorName({ type, entry: form.checked.entry }, t());
    const { transport } = core.network;
    const signingIn = form.signIn(name, signIn.provider, {
      store: store.secrets,
      transport,
      language: getLanguage(t()),
      t: t(),
      open: openAddress,
    });
    render();
    const outcome = await signingIn;
    render();
    // Who gave it up needs no telling.
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

  /** Marks what is missing or cannot be used. */
  #reportIncomplete(form: ConnectorForm): CommandResult {
    const { render, t } = this.#deps;
    const { unreadable, wrong } = form.checked;
    form.shouldShowAllErrors = true;
    render();
    const keys = [...unreadable.keys(), ...wrong.map(({ key }) => key)];
    return fail(t()('connectors.form.incomplete', { fields: formatFieldNames(form.draft.type, keys, t()) }));
  }

  /** What keeps this form from being saved or tried; null = nothing. */
  #checkForm(form: ConnectorForm): CommandResult | null {
    const { t } = this.#deps;
    form.recheck(this.#entries.filter(({ key }) => key !== form.draft.key).map(({ id }) => id));
    const { unreadable, wrong, signIn } = form.checked;
    if (unreadable.size > 0 || wrong.length > 0) return this.#reportIncomplete(form);
    if (!form.needsNewSecret) return null;
    return fail(t()(signIn?.kind === 'oauth' ? 'connectors.sign-in.anew' : 'connectors.secret.anew'));
  }

  async #save(): Promise<CommandResult> {
    const form = this.#form;
    if (form === null || this.#isSaving) return OK;
    this.#isSaving = true;
    try {
      return this.#checkLock() === null ? await this.#saveForm(form) : await this.#saveSecret(form);
    } finally {
      this.#isSaving = false;
    }
  }

  /** Of an entry that is fixed by others the sign-in is still one's own. */
  async #saveSecret(form: ConnectorForm): Promise<CommandResult> {
    const { store } = this.#deps;
    const { id } = form.draft;
    const secret = form.stagedSecret;
    if (secret === null) {
      this.#go('list');
      return OK;
    }
    await store.secrets.set(toSecretKey(id), secret);
    return await this.#finishSave(form, secret);
  }

  async #saveForm(form: ConnectorForm): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const obstacle = this.#checkForm(form);
    if (obstacle !== null) return obstacle;
    const { id, key } = form.draft;
    const { entry } = form.checked;
    const { canUseStoredSecret, needsSecret, stagedSecret: secret } = form;
    const name = toSecretKey(id);
    // First the secret: the settings hold at once, and what was stored before must not go to a new address.
    const before = await this.#readStoredSecret(id);
    try {
      if (secret !== null) await store.secrets.set(name, secret);
      else if (!canUseStoredSecret && (needsSecret || before !== null)) await store.secrets.remove(name);
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return fail(t()('connectors.form.unsure', formatKeychainFault(error.fault, t())));
    }
    const at = key === null ? -1 : this.#findIndex(key);
    const entries = this.#entries.map((one) => one.entry);
    const answer = this.#write(at < 0 ? [...entries, entry] : entries.with(at, entry));
    if (answer === null) return await this.#finishSave(form, secret);
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

  async #finishSave(form: ConnectorForm, secret: string | null): Promise<CommandResult> {
    const { core, store, t } = this.#deps;
    const { id, type } = form.draft;
    const { entry } = form.checked;
    // Whoever has signed in anew need not wait until a CRM that refused the one before is asked again by itself.
    if (secret !== null) core.reopenConnectors();
    const isMissing = secret === null && form.needsSecret && (await this.#readStoredSecret(id)) === null;
    this.#go('list');
    const name = formatConnectorName({ type, entry }, t());
    const state = store.secrets.getState(toSecretKey(id));
    if (secret !== null && state.kind === 'this-run')
      return succeed(
        t()('connectors.form.saved-this-run', { name, ...formatKeychainFault(state.fault, t()) }),
      );
    if (!isEnabled(entry)) return succeed(t()('connectors.form.saved-off', { name }));
    return succeed(t()(isMissing ? 'connectors.form.saved-without' : 'connectors.form.saved', { name }));
  }

  // The trial

  /** @param key null = with what is in the form */
  async #runTest(key: string | null, typed: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const form = key === null ? this.#form : null;
    if (key === null && form === null) return OK;
    const entry = form === null ? this.#entries[this.#findIndex(key ?? '')]?.entry : form.checked.entry;
    if (entry === undefined) return this.#reportMissing();
    this.#number = typed;
    const check = checkEntry(entry);
    const country = 'ok' in check ? check.entry.country : null;
    const number = readTypedNumber(typed, country ?? this.#configuration.settings.country);
    if (number === null) return fail(t()('connectors.try.no-number'));
    const obstacle = form === null ? null : this.#checkForm(form);
    if (obstacle !== null) return obstacle;
    const secrets = form === null ? store.secrets : form.createSecretStore(store.secrets);
    await this.#test.run({ key, entry, number }, secrets, this.#configuration);
    return OK;
  }
}

/** The language that these words are of. */
function getLanguage(t: Translate): Language {
  return LANGUAGES.find((language) => getTranslate(language) === t) ?? 'en';
}
