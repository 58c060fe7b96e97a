import type { Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import type { SecretStoreFault } from '../../src-core/secrets/secret-store.ts';
import type { Lock } from '../../src-core/settings/load-settings.ts';
import type { ChangeResult } from '../../src-core/settings/settings-store.ts';
import type { SecretField } from '../../src-preload/ipc/fields.ts';

/** Who fixed a setting, as a sentence. */
export function formatLock(lock: Lock, t: Translate): string {
  return lock.by === 'administrator'
    ? t('settings.lock.administrator', { source: lock.source })
    : t('settings.lock.variable', { name: lock.name });
}

/**
 * Why a setting was not changed, as a sentence.
 * @param invalidMessage what is said of a value that cannot be used
 * @param home the folder of the settings file
 */
export function formatChangeError(
  result: Exclude<ChangeResult, { kind: 'done' }>,
  invalidMessage: string,
  home: string,
  t: Translate,
): string {
  switch (result.kind) {
    case 'locked':
      return formatLock(result.lock, t);
    case 'unusable':
      return invalidMessage;
    case 'unwritable':
      return t('settings.unwritable', { cause: result.cause, folder: home });
  }
}

/** Why the keychain does not answer and what to do, as parameters of a sentence. */
export function formatKeychainFault(
  fault: SecretStoreFault,
  t: Translate,
): { readonly why: string; readonly remedy: string } {
  return { why: t(`check.keychain.${fault}`), remedy: t(`remedy.keychain.${fault}`) };
}

/** A secret as a field: how it stands, never what it is. */
export function toSecretField(
  common: Pick<SecretField, 'id' | 'label' | 'help' | 'error' | 'lock'>,
  state: SecretState,
  t: Translate,
): SecretField {
  return {
    kind: 'secret',
    ...common,
    state: formatSecretState(state, t),
    isKnown: state.kind === 'stored' || state.kind === 'this-run',
    labels: {
      enter: t('settings.secret.enter'),
      replace: t('settings.secret.replace'),
      save: t('settings.secret.save'),
      remove: t('settings.secret.remove'),
      cancel: t('settings.secret.cancel'),
    },
  };
}

function formatSecretState(state: SecretState, t: Translate): string {
  switch (state.kind) {
    case 'unknown':
    case 'none':
    case 'stored':
      return t(`settings.secret.${state.kind}`);
    case 'this-run':
    case 'unreadable':
      return t(`settings.secret.${state.kind}`, formatKeychainFault(state.fault, t));
  }
}
