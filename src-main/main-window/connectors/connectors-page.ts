import type { Core } from '../../../src-core/create-core.ts';
import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import { checkEntry } from '../../../src-core/crm/open-connectors.ts';
import { readTypedNumber } from '../../../src-core/phone-numbers/typed-number.ts';
import { toSecretKey } from '../../../src-core/secrets/secret-store.ts';
import type { ConnectorsCommand, ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import { runHandler, type CommandHandlers } from '../../command-handlers.ts';
import { toChangeFailure } from '../fields.ts';
import { OK, fail, succeed, type Page, type PageDeps, type PageViewContext } from '../page.ts';
import { readStoredSecret } from '../stored-secret.ts';
import { findFreeId, type Draft } from './connector-draft.ts';
import { isEnabled } from './connector-entries.ts';
import { ConnectorFormEditor, type FormEditorDeps } from './connector-form-editor.ts';
import { ConnectorForm } from './connector-form.ts';
import { ConnectorList } from './connector-list.ts';
import { ConnectorTest } from './connector-test.ts';
import { connectorsView, type ConnectorsModel } from './connectors-view.ts';
import { WatchedContacts } from './watched-contacts.ts';

interface ConnectorsDeps extends FormEditorDeps, Pick<PageDeps, 'clock' | 'copy'> {
  readonly core: FormEditorDeps['core'] & {
    readonly service: { readonly state: Pick<Core['service']['state'], 'connectors'> };
  };
}

/** The page of the contacts file and the CRMs, each of which can be tested with a number. */
export class ConnectorsPage implements Page<ConnectorsView, ConnectorsCommand> {
  readonly #deps: ConnectorsDeps;
  readonly #list: ConnectorList;
  readonly #test: ConnectorTest;
  readonly #editor: ConnectorFormEditor;
  readonly #contacts: WatchedContacts;
  #isVisible = false;
  #content: 'list' | 'kinds' | ConnectorForm = 'list';
  #number = '';

  readonly #handlers: CommandHandlers<ConnectorsCommand, CommandResult | Promise<CommandResult>> = {
    set: ({ id, value }) =>
      this.#form === null ? this.#setListField(id, value) : this.#editor.set(this.#form, id, value),
    secret: ({ id, value }) =>
      this.#form === null ? this.#refuse() : this.#editor.enterSecret(this.#form, id, value),
    chooseFile: ({ id }) =>
      this.#form === null ? this.#chooseContacts(id) : this.#editor.chooseFile(this.#form, id),
    forgetSecret: () => this.#refuse(),
    pressed: () => this.#refuse(),
    enable: ({ key, enabled }) => this.#list.enable(key, enabled),
    move: ({ key, direction }) => this.#list.move(key, direction),
    remove: ({ key }) => {
      if (this.#test.state?.key === key) this.#test.stop();
      return this.#list.remove(key);
    },
    add: () => this.#add(),
    choose: ({ kind }) => this.#choose(kind),
    edit: ({ key }) => this.#edit(key),
    signIn: () => (this.#form === null ? OK : this.#editor.signIn(this.#form)),
    stopSignIn: () => {
      this.#form?.cancelSignIn();
      this.#deps.render();
      return OK;
    },
    copyRedirect: () => this.#copyRedirect(),
    try: ({ key, number }) => this.#runTest(key, number),
    stopTrial: () => {
      this.#test.stop();
      this.#deps.render();
      return OK;
    },
    save: () => (this.#form === null ? OK : this.#editor.save(this.#form)),
    cancel: () => {
      this.#go('list');
      return OK;
    },
  };

  constructor(deps: ConnectorsDeps) {
    this.#deps = deps;
    this.#list = new ConnectorList(deps);
    this.#test = new ConnectorTest(deps);
    this.#editor = new ConnectorFormEditor(deps, this.#list, this.#test, () => this.#go('list'));
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

  /** Keeps unsaved input, and a sign-in, which continues in the browser. */
  onHide(): void {
    this.#isVisible = false;
    this.#test.stop();
    this.#number = '';
    this.#watchContacts();
  }

  async handle(command: ConnectorsCommand): Promise<CommandResult> {
    return await runHandler(this.#handlers, command.type, command);
  }

  get #model(): ConnectorsModel {
    const { core, store } = this.#deps;
    const content = this.#content;
    return {
      content:
        content instanceof ConnectorForm
          ? { at: 'form', form: content, stored: store.secrets.getState(toSecretKey(content.draft.id)) }
          : { at: content },
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

  /** The answer to a command for a field that is not shown. */
  #refuse(): CommandResult {
    return fail(this.#deps.t()('settings.unknown'));
  }

  #setListField(id: string, value: unknown): CommandResult {
    // The window cannot name a file: users choose it in the system's dialog.
    return id === 'contacts' && value === null ? this.#setContacts(null) : this.#refuse();
  }

  async #chooseContacts(id: string): Promise<CommandResult> {
    const { dialogs, t } = this.#deps;
    if (id !== 'contacts') return this.#refuse();
    const fileTypes = [{ name: t()('connectors.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
    const path = await dialogs.openFile(t()('connectors.contacts.dialog'), fileTypes);
    return path === null ? OK : this.#setContacts(path);
  }

  #setContacts(path: string | null): CommandResult {
    const { store, render, t } = this.#deps;
    const result = store.set('contacts', path ?? undefined);
    // The window shows the value in force again.
    render();
    if (result.kind === 'done') return OK;
    return toChangeFailure(result, t()('settings.expected.text'), this.#deps);
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
    // A secret belongs to an entry by the id alone.
    const hasOwnId = 'ok' in check || check.wrong.every((one) => one.key !== 'id');
    const id = hasOwnId ? checked.id : findFreeId(type, taken);
    const original = { ...entry, enabled: isEnabled(entry) };
    this.#go(new ConnectorForm({ type, key, id, original, entered: new Map() }, taken, hasOwnId));
    void this.#loadSecretState(id);
    return OK;
  }

  /** Learns whether there is a secret; its value is discarded. */
  async #loadSecretState(id: string): Promise<void> {
    await readStoredSecret(this.#deps.store.secrets, toSecretKey(id));
    this.#deps.render();
  }

  #copyRedirect(): CommandResult {
    const { copy, t } = this.#deps;
    const { content } = connectorsView(this.#model, t());
    if (content.at !== 'form' || content.signIn.how !== 'browser') return this.#refuse();
    copy(content.signIn.redirect.address);
    return succeed(t()('action.copied'));
  }

  /** @param key null: the entry in the form */
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
    await this.#test.run(key, { entry, number }, secrets, this.#list.configuration);
    return OK;
  }
}
