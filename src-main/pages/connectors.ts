import { z } from 'zod';
import type { Assembly } from '../../src-core/assemble.ts';
import { checkEntry } from '../../src-core/connectors.ts';
import { signInSentence } from '../../src-core/connector-sign-in.ts';
import { LANGUAGES, translate, type Language, type Translate } from '../../src-core/i18n/index.ts';
import type { ChangeResult } from '../../src-core/live-configuration.ts';
import { CONNECTOR_TYPES, connectorFields } from '../../src-core/lookup/connector-fields.ts';
import { createContactsFile, type ContactsFile } from '../../src-core/lookup/contacts-file.ts';
import { readTypedNumber } from '../../src-core/numbers/typed-number.ts';
import { connectorSecret, SecretStoreError } from '../../src-core/secret-store.ts';
import type { Values } from '../../src-core/settings/layers.ts';
import type { Configuration } from '../../src-core/settings/read.ts';
import type { FieldValue } from '../../src-preload/fields.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import type { ConnectorsCommand, ConnectorsView } from '../../src-preload/pages/connectors.ts';
import { freeId, isFile, type Draft } from './connectors-draft.ts';
import { isEnabled, readEntries, type EntryFacts } from './connectors-entries.ts';
import { ConnectorForm } from './connectors-form.ts';
import { NumberTrial } from './connectors-trial.ts';
import { connectorsView, MOST_CONNECTORS, type ConnectorsFacts } from './connectors-view.ts';
import { nameOf, wrongFields } from './connectors-words.ts';
import { FIELD_COMMANDS, keychainTrouble, lockSentence } from './fields.ts';
import { DONE, failed, said, type Page, type PageReader, type PageTools } from './page.ts';

const Key = z.string().max(200);

export const ConnectorsCommandSchema = z.discriminatedUnion('type', [
  ...FIELD_COMMANDS,
  z.strictObject({ type: z.literal('enable'), key: Key, enabled: z.boolean() }),
  z.strictObject({ type: z.literal('move'), key: Key, by: z.enum(['up', 'down']) }),
  z.strictObject({ type: z.literal('remove'), key: Key }),
  z.strictObject({ type: z.literal('add') }),
  z.strictObject({ type: z.literal('choose'), kind: z.enum(CONNECTOR_TYPES) }),
  z.strictObject({ type: z.literal('edit'), key: Key }),
  z.strictObject({ type: z.literal('signIn') }),
  z.strictObject({ type: z.literal('stopSignIn') }),
  z.strictObject({ type: z.literal('copyRedirect') }),
  z.strictObject({ type: z.literal('try'), key: Key.nullable(), number: z.string().max(100) }),
  z.strictObject({ type: z.literal('stopTrial') }),
  z.strictObject({ type: z.literal('save') }),
  z.strictObject({ type: z.literal('cancel') }),
]) satisfies z.ZodType<ConnectorsCommand>;

interface ConnectorsTools extends Pick<
  PageTools,
  'live' | 'clock' | 'dialogs' | 't' | 'redraw' | 'copy' | 'openAddress'
> {
  readonly assembly: Pick<Assembly, 'reopenConnectors'> & {
    readonly service: { readonly state: Pick<Assembly['service']['state'], 'connectors'> };
    readonly way: Pick<Assembly['way'], 'transport'>;
  };
}

/** Where it is looked up who calls: the contacts file and the CRMs, each of which can be tried with a number. */
export class ConnectorsPage implements Page<ConnectorsView, ConnectorsCommand> {
  readonly #tools: ConnectorsTools;
  readonly #trial: NumberTrial;
  #looksOn = false;
  /** what is set up; a trial of the simulated Zoom does not count */
  #configuration: Configuration;
  /** the CRMs as they stand in the settings, those included that cannot be read */
  #entries: readonly EntryFacts[];
  #content: 'list' | 'kinds' | ConnectorForm = 'list';
  #number = '';
  /** read by ourselves, so that it can be said how it stands at any time */
  #contacts: { readonly path: string; readonly country: string; readonly file: ContactsFile } | null = null;
  #isSaving = false;

  constructor(tools: ConnectorsTools) {
    this.#tools = tools;
    this.#trial = new NumberTrial(tools);
    const { live } = tools;
    this.#configuration = live.draft({}, null);
    this.#entries = readEntries(this.#configuration, live.lockOf('connectors'));
    live.onChange(() => {
      this.#configuration = live.draft({}, null);
      this.#entries = readEntries(this.#configuration, live.lockOf('connectors'));
      this.#followContacts();
      tools.redraw();
    });
  }

  view({ t }: PageReader): ConnectorsView {
    return connectorsView(this.#facts, t);
  }

  entered(): void {
    const { live } = this.#tools;
    this.#looksOn = true;
    // Files that entries name may be others by now.
    this.#entries = readEntries(this.#configuration, live.lockOf('connectors'));
    this.#followContacts();
  }

  /** What was entered stays; a sign-in goes on, since it is at work in the browser. */
  left(): void {
    this.#looksOn = false;
    this.#trial.stop();
    this.#number = '';
    this.#followContacts();
  }

  async take(command: ConnectorsCommand): Promise<Answer> {
    switch (command.type) {
      case 'set':
        return this.#set(command.id, command.value);
      case 'secret':
        return this.#enterSecret(command.id, command.value);
      case 'chooseFile':
        return await this.#chooseFile(command.id);
      case 'forgetSecret':
      case 'pressed':
        return failed(this.#tools.t()('settings.unknown'));
      case 'enable':
        return this.#enable(command.key, command.enabled);
      case 'move':
        return this.#move(command.key, command.by);
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
        this.#form?.stop();
        this.#tools.redraw();
        return DONE;
      case 'copyRedirect':
        return this.#copyRedirect();
      case 'try':
        return await this.#try(command.key, command.number);
      case 'stopTrial':
        this.#trial.stop();
        this.#tools.redraw();
        return DONE;
      case 'save':
        return await this.#save();
      case 'cancel':
        this.#go('list');
        return DONE;
    }
  }

  get #facts(): ConnectorsFacts {
    const { assembly, live } = this.#tools;
    return {
      content:
        this.#content instanceof ConnectorForm
          ? {
              at: 'form',
              form: this.#content,
              stored: live.secrets.state(connectorSecret(this.#content.draft.id)),
            }
          : { at: this.#content },
      contacts: {
        path: this.#configuration.settings.contacts,
        lock: live.lockOf('contacts'),
        report: this.#contacts?.file.report ?? null,
      },
      entries: this.#entries,
      lock: live.lockOf('connectors'),
      trial: this.#trial.facts,
      number: this.#number,
      connectors: assembly.service.state.connectors,
    };
  }

  get #form(): ConnectorForm | null {
    return this.#content instanceof ConnectorForm ? this.#content : null;
  }

  #go(content: 'list' | 'kinds' | ConnectorForm): void {
    this.#form?.stop();
    this.#trial.stop();
    this.#content = content;
    this.#tools.redraw();
  }

  // The contacts file

  #followContacts(): void {
    const { contacts: path, country } = this.#configuration.settings;
    const wanted = this.#looksOn && path !== null;
    if (wanted && this.#contacts?.path === path && this.#contacts.country === country) return;
    this.#contacts?.file.stop();
    this.#contacts = null;
    if (!wanted) return;
    const file = createContactsFile({ path, country, onReport: () => this.#tools.redraw() });
    this.#contacts = { path, country, file };
    file.start();
  }

  #setContacts(path: string | null): Answer {
    return this.#changed(this.#tools.live.set('contacts', path ?? undefined)) ?? DONE;
  }

  // The list

  /** The whole list is one setting. */
  #write(entries: readonly Values[]): Answer | null {
    return this.#changed(this.#tools.live.set('connectors', entries));
  }

  /** What to say of a change that was not made; null = it was. */
  #changed(result: ChangeResult): Answer | null {
    const { live, redraw, t } = this.#tools;
    // What was typed gives way to what counts.
    redraw();
    switch (result.kind) {
      case 'done':
        return null;
      case 'locked':
        return failed(lockSentence(result.lock, t()));
      case 'unusable':
        return failed(t()('connectors.crms.full', { count: MOST_CONNECTORS }));
      case 'unwritable':
        return failed(t()('settings.unwritable', { cause: result.cause, folder: live.now.home }));
    }
  }

  #placeOf(key: string): number {
    return this.#entries.findIndex((entry) => entry.key === key);
  }

  #gone(): Answer {
    this.#tools.redraw();
    return failed(this.#tools.t()('connectors.gone'));
  }

  #enable(key: string, enabled: boolean): Answer {
    const at = this.#placeOf(key);
    if (at < 0) return this.#gone();
    return (
      this.#write(this.#entries.map(({ entry }, place) => (place === at ? { ...entry, enabled } : entry))) ??
      DONE
    );
  }

  #move(key: string, by: 'up' | 'down'): Answer {
    const at = this.#placeOf(key);
    const moved = this.#entries[at];
    if (moved === undefined) return this.#gone();
    const to = by === 'up' ? at - 1 : at + 1;
    if (to < 0 || to >= this.#entries.length) return DONE;
    const others = this.#entries.filter((_entry, place) => place !== at).map(({ entry }) => entry);
    const answer = this.#write(others.toSpliced(to, 0, moved.entry));
    if (answer !== null) return answer;
    const t = this.#tools.t();
    return said(
      t('connectors.moved', { name: nameOf(moved, t), place: to + 1, count: this.#entries.length }),
    );
  }

  async #remove(key: string): Promise<Answer> {
    const { live, t } = this.#tools;
    const at = this.#placeOf(key);
    const removed = this.#entries[at];
    if (removed === undefined) return this.#gone();
    if (this.#trial.facts?.key === key) this.#trial.stop();
    const others = this.#entries.filter((_entry, place) => place !== at);
    const answer = this.#write(others.map(({ entry }) => entry));
    if (answer !== null) return answer;
    const name = nameOf(removed, t());
    // Of two with the same id the other one needs it.
    if (removed.id === '' || others.some(({ id }) => id === removed.id))
      return said(t()('connectors.removed', { name }));
    try {
      await live.secrets.remove(connectorSecret(removed.id));
      return said(t()('connectors.removed', { name }));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return failed(t()('connectors.removed.secret-left', { name, ...keychainTrouble(error.fault, t()) }));
    }
  }

  // The form

  #refusal(): Answer | null {
    const lock = this.#tools.live.lockOf('connectors');
    return lock === null ? null : failed(lockSentence(lock, this.#tools.t()));
  }

  #add(): Answer {
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    if (this.#entries.length >= MOST_CONNECTORS)
      return failed(this.#tools.t()('connectors.crms.full', { count: MOST_CONNECTORS }));
    this.#go('kinds');
    return DONE;
  }

  #choose(type: string): Answer {
    const refusal = this.#refusal();
    if (refusal !== null || this.#content !== 'kinds') return refusal ?? DONE;
    const taken = this.#entries.map(({ id }) => id);
    const draft: Draft = { type, key: null, id: freeId(type, taken), original: {}, entered: new Map() };
    this.#go(new ConnectorForm(draft, taken, false));
    return DONE;
  }

  #edit(key: string): Answer {
    const facts = this.#entries[this.#placeOf(key)];
    if (facts === undefined || connectorFields(facts.type).length === 0) return this.#gone();
    const { type, entry } = facts;
    const taken = this.#entries.filter((other) => other !== facts).map(({ id }) => id);
    const check = checkEntry(entry, taken);
    // By its id alone is a secret told from another's.
    const isKnown = 'ok' in check || check.wrong.every((one) => one.key !== 'id');
    const id = isKnown ? facts.id : freeId(type, taken);
    const original = { ...entry, enabled: isEnabled(entry) };
    this.#go(new ConnectorForm({ type, key, id, original, entered: new Map() }, taken, isKnown));
    void this.#askFor(id);
    return DONE;
  }

  /** Only whether there is a secret: what the keychain gives is let go of at once. */
  async #askFor(id: string): Promise<void> {
    await this.#stored(id);
    this.#tools.redraw();
  }

  /** null also where the keychain does not say; its state tells. */
  async #stored(id: string): Promise<string | null> {
    try {
      return await this.#tools.live.secrets.get(connectorSecret(id));
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return null;
    }
  }

  #set(id: string, value: FieldValue | null): Answer {
    const { t } = this.#tools;
    const form = this.#form;
    // Which file is read, the user says in the system's own dialog.
    if (form === null)
      return id === 'contacts' && value === null ? this.#setContacts(null) : failed(t()('settings.unknown'));
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    const field = connectorFields(form.draft.type).find(({ key }) => key === id);
    const entered = value ?? '';
    const isRight =
      field?.kind === 'flag'
        ? typeof entered === 'boolean'
        : typeof entered === 'string' && field !== undefined && (!isFile(field) || entered === '');
    if (!isRight || (typeof entered !== 'string' && typeof entered !== 'boolean'))
      return failed(t()('settings.unknown'));
    return this.#enter(form, id, entered);
  }

  #enter(form: ConnectorForm, key: string, value: string | boolean): Answer {
    // What came of a trial elsewhere says nothing of the new address.
    if (form.enter(key, value)) this.#trial.stop();
    this.#tools.redraw();
    return DONE;
  }

  #enterSecret(id: string, typed: string): Answer {
    const { redraw, t } = this.#tools;
    const form = this.#form;
    const wanted =
      form === null ? null : ({ secret: 'secret', oauth: 'clientSecret', none: null } as const)[form.way];
    if (form === null || wanted === null || id !== wanted) return failed(t()('settings.unknown'));
    if (!form.takeSecret(typed, wanted)) return failed(t()('cli.sign-in.unusable'));
    redraw();
    return DONE;
  }

  async #chooseFile(id: string): Promise<Answer> {
    const { dialogs, t } = this.#tools;
    const form = this.#form;
    if (form === null) {
      if (id !== 'contacts') return failed(t()('settings.unknown'));
      const kinds = [{ name: t()('connectors.contacts.kind'), extensions: ['csv', 'tsv', 'txt', 'vcf'] }];
      const path = await dialogs.openFile(t()('connectors.contacts.dialog'), kinds);
      return path === null ? DONE : this.#setContacts(path);
    }
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    const field = connectorFields(form.draft.type).find(({ key }) => key === id);
    if (field === undefined || !isFile(field)) return failed(t()('settings.unknown'));
    const kinds = [{ name: t()('connectors.file.kind'), extensions: ['json', 'xml'] }];
    const path = await dialogs.openFile(t()('connectors.file.dialog'), kinds);
    return path === null ? DONE : this.#enter(form, id, path);
  }

  #copyRedirect(): Answer {
    const { copy, t } = this.#tools;
    const { content } = connectorsView(this.#facts, t());
    if (content.at !== 'form' || content.signIn.how !== 'browser') return failed(t()('settings.unknown'));
    copy(content.signIn.redirect.address);
    return said(t()('action.copied'));
  }

  async #signIn(): Promise<Answer> {
    const { assembly, live, openAddress, redraw, t } = this.#tools;
    const form = this.#form;
    if (form === null || form.isSigningIn) return DONE;
    const { signIn } = form.examined;
    if (signIn?.kind !== 'oauth') return this.#incomplete(form);
    const { type } = form.draft;
    const name = nameOf({ type, entry: form.examined.entry }, t());
    const { transport } = assembly.way;
    const under = form.signIn(name, signIn.provider, {
      store: live.secrets,
      transport,
      language: languageOf(t()),
      t: t(),
      open: openAddress,
    });
    redraw();
    const outcome = await under;
    redraw();
    // Who gave it up needs no telling.
    if (outcome === null) return DONE;
    switch (outcome.kind) {
      case 'stored':
        return said(t()('connectors.sign-in.done'));
      case 'empty':
        return failed(t()('connectors.sign-in.no-client-secret'));
      case 'unusable':
      case 'failed':
        return failed(signInSentence(outcome, name, t()));
    }
  }

  /** Marks what is missing or cannot be used. */
  #incomplete(form: ConnectorForm): Answer {
    const { redraw, t } = this.#tools;
    const { unreadable, wrong } = form.examined;
    form.isChecked = true;
    redraw();
    const keys = [...unreadable.keys(), ...wrong.map(({ key }) => key)];
    return failed(t()('connectors.form.incomplete', { fields: wrongFields(form.draft.type, keys, t()) }));
  }

  /** What keeps this form from being saved or tried; null = nothing. */
  #obstacle(form: ConnectorForm): Answer | null {
    const { t } = this.#tools;
    form.examineAnew(this.#entries.filter(({ key }) => key !== form.draft.key).map(({ id }) => id));
    const { unreadable, wrong, signIn } = form.examined;
    if (unreadable.size > 0 || wrong.length > 0) return this.#incomplete(form);
    if (!form.wantsSecretAnew) return null;
    return failed(t()(signIn?.kind === 'oauth' ? 'connectors.sign-in.anew' : 'connectors.secret.anew'));
  }

  async #save(): Promise<Answer> {
    const form = this.#form;
    if (form === null || this.#isSaving) return DONE;
    this.#isSaving = true;
    try {
      return this.#refusal() === null ? await this.#saveForm(form) : await this.#saveSecret(form);
    } finally {
      this.#isSaving = false;
    }
  }

  /** Of an entry that is fixed by others the sign-in is still one's own. */
  async #saveSecret(form: ConnectorForm): Promise<Answer> {
    const { live } = this.#tools;
    const { id } = form.draft;
    const secret = form.stagedSecret;
    if (secret === null) {
      this.#go('list');
      return DONE;
    }
    await live.secrets.set(connectorSecret(id), secret);
    return await this.#saved(form, secret);
  }

  async #saveForm(form: ConnectorForm): Promise<Answer> {
    const { live, t } = this.#tools;
    const obstacle = this.#obstacle(form);
    if (obstacle !== null) return obstacle;
    const { id, key } = form.draft;
    const { entry } = form.examined;
    const { mayUseStored, needsSecret, stagedSecret: secret } = form;
    const name = connectorSecret(id);
    // First the secret: the settings hold at once, and what was stored before must not go to a new address.
    const before = await this.#stored(id);
    try {
      if (secret !== null) await live.secrets.set(name, secret);
      else if (!mayUseStored && (needsSecret || before !== null)) await live.secrets.remove(name);
    } catch (error) {
      if (!(error instanceof SecretStoreError)) throw error;
      return failed(t()('connectors.form.unsure', keychainTrouble(error.fault, t())));
    }
    const at = key === null ? -1 : this.#placeOf(key);
    const entries = this.#entries.map((one) => one.entry);
    const answer = this.#write(at < 0 ? [...entries, entry] : entries.with(at, entry));
    if (answer === null) return await this.#saved(form, secret);
    // Nothing has changed: neither may the new secret go to the old address.
    if (before !== null) await live.secrets.set(name, before);
    else if (secret !== null) await this.#removeQuietly(name);
    return answer;
  }

  async #removeQuietly(name: string): Promise<void> {
    try {
      await this.#tools.live.secrets.remove(name);
    } catch (error) {
      // It was stored a moment ago, or could not be.
      if (!(error instanceof SecretStoreError)) throw error;
    }
  }

  async #saved(form: ConnectorForm, secret: string | null): Promise<Answer> {
    const { assembly, live, t } = this.#tools;
    const { id, type } = form.draft;
    const { entry } = form.examined;
    // Whoever has signed in anew need not wait until a CRM that refused the one before is asked again by itself.
    if (secret !== null) assembly.reopenConnectors();
    const isMissing = secret === null && form.needsSecret && (await this.#stored(id)) === null;
    this.#go('list');
    const name = nameOf({ type, entry }, t());
    const state = live.secrets.state(connectorSecret(id));
    if (secret !== null && state.kind === 'this-run')
      return said(t()('connectors.form.saved-this-run', { name, ...keychainTrouble(state.fault, t()) }));
    if (!isEnabled(entry)) return said(t()('connectors.form.saved-off', { name }));
    return said(t()(isMissing ? 'connectors.form.saved-without' : 'connectors.form.saved', { name }));
  }

  // The trial

  /** @param key null = with what is in the form */
  async #try(key: string | null, typed: string): Promise<Answer> {
    const { live, t } = this.#tools;
    const form = key === null ? this.#form : null;
    if (key === null && form === null) return DONE;
    const entry = form === null ? this.#entries[this.#placeOf(key ?? '')]?.entry : form.examined.entry;
    if (entry === undefined) return this.#gone();
    this.#number = typed;
    const check = checkEntry(entry);
    const country = 'ok' in check ? check.entry.country : null;
    const number = readTypedNumber(typed, country ?? this.#configuration.settings.country);
    if (number === null) return failed(t()('connectors.try.no-number'));
    const obstacle = form === null ? null : this.#obstacle(form);
    if (obstacle !== null) return obstacle;
    const secrets = form === null ? live.secrets : form.secretsOver(live.secrets);
    await this.#trial.run({ key, entry, number }, secrets, this.#configuration);
    return DONE;
  }
}

/** The language that these words are of. */
function languageOf(t: Translate): Language {
  return LANGUAGES.find((language) => translate(language) === t) ?? 'en';
}
