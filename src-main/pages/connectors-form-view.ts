import { fieldHelp, fieldName, secretHelp, secretName } from '../../src-core/connector-sentences.ts';
import { signInSentence } from '../../src-core/connector-sign-in.ts';
import { en } from '../../src-core/i18n/en.ts';
import type { SentenceKey, Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import { connectorFields, type ConnectorField } from '../../src-core/lookup/connector-fields.ts';
import { redirectUri } from '../../src-core/oauth/loopback-redirect.ts';
import type { Lock } from '../../src-core/settings/read.ts';
import type { SecretEntry, FieldView, TextField } from '../../src-preload/fields.ts';
import type { FormContent, FormPart, SignInView } from '../../src-preload/pages/connectors.ts';
import { isFile, mistakesIn, shownFlag, shownText, type Mistake } from './connectors-draft.ts';
import type { ConnectorForm } from './connectors-form.ts';
import { trialView } from './connectors-trial-view.ts';
import type { TrialFacts } from './connectors-trial.ts';
import { nameOf, offeredAs } from './connectors-words.ts';
import { lockSentence, secretField } from './fields.ts';

/** What is known of a form; never its secrets. */
export type FormFacts = Pick<
  ConnectorForm,
  | 'draft'
  | 'examined'
  | 'isChecked'
  | 'mayUseStored'
  | 'wantsSecretAnew'
  | 'stagedKind'
  | 'hasClientSecret'
  | 'isSigningIn'
  | 'way'
  | 'failure'
>;

/** Most people leave it as it is. */
function isRare({ required, choices }: ConnectorField): boolean {
  return !required && choices === undefined;
}

/**
 * The form of one CRM.
 * @param stored how it stands with the secret that is kept under its id
 * @param facts.lock who fixed the list
 * @param facts.trial null = nothing was tried
 */
export function formOf(
  form: FormFacts,
  stored: SecretState,
  facts: { readonly lock: Lock | null; readonly trial: TrialFacts | null; readonly number: string },
  t: Translate,
): FormContent {
  const { draft, examined, isChecked } = form;
  const { type, key } = draft;
  const lock = facts.lock === null ? null : lockSentence(facts.lock, t);
  const mistakes = mistakesIn(draft, examined.unreadable, examined.wrong, isChecked);
  const partOf = (field: ConnectorField): FormPart => formPart(field, form, mistakes.get(field.key), lock, t);
  const fields = connectorFields(type);
  const kind = offeredAs(type, t);
  return {
    title: key === null ? t('connectors.form.new', { kind }) : nameOf({ type, entry: draft.original }, t),
    lead: lock === null ? null : t('connectors.form.locked'),
    parts: fields.filter((field) => !isRare(field)).map(partOf),
    signIn: signInOf(form, stored, t),
    more: {
      title: t('connectors.form.more'),
      parts: fields.filter(isRare).map(partOf),
      hasError: fields.some((field) => isRare(field) && mistakes.has(field.key)),
    },
    trial: trialView(facts.trial?.key === null ? facts.trial : null, facts.number, t),
    save: t('connectors.form.save'),
    cancel: t('connectors.form.cancel'),
  };
}

function formPart(
  field: ConnectorField,
  { draft }: FormFacts,
  mistake: Mistake | undefined,
  lock: string | null,
  t: Translate,
): FormPart {
  const { key, kind, choices } = field;
  const { type } = draft;
  const common = {
    id: key,
    label: fieldName(type, key, t),
    help: fieldHelp(type, key, t),
    error: mistake === undefined ? null : mistakeSentence(mistake, t),
    lock,
  };
  const text: TextField = {
    kind: 'text',
    ...common,
    value: shownText(field, draft),
    example: exampleOf(field),
    required: field.required,
  };
  const options = (choices ?? []).map((value) => ({ value, label: choiceWord(type, value, t) }));
  const plain = (view: FieldView): FormPart => ({ part: 'field', field: view });
  switch (kind) {
    case 'list':
      return choices === undefined
        ? { part: 'lines', field: text, isCode: false }
        : { part: 'some', field: text, options };
    case 'json':
      return { part: 'lines', field: text, isCode: true };
    case 'choice':
      return plain({ kind: 'choice', ...common, value: text.value, options, many: options.length > 6 });
    case 'flag':
      return plain({ kind: 'flag', ...common, value: shownFlag(field, draft) });
    case 'text':
      return plain(isFile(field) ? fileField(text, t) : text);
    case 'url':
    case 'number':
      return plain(text);
  }
}

function fileField({ value, id, label, help, error, lock }: TextField, t: Translate): FieldView {
  return {
    kind: 'file',
    ...{ id, label, help, error, lock, value },
    none: t('connectors.contacts.none'),
    words: { choose: t('connectors.contacts.choose'), clear: t('connectors.contacts.clear') },
  };
}

/** What counts when nothing is entered. */
function exampleOf({ default: value }: ConnectorField): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function choiceWord(type: string, value: string, t: Translate): string {
  const key = `connectors.choice.${type}.${value}`;
  return isSentence(key) ? t(key) : value;
}

function isSentence(key: string): key is SentenceKey {
  return Object.hasOwn(en, key);
}

function mistakeSentence(mistake: Mistake, t: Translate): string {
  switch (mistake.kind) {
    case 'missing':
    case 'url':
    case 'file':
    case 'number':
    case 'unusable':
      return t(`connectors.error.${mistake.kind}`);
    case 'place':
      return t('connectors.error.place', { place: mistake.place });
    case 'json':
      return t('connectors.error.json', { line: mistake.line, column: mistake.column });
  }
}

function signInOf(form: FormFacts, stored: SecretState, t: Translate): SignInView {
  const { draft, examined, wantsSecretAnew, isSigningIn } = form;
  const { type } = draft;
  const title = t('connectors.form.sign-in');
  const help = secretHelp(type, t);
  const port = connectorFields(type).find(({ key }) => key === 'redirectPort');
  const { signIn } = examined;
  switch (form.way) {
    case 'none':
      return { how: 'none', title, text: type === 'rest' ? t('connectors.secret.not-needed') : (help ?? '') };
    case 'secret':
      return {
        how: 'secret',
        title,
        entry: {
          kind: 'secret',
          id: 'secret',
          label: secretName(type, t),
          help,
          state: secretState(form, stored, 'secret', t),
          isKnown: form.stagedKind !== null || (form.mayUseStored && isStored(stored)),
          error: wantsSecretAnew ? t('connectors.secret.anew') : null,
          lock: null,
        },
      };
    case 'oauth': {
      const provider = signIn?.kind === 'oauth' ? signIn.provider : null;
      const typedPort = port === undefined ? Number.NaN : Number(shownText(port, draft) || port.default);
      const wantsClientSecret = provider?.wantsClientSecret === true;
      return {
        how: 'browser',
        title,
        help: wantsClientSecret ? null : help,
        redirect: {
          label: t('connectors.sign-in.redirect'),
          address: redirectUri(provider ?? { redirectPort: typedPort }),
          copy: t('connectors.sign-in.copy'),
        },
        clientSecret: wantsClientSecret ? clientSecretEntry(form, stored, help, t) : null,
        state: isSigningIn ? t('connectors.sign-in.running') : secretState(form, stored, 'sign-in', t),
        error: failureSentence(form, t),
        button: t(isSigningIn ? 'connectors.sign-in.stop' : 'connectors.sign-in.button'),
        isRunning: isSigningIn,
      };
    }
  }
}

function failureSentence(form: FormFacts, t: Translate): string | null {
  const { failure, draft, examined, wantsSecretAnew } = form;
  if (wantsSecretAnew) return t('connectors.sign-in.anew');
  // That the client secret is missing is said where it belongs.
  if (failure === null || failure.kind === 'empty') return null;
  return signInSentence(failure, nameOf({ type: draft.type, entry: examined.entry }, t), t);
}

function clientSecretEntry(
  form: FormFacts,
  stored: SecretState,
  help: string | null,
  t: Translate,
): SecretEntry {
  const { draft, hasClientSecret, mayUseStored, failure } = form;
  // It is kept with the sign-in.
  const isKept = mayUseStored && isStored(stored);
  const unknown = isKept ? plainState(stored, t) : t('connectors.secret.none');
  return {
    kind: 'secret',
    id: 'clientSecret',
    label: secretName(draft.type, t),
    help,
    state: hasClientSecret ? t('connectors.secret.entered') : unknown,
    isKnown: hasClientSecret || isKept,
    error: failure?.kind === 'empty' ? t('connectors.error.missing') : null,
    lock: null,
  };
}

function secretState(form: FormFacts, stored: SecretState, how: 'secret' | 'sign-in', t: Translate): string {
  if (form.stagedKind !== null)
    return t(how === 'secret' ? 'connectors.secret.entered' : 'connectors.sign-in.done');
  if (!form.mayUseStored || stored.kind === 'none') return t(`connectors.${how}.none`);
  return plainState(stored, t);
}

function isStored({ kind }: SecretState): boolean {
  return kind === 'stored' || kind === 'this-run';
}

function plainState(stored: SecretState, t: Translate): string {
  return secretField({ id: 'secret', label: '', help: null, error: null, lock: null }, stored, t).state;
}
