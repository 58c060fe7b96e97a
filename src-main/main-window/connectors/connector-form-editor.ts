import type { Core } from '../../../src-core/create-core.ts';
import { getConnectorFields, type ConnectorField } from '../../../src-core/crm/connector-fields.ts';
import { formatSignInOutcome } from '../../../src-core/crm/sign-in.ts';
import { LANGUAGES, getTranslate, type Language, type Translate } from '../../../src-core/i18n/index.ts';
import type { FieldValue } from '../../../src-preload/ipc/fields.ts';
import type { CommandResult } from '../../../src-preload/ipc/main-window.ts';
import { isFileField } from './connector-draft.ts';
import type { ConnectorForm } from './connector-form.ts';
import { formatConnectorName, formatFieldNames } from './connector-labels.ts';
import type { ConnectorList } from './connector-list.ts';
import type { ConnectorTest } from './connector-test.ts';
import { OK, fail, succeed, type PageDeps } from '../page.ts';

export interface FormEditorDeps extends Pick<PageDeps, 'store' | 'dialogs' | 't' | 'render' | 'openAddress'> {
  readonly core: { readonly network: Pick<Core['network'], 'transport'> };
}

/** Does what the user asks of an open form until it is saved: fields, secret, sign-in. */
export class ConnectorFormEditor {
  readonly #deps: FormEditorDeps;
  readonly #list: ConnectorList;
  readonly #test: ConnectorTest;

  constructor(deps: FormEditorDeps, list: ConnectorList, test: ConnectorTest) {
    this.#deps = deps;
    this.#list = list;
    this.#test = test;
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
    // The user gave it up: no message.
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

  /** Returns what keeps this form from being saved or tried, and marks it; null = nothing. */
  check(form: ConnectorForm): CommandResult | null {
    const { t } = this.#deps;
    form.recheck(this.#list.entries.filter(({ key }) => key !== form.draft.key).map(({ id }) => id));
    const { unreadable, wrong, signIn } = form.checked;
    if (unreadable.size > 0 || wrong.length > 0) return this.#reportIncomplete(form);
    if (!form.needsNewSecret) return null;
    return fail(t()(signIn?.kind === 'oauth' ? 'connectors.sign-in.anew' : 'connectors.secret.anew'));
  }

  #enter(form: ConnectorForm, key: string, value: string | boolean): CommandResult {
    // The result of a test at another address says nothing about the new one.
    if (form.enter(key, value)) this.#test.stop();
    this.#deps.render();
    return OK;
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
}

function findField(form: ConnectorForm, id: string): ConnectorField | undefined {
  return getConnectorFields(form.draft.type).find(({ key }) => key === id);
}

/** The language that these words are of. */
function getLanguage(t: Translate): Language {
  return LANGUAGES.find((language) => getTranslate(language) === t) ?? 'en';
}
