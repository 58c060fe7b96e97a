import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../clock.ts';
import type { Translate } from '../i18n/index.ts';
import type { Connector } from '../lookup/connector.ts';
import type { KeychainState } from '../secrets.ts';
import { noticeSentence } from '../sentences.ts';
import type { Configuration, WebhookAccount, ZoomAccount, ZoomCredentials } from '../settings/read.ts';
import { cleanText } from '../text/clean.ts';
import { withoutSecrets } from '../text/scrub.ts';
import { agentByExtension, needsLookup, resolveAgent } from '../zoom/agent.ts';
import { RestError, ZoomApi } from '../zoom/api.ts';
import { readCallHistory } from '../zoom/call-history.ts';
import type { Connection, Vitals } from '../sources/source.ts';
import { TokenError, type Token } from '../zoom/token.ts';
import { HttpError, type Transport } from '../http/transport.ts';
import type { CaFileProblem } from '../http/trusted-roots.ts';
import { CHECK_NAMES, found, type Check, type CheckName, type Finding } from './check.ts';
import { checkConnectors } from './check-connectors.ts';
import { checkNotifications, type NotificationState } from './check-notifications.ts';
import { checkWebhook } from './check-webhook.ts';
import { checkWebsocket } from './check-websocket.ts';
import { liveFinding } from './live-connection.ts';
import { checkClock, checkContacts, checkDatabase, checkKeychain, checkSettings } from './local-checks.ts';
import { compareScopes, nameScopes } from './scopes.ts';
import { troubleFinding, troubleOf, withoutPeople } from './trouble.ts';
import { TookTooLong, within } from './within.ts';

/** A keychain that has not answered by then waits for a password, or for ever. */
const KEYCHAIN_LIMIT_MS = 10_000;
/** Each check has an answer by then. One token and two requests fit in; the WebSocket is tried three times. */
const LIMIT_MS = 35_000;
const WEBSOCKET_LIMIT_MS = 60_000;

/** What is looked at, and with what. */
export interface DoctorOptions {
  readonly configuration: Configuration;
  /** the way to Zoom that the app would take */
  readonly transport: Transport;
  /** what `trustedRoots` said when that way was made */
  readonly caFileProblem: CaFileProblem | null;
  /** the client secret comes from the environment, so that the keychain is not needed */
  readonly secretFromEnvironment: boolean;
  /** asks the keychain, see `probeKeychain`; the signal says when nobody waits for it any more */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  /** the CRMs of the settings */
  readonly connectors: readonly Connector[];
  /**
   * The WebSocket connection of the running app, which is told of instead of opening a second one that would end it.
   * null, or a connection or vitals of null = there is none to end: one is opened.
   */
  readonly live: (() => { readonly connection: Connection | null; readonly vitals: Vitals | null }) | null;
  /** null = nobody here shows any (the terminal) */
  readonly notifications: (() => NotificationState) | null;
  readonly clock: Clock;
  readonly t: Translate;
  /** in [0, 1) */
  readonly random?: () => number;
}

/**
 * Looks at everything that calls need to reach the screen, one check after the other in the order of `CHECK_NAMES`,
 * and tells each as soon as it is known; what lacks its ground is told as not checked. Never rejects, and each check
 * has a time limit. Ends early, without the check under way, when `signal` says so.
 *
 * Zoom allows one connection per subscription: without `live` an app that is connected loses its own for a moment.
 *
 * @param names these checks alone. Those that ask Zoom rest on `token`, `call-history` on `agent` too
 */
export async function* runDoctor(
  options: DoctorOptions,
  signal: AbortSignal,
  names: readonly CheckName[] = CHECK_NAMES,
): AsyncGenerator<Check, void> {
  const examination = new Examination(options);
  for (const name of CHECK_NAMES.filter((each) => names.includes(each))) {
    // Asked through a function, since it changes while we wait.
    if (isOver(signal)) return;
    const finding = await examination.find(name, signal);
    if (isOver(signal)) return;
    yield { name, ...finding };
  }
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

type SignIn =
  { readonly kind: 'done'; readonly token: Token } | { readonly kind: 'failed'; readonly error: unknown };

/** All checks of one visit, and what each leaves to those after it. */
class Examination {
  readonly #options: DoctorOptions;
  readonly #account: ZoomAccount | null;
  readonly #webhook: WebhookAccount | null;
  readonly #credentials: ZoomCredentials | null;
  readonly #api: ZoomApi | null;
  #signIn: SignIn | null = null;
  #agent: Agent | null = null;

  constructor(options: DoctorOptions) {
    const { configuration, transport, clock } = options;
    this.#options = options;
    this.#account = configuration.account;
    this.#webhook = configuration.webhook;
    this.#credentials = this.#account ?? this.#webhook?.credentials ?? null;
    this.#api =
      this.#credentials === null ? null : new ZoomApi(this.#credentials, transport, clock, () => undefined);
  }

  /** Never rejects. */
  async find(name: CheckName, signal: AbortSignal): Promise<Finding> {
    const { clock, t } = this.#options;
    const limit = name === 'websocket' ? WEBSOCKET_LIMIT_MS : LIMIT_MS;
    try {
      const finding = await within(limit, clock, signal, (limited) => this.#check(name, limited));
      return { ...finding, message: this.#withoutSecrets(finding.message) };
    } catch (error) {
      if (error instanceof TookTooLong) {
        const params = { what: t(`check.what.${name}`), seconds: limit / 1_000 };
        return found(false, t('check.took-too-long', params), t('remedy.took-too-long'));
      }
      // A mistake of ours. Its class only: its words may hold anything.
      const reason = error instanceof Error ? error.name : typeof error;
      const message = noticeSentence({ level: 'error', code: 'internal-error', params: { reason } }, t);
      return found(false, message, t('remedy.internal-error'));
    }
  }

  async #check(name: CheckName, signal: AbortSignal): Promise<Finding> {
    const { configuration, secretFromEnvironment, clock, t } = this.#options;
    switch (name) {
      case 'settings':
        return checkSettings(configuration, t);
      case 'keychain':
        return checkKeychain(await this.#keychain(signal), secretFromEnvironment, t);
      case 'proxy-and-certificates':
        return await this.#way(signal);
      case 'token':
        return await this.#token(signal);
      case 'scopes':
        return this.#scopes();
      case 'agent':
        return await this.#whoIsTheAgent(signal);
      case 'websocket':
        return await this.#websocket(signal);
      case 'webhook':
        return this.#webhook === null
          ? found(null, t('check.webhook.none'))
          : await checkWebhook(this.#webhook.address, t);
      case 'call-history':
        return await this.#callHistory(signal);
      case 'clock':
        return this.#signIn?.kind === 'done'
          ? checkClock(this.#signIn.token.skewMs, t)
          : this.#notSignedIn(name);
      case 'contacts':
        return await checkContacts(configuration, t, signal);
      case 'connectors':
        return await checkConnectors(this.#options.connectors, t);
      case 'database':
        return checkDatabase(configuration, clock, t);
      case 'notifications':
        return checkNotifications(this.#options.notifications?.() ?? null, t);
    }
  }

  async #keychain(signal: AbortSignal): Promise<KeychainState> {
    const { keychain, clock } = this.#options;
    try {
      return await within(KEYCHAIN_LIMIT_MS, clock, signal, keychain);
    } catch (error) {
      if (error instanceof TookTooLong) return 'timed-out';
      throw error;
    }
  }

  /** The first token is the first thing that goes over the way. */
  async #signInOnce(api: ZoomApi, signal: AbortSignal): Promise<SignIn> {
    if (this.#signIn === null) {
      try {
        this.#signIn = { kind: 'done', token: await api.freshToken(signal) };
      } catch (error) {
        this.#signIn = { kind: 'failed', error };
      }
    }
    return this.#signIn;
  }

  async #way(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (caFileProblem !== null) {
      const message = noticeSentence({ level: 'error', code: caFileProblem, params: {} }, t);
      return found(false, message, t('remedy.ca-file'), ['network.caFile']);
    }
    if (this.#api === null) return this.#skipped('proxy-and-certificates', 'account');
    const signIn = await this.#signInOnce(this.#api, signal);
    const fault = wayFault(signIn);
    if (fault === null) return found(true, t('check.way.ok'));
    if (isOfTheWay(fault)) return troubleFinding(troubleOf(fault, ''), t);
    return this.#skipped('proxy-and-certificates', 'unreachable');
  }

  async #token(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (this.#api === null) return this.#skipped('token', 'account');
    const signIn = await this.#signInOnce(this.#api, signal);
    if (signIn.kind === 'done') return found(true, t('check.token.ok'));
    const fault = wayFault(signIn);
    // Told by the check before, unless that had the file to tell of.
    if (fault !== null && isOfTheWay(fault) && caFileProblem === null) return this.#skipped('token', 'way');
    return troubleFinding(troubleOf(signIn.error, ''), t);
  }

  #scopes(): Finding {
    const { t } = this.#options;
    if (this.#signIn?.kind !== 'done') return this.#notSignedIn('scopes');
    const { scopes } = this.#signIn.token;
    if (scopes.length === 0) return found(null, t('check.scopes.unknown'));
    const granted = nameScopes(scopes);
    const agent = this.#agentSetting;
    const { missing, extra } = compareScopes(scopes, agent !== null && needsLookup(agent));
    if (missing.length > 0) {
      const message = t('check.scopes.missing', { scopes: nameScopes(missing), granted });
      return found(false, message, t('remedy.scopes.missing'));
    }
    if (extra.length > 0) {
      const message = t('check.scopes.more', { scopes: nameScopes(extra) });
      return found(true, message, t('remedy.scopes.more'));
    }
    return found(true, t('check.scopes.ok', { granted }));
  }

  async #whoIsTheAgent(signal: AbortSignal): Promise<Finding> {
    const { t } = this.#options;
    if (this.#account === null && this.#webhook === null) return this.#skipped('agent', 'account');
    const setting = this.#agentSetting;
    if (setting === null) {
      this.#agent = EVERYONE;
      return found(true, t('check.agent.everyone'));
    }
    // Enough to tell it from another setting, and nobody's name.
    const shown = cleanText(setting, 2) ?? '';
    if (needsLookup(setting) && this.#api === null)
      return troubleFinding({ state: 'refused', cause: 'agent-needs-account', detail: shown }, t);
    if (needsLookup(setting) && this.#signIn?.kind !== 'done') return this.#notSignedIn('agent');
    try {
      this.#agent =
        this.#api === null ? agentByExtension(setting) : await resolveAgent(this.#api, setting, signal);
    } catch (error) {
      return troubleFinding(troubleOf(error, shown), t);
    }
    const { extensionNumber: extension } = this.#agent;
    return found(
      true,
      extension === null ? t('check.agent.no-extension') : t('check.agent.ok', { extension }),
    );
  }

  async #websocket(signal: AbortSignal): Promise<Finding> {
    const { transport, clock, t, random = Math.random } = this.#options;
    if (this.#account === null && this.#webhook !== null) return found(null, t('check.websocket.none'));
    const live = this.#account === null ? null : this.#options.live?.();
    if (live?.connection && live.vitals) return liveFinding(live.connection, live.vitals, t, clock.now());
    if (this.#account === null || this.#api === null || this.#signIn?.kind !== 'done')
      return this.#notSignedIn('websocket');
    const visit = { account: this.#account, api: this.#api, transport, clock, random, t };
    try {
      return await checkWebsocket(visit, signal);
    } catch (error) {
      return troubleFinding(troubleOf(error, ''), t);
    }
  }

  async #callHistory(signal: AbortSignal): Promise<Finding> {
    const { clock, t } = this.#options;
    if (this.#api === null || this.#signIn?.kind !== 'done') return this.#notSignedIn('call-history');
    if (this.#agent === null) return this.#skipped('call-history', 'agent');
    const now = clock.now() - (this.#signIn.token.skewMs ?? 0);
    try {
      const elements = await readCallHistory(this.#api, this.#agent, { from: now, to: now }, signal);
      return found(true, t('check.call-history.ok', { entries: elements.length }));
    } catch (error) {
      return historyFinding(error, t);
    }
  }

  /** Zoom's words may repeat what was sent. */
  #withoutSecrets(message: string): string {
    const { accountId = '', clientId = '', clientSecret = '' } = this.#credentials ?? {};
    return withoutSecrets(message, [
      accountId,
      clientId,
      clientSecret,
      this.#account?.subscriptionId ?? '',
      this.#webhook?.secretToken ?? '',
      this.#agentSetting ?? '',
      this.#api?.newest?.accessToken ?? '',
    ]);
  }

  #notSignedIn(name: CheckName): Finding {
    return this.#skipped(name, this.#credentials === null ? 'account' : 'token');
  }

  get #agentSetting(): string | null {
    return this.#account?.agent ?? this.#webhook?.agent ?? null;
  }

  #skipped(name: CheckName, because: 'account' | 'unreachable' | 'way' | 'token' | 'agent'): Finding {
    const { t } = this.#options;
    return found(null, t(`check.skipped.${because}`, { what: t(`check.what.${name}`) }));
  }
}

/** Why not even an answer came; null when one did, whatever it says. */
function wayFault(signIn: SignIn): HttpError | null {
  return signIn.kind === 'failed' && signIn.error instanceof HttpError ? signIn.error : null;
}

function isOfTheWay({ reason }: HttpError): boolean {
  return reason === 'proxy' || reason === 'certificate';
}

/** As the app says it while it runs. */
function historyFinding(error: unknown, t: Translate): Finding {
  if (error instanceof RestError && error.kind === 'scope') {
    const message = noticeSentence({ level: 'warn', code: 'history-scope', params: {} }, t);
    return found(false, message, t('remedy.scopes.missing'));
  }
  const detail = error instanceof RestError || error instanceof TokenError ? withoutPeople(error.detail) : '';
  const code = detail === '' ? 'history-unreachable' : 'history-unreadable';
  const message = noticeSentence({ level: 'warn', code, params: { detail } }, t);
  return found(false, message, t(`remedy.${code}`));
}
