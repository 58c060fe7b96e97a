import { z } from 'zod';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { SecretState } from '../../src-core/kept-secrets.ts';
import type { SecretStoreFault } from '../../src-core/secret-store.ts';
import type { Lock } from '../../src-core/settings/read.ts';
import type { FieldCommand, SecretField } from '../../src-preload/fields.ts';

const Id = z.string().max(200);
const Span = z.strictObject({
  days: z.array(z.int().min(0).max(6)).max(7),
  from: z.string().max(20),
  to: z.string().max(20),
});

/** The shapes of `FieldCommand`, for the schemas of pages that have fields. */
export const FIELD_COMMANDS = [
  z.strictObject({
    type: z.literal('set'),
    id: Id,
    value: z.union([z.string().max(4_000), z.number(), z.boolean(), z.array(Span).max(100)]).nullable(),
  }),
  z.strictObject({ type: z.literal('secret'), id: Id, value: z.string().max(10_000) }),
  z.strictObject({ type: z.literal('forgetSecret'), id: Id }),
  z.strictObject({ type: z.literal('chooseFile'), id: Id }),
  z.strictObject({
    type: z.literal('pressed'),
    id: Id,
    keys: z.strictObject({
      key: z.string().max(40),
      code: z.string().max(40),
      ctrl: z.boolean(),
      alt: z.boolean(),
      shift: z.boolean(),
      meta: z.boolean(),
    }),
  }),
] as const satisfies readonly z.ZodType<FieldCommand>[];

/** Who fixed a setting, as a sentence. */
export function lockSentence(lock: Lock, t: Translate): string {
  return lock.by === 'administrator'
    ? t('settings.lock.administrator', { source: lock.source })
    : t('settings.lock.variable', { name: lock.name });
}

/** Why the keychain does not answer and what to do, as parameters of a sentence. */
export function keychainTrouble(
  fault: SecretStoreFault,
  t: Translate,
): { readonly why: string; readonly remedy: string } {
  return { why: t(`check.keychain.${fault}`), remedy: t(`remedy.keychain.${fault}`) };
}

/** A secret as a field: how it stands, never what it is. */
export function secretField(
  common: Pick<SecretField, 'id' | 'label' | 'help' | 'error' | 'lock'>,
  state: SecretState,
  t: Translate,
): SecretField {
  return {
    kind: 'secret',
    ...common,
    state: secretSentence(state, t),
    isKnown: state.kind === 'stored' || state.kind === 'this-run',
    words: {
      enter: t('settings.secret.enter'),
      replace: t('settings.secret.replace'),
      save: t('settings.secret.save'),
      remove: t('settings.secret.remove'),
      cancel: t('settings.secret.cancel'),
    },
  };
}

function secretSentence(state: SecretState, t: Translate): string {
  switch (state.kind) {
    case 'unknown':
    case 'none':
    case 'stored':
      return t(`settings.secret.${state.kind}`);
    case 'this-run':
    case 'unreadable':
      return t(`settings.secret.${state.kind}`, keychainTrouble(state.fault, t));
  }
}
