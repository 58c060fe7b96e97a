import { checkEntry, type WrongSetting } from '../../../src-core/crm/open-connectors.ts';
import { parseSecret, signInToConnector, type SignInOutcome } from '../../../src-core/crm/sign-in.ts';
import type { Transport } from '../../../src-core/network/transport.ts';
import type { Language, Translate } from '../../../src-core/i18n/index.ts';
import type { SignIn } from '../../../src-core/crm/connector-kind.ts';
import { getConnectorFields } from '../../../src-core/crm/connector-fields.ts';
import { CONNECTOR_KINDS } from '../../../src-core/crm/registry.ts';
import type { OAuthProvider } from '../../../src-core/crm/oauth/provider.ts';
import type { SecretStore } from '../../../src-core/secrets/secret-store.ts';
import type { Values } from '../../../src-core/settings/layers.ts';
import type { ConnectorEntry } from '../../../src-core/settings/schema.ts';
import { getDestination, toEntry, type Draft, type FieldParseError } from './connector-draft.ts';

/** What is known of the entry in a form. */
export interface CheckedDraft {
  readonly entry: Values;
  readonly unreadable: ReadonlyMap<string, FieldParseError>;
  readonly wrong: readonly WrongSetting[];
  /** as the settings read it; null = they cannot */
  readonly parsedEntry: ConnectorEntry | null;
  /** null = not known yet */
  readonly signIn: SignIn | null;
}

/** A secret that waits for the form to be saved: one that was typed, or what a sign-in in the browser brought. */
interface Staged {
  readonly kind: 'typed' | 'signed-in';
  readonly secret: string;
}

/**
 * The form of one CRM until it is saved, with its secret. A stored secret goes only where it has gone before: where the
 * address in the form is another one, it counts as none.
 */
export class ConnectorForm {
  /** ids of the other entries */
  #taken: readonly string[];
  /** what is stored under its id is its own */
  readonly #hasOwnId: boolean;
  #draft: Draft;
  #checked: CheckedDraft;
  #staged: Staged | null = null;
  #clientSecret: string | null = null;
  #signingIn: AbortController | null = null;
  /** how the last sign-in failed; null = it did not */
  failure: SignInOutcome | null = null;
  /** somebody wanted to save or try it: what is missing is marked */
  shouldShowAllErrors = false;

  /** @param hasOwnId the entry was saved under this id, which no other has */
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

  /**
   * Puts this into a field. What was found out for another address is forgotten.
   * @returns true: the address is another one now
   */
  enter(key: string, value: string | boolean): boolean {
    const before = this.#destination;
    this.#draft = { ...this.#draft, entered: new Map([...this.#draft.entered, [key, value]]) };
    this.#checked = checkDraft(this.#draft, this.#taken);
    if (this.#destination === before) return false;
    this.cancelSignIn();
    this.failure = null;
    // What was typed, was typed into this very form; a sign-in was one at the address before.
    if (this.#staged?.kind === 'signed-in') this.#staged = null;
    return true;
  }

  /** A file that is named in it may have changed, or the other entries. */
  recheck(taken: readonly string[]): void {
    this.#taken = taken;
    this.#checked = checkDraft(this.#draft, taken);
  }

  /** May the stored secret be used with what is in the form? */
  get canUseStoredSecret(): boolean {
    const { type, original } = this.#draft;
    return this.#hasOwnId && this.#destination === getDestination(type, original);
  }

  /** A secret is stored that must not go to the address in the form, and there is no other yet. */
  get needsNewSecret(): boolean {
    return this.#hasOwnId && !this.canUseStoredSecret && this.#staged === null && this.needsSecret;
  }

  /** How one signs in, as far as it can be told before all is filled in: who comes back from a browser has a port. */
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

  /** What is to be stored when it is saved: a secret. */
  get stagedSecret(): string | null {
    return this.#staged?.secret ?? null;
  }

  get hasClientSecret(): boolean {
    return this.#clientSecret !== null;
  }

  get isSigningIn(): boolean {
    return this.#signingIn !== null;
  }

  /** @returns false: it can be no secret */
  setSecret(typed: string, field: 'secret' | 'clientSecret'): boolean {
    const read = parseSecret(typed);
    if ('kind' in read) return false;
    if (field === 'secret') this.#staged = { kind: 'typed', secret: read.secret };
    else this.#clientSecret = read.secret;
    return true;
  }

  /**
   * Secrets for what is done with the form as it is now, whatever is entered meanwhile. What a trial renews goes to where it
   * came from.
   */
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

  /**
   * Signs in in the browser; what it brings waits for the form to be saved.
   * @returns null: it was given up, or the form went to another address meanwhile
   */
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

  /** Gives up a sign-in. */
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
    parsedEntry: 'ok' in check ? check.entry : null,
    signIn: CONNECTOR_KINDS.get(draft.type)?.getSignIn(entry) ?? null,
  };
}
