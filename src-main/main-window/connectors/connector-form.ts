import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import type { SignIn } from '../../../src-core/crm/connector-kind.ts';
import type { OAuthProvider } from '../../../src-core/crm/oauth/provider.ts';
import { checkEntry, type WrongSetting } from '../../../src-core/crm/open-connectors.ts';
import { CONNECTOR_KINDS } from '../../../src-core/crm/registry.ts';
import { parseSecret, signInToConnector, type SignInOutcome } from '../../../src-core/crm/sign-in.ts';
import type { Language, Translate } from '../../../src-core/i18n/index.ts';
import type { Transport } from '../../../src-core/network/transport.ts';
import type { SecretStore } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import { getDestination, toEntry, type Draft, type FieldParseError } from './connector-draft.ts';

/** The entry in the form, checked. */
export interface CheckedDraft {
  readonly entry: Values;
  readonly unreadable: ReadonlyMap<string, FieldParseError>;
  readonly wrong: readonly WrongSetting[];
  /** null = unknown yet */
  readonly signIn: SignIn | null;
}

/** An unsaved secret: typed, or the result of a sign-in in the browser. */
interface Staged {
  readonly kind: 'typed' | 'signed-in';
  readonly secret: string;
}

/** The form of one CRM with its unsaved secret. A stored secret is used only while the destination is unchanged. */
export class ConnectorForm {
  /** ids of the other entries */
  #taken: readonly string[];
  /** the secret under its id is its own */
  readonly #hasOwnId: boolean;
  #draft: Draft;
  #checked: CheckedDraft;
  #staged: Staged | null = null;
  #clientSecret: string | null = null;
  #signingIn: AbortController | null = null;
  /** the last failed sign-in; null after a success */
  failure: SignInOutcome | null = null;
  /** also mark missing fields: the user tried to save or test */
  shouldShowAllErrors = false;

  /** @param hasOwnId the entry was saved under this id and no other has it */
  constructor(draft: Draft, taken: readonly string[], hasOwnId: boolean) {
    this.#draft = draft;
    this.#taken = taken;
    this.#hasOwnId = hasOwnId;
    this.#checked = checkDraft(draft, taken);
  }

  get draft(): Draft {
    return this.#draft;
  }

  get checked(): CheckedDraft {
    return this.#checked;
  }

  /** Sets a field. Returns whether the destination has changed; that drops results of the previous one. */
  enter(key: string, value: string | boolean): boolean {
    const before = this.#destination;
    this.#draft = { ...this.#draft, entered: new Map([...this.#draft.entered, [key, value]]) };
    this.#checked = checkDraft(this.#draft, this.#taken);
    if (this.#destination === before) return false;
    this.cancelSignIn();
    this.failure = null;
    // A typed secret belongs to this form, a sign-in to the previous destination.
    if (this.#staged?.kind === 'signed-in') this.#staged = null;
    return true;
  }

  /** Checks the draft again: a file that it names, or the other entries, may have changed. */
  recheck(taken: readonly string[]): void {
    this.#taken = taken;
    this.#checked = checkDraft(this.#draft, taken);
  }

  /** Whether the stored secret may be used with this draft. */
  get canUseStoredSecret(): boolean {
    const { type, original } = this.#draft;
    return this.#hasOwnId && this.#destination === getDestination(type, original);
  }

  /** Whether the stored secret must not be sent to the new destination, and no other was entered. */
  get needsNewSecret(): boolean {
    return this.#hasOwnId && !this.canUseStoredSecret && this.#staged === null && this.needsSecret;
  }

  /** The kind of sign-in; while fields are missing, an entry with a redirect port uses the browser. */
  get signInKind(): SignIn['kind'] {
    const hasRedirect = getConnectorFields(this.#draft.type).some(({ key }) => key === 'redirectPort');
    return this.#checked.signIn?.kind ?? (hasRedirect ? 'oauth' : 'secret');
  }

  get needsSecret(): boolean {
    return this.signInKind !== 'none';
  }

  get stagedKind(): Staged['kind'] | null {
    return this.#staged?.kind ?? null;
  }

  get stagedSecret(): string | null {
    return this.#staged?.secret ?? null;
  }

  get hasClientSecret(): boolean {
    return this.#clientSecret !== null;
  }

  get isSigningIn(): boolean {
    return this.#signingIn !== null;
  }

  /** Returns false if this cannot be a secret. */
  setSecret(typed: string, field: 'secret' | 'clientSecret'): boolean {
    const read = parseSecret(typed);
    if ('kind' in read) return false;
    if (field === 'secret') this.#staged = { kind: 'typed', secret: read.secret };
    else this.#clientSecret = read.secret;
    return true;
  }

  /** The secrets for a test or sign-in with the form as it is now. A renewed secret goes back to where it came from. */
  createSecretStore(store: SecretStore): SecretStore {
    const { canUseStoredSecret } = this;
    let staged = this.#staged;
    return {
      get: async (name) => {
        if (staged !== null) return staged.secret;
        return canUseStoredSecret ? await store.get(name) : null;
      },
      set: async (name, secret) => {
        if (staged === null) {
          if (canUseStoredSecret) await store.set(name, secret);
          return;
        }
        const renewed = { ...staged, secret };
        if (this.#staged === staged) this.#staged = renewed;
        staged = renewed;
      },
      remove: () => Promise.resolve(false),
    };
  }

  /** Signs in in the browser; saving the form stores the result. Null if it was canceled or the destination changed. */
  async signIn(
    name: string,
    provider: OAuthProvider,
    deps: {
      readonly store: SecretStore;
      readonly transport: Transport;
      readonly language: Language;
      readonly t: Translate;
      readonly open: (address: string) => void;
    },
  ): Promise<SignInOutcome | null> {
    this.cancelSignIn();
    const controller = new AbortController();
    this.#signingIn = controller;
    this.failure = null;
    const store: SecretStore = {
      ...this.createSecretStore(deps.store),
      set: (_name, secret) => {
        if (!controller.signal.aborted) this.#staged = { kind: 'signed-in', secret };
        return Promise.resolve();
      },
    };
    try {
      const outcome = await signInToConnector(
        { id: this.#draft.id, name, provider, clientSecret: this.#clientSecret ?? '' },
        { ...deps, store },
        controller.signal,
      );
      if (controller.signal.aborted) return null;
      if (outcome.kind === 'stored') this.#clientSecret = null;
      else this.failure = outcome;
      return outcome;
    } finally {
      if (this.#signingIn === controller) this.#signingIn = null;
    }
  }

  cancelSignIn(): void {
    this.#signingIn?.abort();
    this.#signingIn = null;
  }

  get #destination(): string {
    return getDestination(this.#draft.type, this.#checked.entry);
  }
}

function checkDraft(draft: Draft, taken: readonly string[]): CheckedDraft {
  const { entry, parseErrors: unreadable } = toEntry(draft);
  const check = checkEntry(entry, taken);
  return {
    entry,
    unreadable,
    wrong: 'wrong' in check ? check.wrong : [],
    signIn: CONNECTOR_KINDS.get(draft.type)?.getSignIn(entry) ?? null,
  };
}
