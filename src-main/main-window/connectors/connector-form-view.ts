import { getConnectorFields, type ConnectorField } from '../../../src-core/crm/connector-fields.ts';
import {
  findFieldHelp,
  findSecretHelp,
  getFieldLabel,
  getSecretLabel,
} from '../../../src-core/crm/field-labels.ts';
import { toRedirectUri } from '../../../src-core/crm/oauth/loopback-redirect.ts';
import { formatSignInOutcome } from '../../../src-core/crm/sign-in.ts';
import type { MessageKey, Translate } from '../../../src-core/i18n/index.ts';
import { en } from '../../../src-core/locales/en/index.ts';
import type { SecretState } from '../../../src-core/secrets/session-secrets.ts';
import type { Lock } from '../../../src-core/settings/load-settings.ts';
import type { FormContent, FormPart, SignInView } from '../../../src-preload/ipc/connectors.ts';
import type { FieldView, InlineSecretField, TextField } from '../../../src-preload/ipc/fields.ts';
import { formatLock, formatSecretState, isSecretKnown } from '../fields.ts';
import { findFieldErrors, getFieldText, isFileField, isFlagSet, type FieldError } from './connector-draft.ts';
import type { ConnectorForm } from './connector-form.ts';
import { formatConnectorKind, formatConnectorName } from './connector-labels.ts';
import { connectorTestView } from './connector-test-view.ts';
import type { ConnectorTestState } from './connector-test.ts';

/** What the view shows of a form; never its secrets. */
export type FormModel = Pick<
  ConnectorForm,
  | 'draft'
  | 'checked'
  | 'shouldShowAllErrors'
  | 'canUseStoredSecret'
  | 'needsNewSecret'
  | 'stagedKind'
  | 'hasClientSecret'
  | 'isSigningIn'
  | 'signInKind'
  | 'failure'
>;

/** Rarely changed. */
function isAdvanced({ required, choices }: ConnectorField): boolean {
  return !required && choices === undefined;
}

/** The form of one CRM. @param stored the state of the secret under the entry's id */
export function toFormContent(
  form: FormModel,
  stored: SecretState,
  model: { readonly lock: Lock | null; readonly test: ConnectorTestState | null; readonly number: string },
  t: Translate,
): FormContent {
  const { draft, checked, shouldShowAllErrors } = form;
  const { type, key } = draft;
  const lock = model.lock === null ? null : formatLock(model.lock, t);
  const errors = findFieldErrors(draft, checked.unreadable, checked.wrong, shouldShowAllErrors);
  const toPart = (field: ConnectorField): FormPart => toFormPart(field, form, errors.get(field.key), lock, t);
  const fields = getConnectorFields(type);
  const kind = formatConnectorKind(type, t);
  return {
    title:
      key === null
        ? t('connectors.form.new', { kind })
        : formatConnectorName({ type, entry: draft.original }, t),
    description: lock === null ? null : t('connectors.form.locked'),
    parts: fields.filter((field) => !isAdvanced(field)).map(toPart),
    signIn: toSignInView(form, stored, t),
    advanced: {
      title: t('connectors.form.more'),
      parts: fields.filter(isAdvanced).map(toPart),
      hasError: fields.some((field) => isAdvanced(field) && errors.has(field.key)),
    },
    test: connectorTestView(model.test?.key === null ? model.test : null, model.number, t),
    save: t('connectors.form.save'),
    cancel: t('connectors.form.cancel'),
  };
}

function toFormPart(
  field: ConnectorField,
  { draft }: FormModel,
  fieldError: FieldError | undefined,
  lock: string | null,
  t: Translate,
): FormPart {
  const { key, kind, choices } = field;
  const { type } = draft;
  const common = {
    id: key,
    label: getFieldLabel(type, key, t),
    help: findFieldHelp(type, key, t),
    error: fieldError === undefined ? null : formatFieldError(fieldError, t),
    lock,
  };
  const text: TextField = {
    kind: 'text',
    ...common,
    value: getFieldText(field, draft),
    placeholder: getExample(field),
    isRequired: field.required,
  };
  const options = (choices ?? []).map((value) => ({ value, label: formatChoice(type, value, t) }));
  const toFieldPart = (view: FieldView): FormPart => ({ part: 'field', field: view });
  switch (kind) {
    case 'list':
      return choices === undefined
        ? { part: 'lines', field: text, isCode: false }
        : { part: 'some', field: text, options };
    case 'json':
      return { part: 'lines', field: text, isCode: true };
    case 'choice':
      return toFieldPart({
        kind: 'choice',
        ...common,
        value: text.value,
        options,
        isDropdown: options.length > 6,
      });
    case 'flag':
      return toFieldPart({ kind: 'flag', ...common, value: isFlagSet(field, draft) });
    case 'text':
      return toFieldPart(
        isFileField(field)
          ? {
              kind: 'file',
              ...common,
              value: text.value,
              emptyText: t('connectors.contacts.none'),
              labels: { choose: t('connectors.contacts.choose'), clear: t('connectors.contacts.clear') },
            }
          : text,
      );
    case 'url':
    case 'number':
      return toFieldPart(text);
  }
}

/** The default. */
function getExample({ default: value }: ConnectorField): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function formatChoice(type: string, value: string, t: Translate): string {
  const key = `connectors.choice.${type}.${value}`;
  return isMessageKey(key) ? t(key) : value;
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

function formatFieldError(fieldError: FieldError, t: Translate): string {
  switch (fieldError.kind) {
    case 'missing':
    case 'url':
    case 'file':
    case 'number':
    case 'unusable':
      return t(`connectors.error.${fieldError.kind}`);
    case 'place':
      return t('connectors.error.place', { place: fieldError.place });
    case 'json':
      return t('connectors.error.json', { line: fieldError.line, column: fieldError.column });
  }
}

function toSignInView(form: FormModel, stored: SecretState, t: Translate): SignInView {
  const { draft, checked, needsNewSecret, isSigningIn } = form;
  const { type } = draft;
  const title = t('connectors.form.sign-in');
  const help = findSecretHelp(type, t);
  const port = getConnectorFields(type).find(({ key }) => key === 'redirectPort');
  const secretProps = { kind: 'secret', label: getSecretLabel(type, t), help, lock: null } as const;
  const { signIn } = checked;
  switch (form.signInKind) {
    case 'none':
      return { how: 'none', title, text: type === 'rest' ? t('connectors.secret.not-needed') : (help ?? '') };
    case 'secret':
      return {
        how: 'secret',
        title,
        field: {
          ...secretProps,
          id: 'secret',
          state: formatSecret(form, stored, 'secret', t),
          isKnown: form.stagedKind !== null || (form.canUseStoredSecret && isSecretKnown(stored)),
          error: needsNewSecret ? t('connectors.secret.anew') : null,
        },
      };
    case 'oauth': {
      const provider = signIn?.kind === 'oauth' ? signIn.provider : null;
      const typedPort = port === undefined ? Number.NaN : Number(getFieldText(port, draft) || port.default);
      const wantsClientSecret = provider?.requiresClientSecret === true;
      return {
        how: 'browser',
        title,
        help: wantsClientSecret ? null : help,
        redirect: {
          label: t('connectors.sign-in.redirect'),
          address: toRedirectUri(provider ?? { redirectPort: typedPort }),
          copy: t('connectors.sign-in.copy'),
        },
        clientSecret: wantsClientSecret
          ? { ...secretProps, id: 'clientSecret', ...toClientSecretState(form, stored, t) }
          : null,
        state: isSigningIn ? t('connectors.sign-in.running') : formatSecret(form, stored, 'sign-in', t),
        error: formatSignInFailure(form, t),
        button: t(isSigningIn ? 'connectors.sign-in.stop' : 'connectors.sign-in.button'),
        isRunning: isSigningIn,
      };
    }
  }
}

function formatSignInFailure(form: FormModel, t: Translate): string | null {
  const { failure, draft, checked, needsNewSecret } = form;
  if (needsNewSecret) return t('connectors.sign-in.anew');
  // Shown at the field of the client secret.
  if (failure === null || failure.kind === 'empty') return null;
  return formatSignInOutcome(failure, formatConnectorName({ type: draft.type, entry: checked.entry }, t), t);
}

function toClientSecretState(
  { hasClientSecret, canUseStoredSecret, failure }: FormModel,
  stored: SecretState,
  t: Translate,
): Pick<InlineSecretField, 'state' | 'isKnown' | 'error'> {
  // It is stored with the sign-in.
  const hasStored = canUseStoredSecret && isSecretKnown(stored);
  const storedState = hasStored ? formatSecretState(stored, t) : t('connectors.secret.none');
  return {
    state: hasClientSecret ? t('connectors.secret.entered') : storedState,
    isKnown: hasClientSecret || hasStored,
    error: failure?.kind === 'empty' ? t('connectors.error.missing') : null,
  };
}

function formatSecret(form: FormModel, stored: SecretState, how: 'secret' | 'sign-in', t: Translate): string {
  if (form.stagedKind !== null)
    return t(how === 'secret' ? 'connectors.secret.entered' : 'connectors.sign-in.done');
  if (!form.canUseStoredSecret || stored.kind === 'none') return t(`connectors.${how}.none`);
  return formatSecretState(stored, t);
}
