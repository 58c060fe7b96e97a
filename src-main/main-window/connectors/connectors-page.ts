import type { Core } from '../../../src-core/create-core.ts';
import { checkEntry } from '../../../src-core/crm/open-connectors.ts';
import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import { readTypedNumber } from '../../../src-core/phone-numbers/typed-number.ts';
import { toSecretKey } from '../../../src-core/secrets/secret-store.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import type { ConnectorsCommand, ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import { findFreeId, type Draft } from './connector-draft.ts';
import { isEnabled } from './connector-entries.ts';
import { ConnectorFormEditor, type FormEditorDeps } from './connector-form-editor.ts';
import { ConnectorFormSaver, type FormSaverDeps } from './connector-form-saver.ts';
import { ConnectorForm } from './connector-form.ts';
import { ConnectorList } from './connector-list.ts';
import { ConnectorTest } from './connector-test.ts';
import { connectorsView, type ConnectorsModel } from './connectors-view.ts';
import { WatchedContacts } from './watched-contacts.ts';
import { formatChangeError } from '../fields.ts';
import { OK, fail, succeed, type Page, type PageViewContext, type PageDeps } from '../page.ts';
import { readStoredSecret } from '../stored-secret.ts';

interface ConnectorsDeps extends FormEditorDeps, Pick<PageDeps, 'clock' | 'copy'> {
  readonly core: FormEditorDeps['core'] &
    FormSaverDeps['core'] & {
      readonly service: { readonly state: Pick<Core['service']['state'], 'connectors'> };
    };
}

/** Where it is looked up who calls: the contacts file and the CRMs, each of which can be tried with a number. */
export class ConnectorsPage implements Page<ConnectorsView, ConnectorsCommand> {
  readonly #deps: ConnectorsDeps;
  readonly #list: ConnectorList;
  readonly #test: ConnectorTest;
  readonly #editor: ConnectorFormEditor;
  readonly #saver: ConnectorFormSaver;
  readonly #contacts: WatchedContacts;
  #isVisible = false;
  #content: 'list' | 'kinds' | ConnectorForm = 'list';
  #number = '';

  constructor(deps: ConnectorsDeps) {
    this.#deps = deps;
    this.#list = new ConnectorList(deps);
    this.#test = new ConnectorTest(deps);
    this.#editor = new ConnectorFormEditor(deps, this.#list, this.#test);
    this.#saver = new ConnectorFormSaver(deps, this.#list, this.#editor, () => this.#go('list'));
    this.#contacts = new WatchedContacts(() => deps.render());
    deps.store.onChange(() => {
      this.#list.reload();
      this.#watchContacts();
      deps.render();
    });
  }

  view({ t }: PageViewContext): ConnectorsView {
    return connectorsView(this.#model, t);
  }

  onShow(): void {
    this.#isVisible = true;
    this.#list.recheck();
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
    const form = this.#form;
    switch (command.type) {
      case 'set':
        return form === null
          ? this.#setListField(command.id, command.value)
          : this.#editor.set(form, command.id, command.value);
      case 'secret':
        return form === null
          ? fail(this.#deps.t()('settings.unknown'))
          : this.#editor.enterSecret(form, command.id, command.value);
      case 'chooseFile':
        return form === null
          ? await this.#chooseContacts(command.id)
          : await this.#editor.chooseFile(form, command.id);
      case 'forgetSecret':
      case 'pressed':
        return fail(this.#deps.t()('settings.unknown'));
      case 'enable':
        return this.#list.enable(command.key, command.enabled);
      case 'move':
        return this.#list.move(command.key, command.direction);
      case 'remove':
        if (this.#test.state?.key === command.key) this.#test.stop();
        return await this.#list.remove(command.key);
      case 'add':
        return this.#add();
      case 'choose':
        return this.#choose(command.kind);
      case 'edit':
        return this.#edit(command.key);
      case 'signIn':
        return form === null ? OK : await this.#editor.signIn(form);
      case 'stopSignIn':
        form?.cancelSignIn();
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
        return form === null ? OK : await this.#saver.save(form);
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
        path: this.#list.configuration.settings.contacts,
        lock: store.findLock('contacts'),
        report: this.#contacts.report,
      },
      entries: this.#list.entries,
      lock: this.#list.lock,
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

  #watchContacts(): void {
    if (this.#isVisible) this.#contacts.watch(this.#list.configuration.settings);
    else this.#contacts.stop();
  }

  #setListField(id: string, value: unknown): CommandResult {
    // Which file is read, the user says in the system's own dialog.
    return id === 'contacts' && value === null
      ? this.#setContacts(null)
      : fail(this.#deps.t()('settings.unknown'));
  }

  async #chooseContacts(id: string): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    if (id !== 'contacts') return fail(t()('settings.unknown'));
    const fileTypes = [{ name: t()('connectors.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
    const path = await dialogs.openFile(t()('connectors.contacts.dialog'), fileTypes);
    return path === null ? OK : this.#setContacts(path);
  }

  #setContacts(path: string | null): CommandResult {
    const { store, render, t } = this.#deps;
    const result = store.set('contacts', path ?? undefined);
    // What was typed gives way to what counts.
    render();
    if (result.kind === 'done') return OK;
    return fail(formatChangeError(result, t()('settings.expected.text'), store.current.home, t()));
  }

  #add(): CommandResult {
    const refusal = this.#list.checkRoom();
    if (refusal === null) this.#go('kinds');
    return refusal ?? OK;
  }

  #choose(type: string): CommandResult {
    const refusal = this.#list.checkLock();
    if (refusal !== null || this.#content !== 'kinds') return refusal ?? OK;
    const taken = this.#list.entries.map(({ id }) => id);
    const draft: Draft = { type, key: null, id: findFreeId(type, taken), original: {}, entered: new Map() };
    this.#go(new ConnectorForm(draft, taken, false));
    return OK;
  }

  #edit(key: string): CommandResult {
    const checked = this.#list.find(key);
    if (checked === undefined || getConnectorFields(checked.type).length === 0)
      return this.#list.reportMissing();
    const { type, entry } = checked;
    const taken = this.#list.entries.filter((other) => other !== checked).map(({ id }) => id);
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
    await readStoredSecret(this.#deps.store.secrets, toSecretKey(id));
    this.#deps.render();
  }

  #copyRedirect(): CommandResult {
    const { copy, t } = this.#deps;
    const { content } = connectorsView(this.#model, t());
    if (content.at !== 'form' || content.signIn.how !== 'browser') return fail(t()('settings.unknown'));
    copy(content.signIn.redirect.address);
    return succeed(t()('action.copied'));
  }

  /** @param key null = with what is in the form */
  async #runTest(key: string | null, typed: string): Promise<CommandResult> {
    const { store, t } = this.#deps;
    const form = key === null ? this.#form : null;
    if (key === null && form === null) return OK;
    const entry = form === null ? this.#list.find(key ?? '')?.entry : form.checked.entry;
    if (entry === undefined) return this.#list.reportMissing();
    this.#number = typed;
    const check = checkEntry(entry);
    const country = 'ok' in check ? check.entry.country : null;
    const number = readTypedNumber(typed, country ?? this.#list.configuration.settings.country);
    if (number === null) return fail(t()('connectors.try.no-number'));
    const obstacle = form === null ? null : this.#editor.check(form);
    if (obstacle !== null) return obstacle;
    const secrets = form === null ? store.secrets : form.createSecretStore(store.secrets);
    await this.#test.run({ key, entry, number }, secrets, this.#list.configuration);
    return OK;
  }
}
