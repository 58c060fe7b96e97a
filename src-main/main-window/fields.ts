import type { Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/secrets/session-secrets.ts';
import type { SecretStoreFault } from '../../src-core/secrets/secret-store.ts';
import type { Lock } from '../../src-core/settings/load-settings.ts';
import type { ChangeResult } from '../../src-core/settings/settings-store.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import type { SecretField } from '../../src-preload/ipc/fields.ts';
import { fail, type PageDeps } from './page.ts';

/** The source of a setting's lock, as a sentence. */
export function formatLock(lock: Lock, t: Translate): string {
  return lock.by === 'administrator'
    ? t('settings.lock.administrator', { source: lock.source })
    : t('settings.lock.variable', { name: lock.name });
}

/** The answer to a change that failed. @param invalidMessage for a value that the schema refuses */
export function toChangeFailure(
  result: Exclude<ChangeResult, { kind: 'done' }>,
  invalidMessage: string,
  { store, t }: Pick<PageDeps, 'store' | 't'>,
): CommandResult {
  switch (result.kind) {
    case 'locked':
      return fail(formatLock(result.lock, t()));
    case 'unusable':
      return fail(invalidMessage);
    case 'unwritable':
      return fail(t()('settings.unwritable', { cause: result.cause, folder: store.current.home }));
  }
}

/** Why the keychain does not answer, and the remedy, as parameters of a sentence. */
export function formatKeychainFault(
  fault: SecretStoreFault,
  t: Translate,
): { readonly why: string; readonly remedy: string } {
  return { why: t(`check.keychain.${fault}`), remedy: t(`remedy.keychain.${fault}`) };
}

/** Whether there is a secret, stored or for this run. */
export function isSecretKnown({ kind }: SecretState): boolean {
  return kind === 'stored' || kind === 'this-run';
}

/** The field of a secret: its state, never its value. */
export function toSecretField(
  common: Pick<SecretField, 'id' | 'label' | 'help' | 'error' | 'lock'>,
  state: SecretState,
  t: Translate,
): SecretField {
  return {
    kind: 'secret',
    ...common,
    state: formatSecretState(state, t),
    isKnown: isSecretKnown(state),
    labels: {
      enter: t('settings.secret.enter'),
      replace: t('settings.secret.replace'),
      save: t('settings.secret.save'),
      remove: t('settings.secret.remove'),
      cancel: t('settings.secret.cancel'),
    },
  };
}

export function formatSecretState(state: SecretState, t: Translate): string {
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
