import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../util/clock.ts';
import type { Translate } from '../i18n/index.ts';
import type { Connector } from '../lookup/connector.ts';
import type { KeychainState } from '../secrets/keychain.ts';
import { formatNotice } from '../output/messages.ts';
import type {
  Configuration,
  WebhookAccount,
  ZoomAccount,
  ZoomCredentials,
} from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { HIDDEN, redactPersonalData, redactSecrets } from '../util/redact.ts';
import { agentByExtension, needsLookup, resolveAgent } from '../zoom/resolve-agent.ts';
import { RestError, ZoomApi } from '../zoom/zoom-api.ts';
import { readCallHistory } from '../zoom/zoom-call-history.ts';
import type { Connection, ConnectionStats } from '../zoom/call-source.ts';
import { TokenError, type Token } from '../zoom/token.ts';
import { HttpError, type Transport } from '../network/transport.ts';
import type { CaFileProblem } from '../network/trusted-roots.ts';
import { CHECK_NAMES, createFinding, type Check, type CheckName, type Finding } from './check.ts';
import { checkConnectors } from './checks/check-connectors.ts';
import { checkNotifications, type NotificationState } from './checks/check-notifications.ts';
import { checkWebhook } from './checks/check-webhook.ts';
import { checkWebsocket } from './checks/check-websocket.ts';
import { checkLiveConnection } from './checks/live-connection.ts';
import {
  checkClock,
  checkContacts,
  checkDatabase,
  checkKeychain,
  checkSettings,
} from './checks/check-local.ts';
import { compareScopes, formatScopes } from './scopes.ts';
import { toFinding, toConnectionFinding } from './connection-finding.ts';
import { TimeoutError, withTimeout } from '../util/timeout.ts';

/** A keychain that has not answered by then waits for a password, or for ever. */
const KEYCHAIN_TIMEOUT_MS = 10_000;
/** Each check has an answer by then. One token and two requests fit in; the WebSocket is tried three times. */
const CHECK_TIMEOUT_MS = 35_000;
const WEBSOCKET_TIMEOUT_MS = 60_000;

/** What is looked at, and with what. */
export interface DoctorOptions {
  readonly configuration: Configuration;
  /** the way to Zoom that the app would take */
  readonly transport: Transport;
  /** what `trustedRoots` said when that way was made */
  readonly caFileProblem: CaFileProblem | null;
  /** the client secret comes from the environment, so that the keychain is not needed */
  readonly isSecretFromEnvironment: boolean;
  /** asks the keychain, see `probeKeychain`; the signal says when nobody waits for it any more */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  /** the CRMs of the settings */
  readonly connectors: readonly Connector[];
  /**
   * The WebSocket connection of the running app, which is told of instead of opening a second one that would end it.
   * null, or a connection or vitals of null = there is none to end: one is opened.
   */
  readonly getLiveConnection:
    (() => { readonly connection: Connection | null; readonly stats: ConnectionStats | null }) | null;
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
  const run = new CheckRun(options);
  for (const name of CHECK_NAMES.filter((each) => names.includes(each))) {
    // Asked through a function, since it changes while we wait.
    if (isAborted(signal)) return;
    const finding = await run.runCheck(name, signal);
    if (isAborted(signal)) return;
    yield { name, ...finding };
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

type SignInResult =
  { readonly kind: 'done'; readonly token: Token } | { readonly kind: 'failed'; readonly error: unknown };

/** All checks of one visit, and what each leaves to those after it. */
class CheckRun {
  readonly #options: DoctorOptions;
  readonly #account: ZoomAccount | null;
  readonly #webhook: WebhookAccount | null;
  readonly #credentials: ZoomCredentials | null;
  readonly #api: ZoomApi | null;
  #signIn: SignInResult | null = null;
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
  async runCheck(name: CheckName, signal: AbortSignal): Promise<Finding> {
    const { clock, t } = this.#options;
    const limit = name === 'websocket' ? WEBSOCKET_TIMEOUT_MS : CHECK_TIMEOUT_MS;
    try {
      const finding = await withTimeout(limit, clock, signal, (limited) => this.#check(name, limited));
      return { ...finding, message: this.#redactSecrets(finding.message) };
    } catch (error) {
      if (error instanceof TimeoutError) {
        const params = { what: t(`check.what.${name}`), seconds: limit / 1_000 };
        return createFinding(false, t('check.took-too-long', params), t('remedy.took-too-long'));
      }
      // A mistake of ours. Its class only: its words may hold anything.
      const reason = error instanceof Error ? error.name : typeof error;
      const message = formatNotice({ level: 'error', code: 'internal-error', params: { reason } }, t);
      return createFinding(false, message, t('remedy.internal-error'));
    }
  }

  async #check(name: CheckName, signal: AbortSignal): Promise<Finding> {
    const { configuration, isSecretFromEnvironment, clock, t } = this.#options;
    switch (name) {
      case 'settings':
        return checkSettings(configuration, t);
      case 'keychain':
        return checkKeychain(await this.#probeKeychain(signal), isSecretFromEnvironment, t);
      case 'proxy-and-certificates':
        return await this.#checkNetwork(signal);
      case 'token':
        return await this.#checkToken(signal);
      case 'scopes':
        return this.#checkScopes();
      case 'agent':
        return await this.#checkAgent(signal);
      case 'websocket':
        return await this.#checkWebsocket(signal);
      case 'webhook':
        return this.#webhook === null
          ? createFinding(null, t('check.webhook.none'))
          : await checkWebhook(this.#webhook.address, t);
      case 'call-history':
        return await this.#checkCallHistory(signal);
      case 'clock':
        return this.#signIn?.kind === 'done'
          ? checkClock(this.#signIn.token.skewMs, t)
          : this.#skipNotSignedIn(name);
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

  async #probeKeychain(signal: AbortSignal): Promise<KeychainState> {
    const { keychain, clock } = this.#options;
    try {
      return await withTimeout(KEYCHAIN_TIMEOUT_MS, clock, signal, keychain);
    } catch (error) {
      if (error instanceof TimeoutError) return 'timed-out';
      throw error;
    }
  }

  /** The first token is the first thing that goes over the way. */
  async #signInOnce(api: ZoomApi, signal: AbortSignal): Promise<SignInResult> {
    if (this.#signIn === null) {
      try {
        this.#signIn = { kind: 'done', token: await api.renewToken(signal) };
      } catch (error) {
        this.#signIn = { kind: 'failed', error };
      }
    }
    return this.#signIn;
  }

  async #checkNetwork(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (caFileProblem !== null) {
      const message = formatNotice({ level: 'error', code: caFileProblem, params: {} }, t);
      return createFinding(false, message, t('remedy.ca-file'), ['network.caFile']);
    }
    if (this.#api === null) return this.#skip('proxy-and-certificates', 'account');
    const signIn = await this.#signInOnce(this.#api, signal);
    const fault = findNetworkError(signIn);
    if (fault === null) return createFinding(true, t('check.way.ok'));
    if (isProxyOrCertificateError(fault)) return toFinding(toConnectionFinding(fault, ''), t);
    return this.#skip('proxy-and-certificates', 'unreachable');
  }

  async #checkToken(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (this.#api === null) return this.#skip('token', 'account');
    const signIn = await this.#signInOnce(this.#api, signal);
    if (signIn.kind === 'done') return createFinding(true, t('check.token.ok'));
    const fault = findNetworkError(signIn);
    // Told by the check before, unless that had the file to tell of.
    if (fault !== null && isProxyOrCertificateError(fault) && caFileProblem === null)
      return this.#skip('token', 'way');
    return toFinding(toConnectionFinding(signIn.error, ''), t);
  }

  #checkScopes(): Finding {
    const { t } = this.#options;
    if (this.#signIn?.kind !== 'done') return this.#skipNotSignedIn('scopes');
    const { scopes } = this.#signIn.token;
    if (scopes.length === 0) return createFinding(null, t('check.scopes.unknown'));
    const granted = formatScopes(scopes);
    const agent = this.#agentSetting;
    const { missing, extra } = compareScopes(scopes, agent !== null && needsLookup(agent));
    if (missing.length > 0) {
      const message = t('check.scopes.missing', { scopes: formatScopes(missing), granted });
      return createFinding(false, message, t('remedy.scopes.missing'));
    }
    if (extra.length > 0) {
      const message = t('check.scopes.more', { scopes: formatScopes(extra) });
      return createFinding(true, message, t('remedy.scopes.more'));
    }
    return createFinding(true, t('check.scopes.ok', { granted }));
  }

  async #checkAgent(signal: AbortSignal): Promise<Finding> {
    const { t } = this.#options;
    if (this.#account === null && this.#webhook === null) return this.#skip('agent', 'account');
    const setting = this.#agentSetting;
    if (setting === null) {
      this.#agent = EVERYONE;
      return createFinding(true, t('check.agent.everyone'));
    }
    // Enough to tell it from another setting, and nobody's name.
    const shown = cleanText(setting, 2) ?? '';
    if (needsLookup(setting) && this.#api === null)
      return toFinding({ state: 'refused', cause: 'agent-needs-account', detail: shown }, t);
    if (needsLookup(setting) && this.#signIn?.kind !== 'done') return this.#skipNotSignedIn('agent');
    try {
      this.#agent =
        this.#api === null ? agentByExtension(setting) : await resolveAgent(this.#api, setting, signal);
    } catch (error) {
      return toFinding(toConnectionFinding(error, shown), t);
    }
    const { extensionNumber: extension } = this.#agent;
    return createFinding(
      true,
      extension === null ? t('check.agent.no-extension') : t('check.agent.ok', { extension }),
    );
  }

  async #checkWebsocket(signal: AbortSignal): Promise<Finding> {
    const { transport, clock, t, random = Math.random } = this.#options;
    if (this.#account === null && this.#webhook !== null)
      return createFinding(null, t('check.websocket.none'));
    const live = this.#account === null ? null : this.#options.getLiveConnection?.();
    if (live?.connection && live.stats)
      return checkLiveConnection(live.connection, live.stats, t, clock.now());
    if (this.#account === null || this.#api === null || this.#signIn?.kind !== 'done')
      return this.#skipNotSignedIn('websocket');
    const checkOptions = { account: this.#account, api: this.#api, transport, clock, random, t };
    try {
      return await checkWebsocket(checkOptions, signal);
    } catch (error) {
      return toFinding(toConnectionFinding(error, ''), t);
    }
  }

  async #checkCallHistory(signal: AbortSignal): Promise<Finding> {
    const { clock, t } = this.#options;
    if (this.#api === null || this.#signIn?.kind !== 'done') return this.#skipNotSignedIn('call-history');
    if (this.#agent === null) return this.#skip('call-history', 'agent');
    const now = clock.now() - (this.#signIn.token.skewMs ?? 0);
    try {
      const { elements } = await readCallHistory(this.#api, this.#agent, { from: now, to: now }, signal);
      return createFinding(true, t('check.call-history.ok', { entries: elements.length }));
    } catch (error) {
      return toHistoryFinding(error, t);
    }
  }

  /** Zoom's words may repeat what was sent. */
  #redactSecrets(message: string): string {
    const { accountId = '', clientId = '', clientSecret = '' } = this.#credentials ?? {};
    return redactSecrets(message, [
      accountId,
      clientId,
      clientSecret,
      this.#account?.subscriptionId ?? '',
      this.#webhook?.secretToken ?? '',
      this.#agentSetting ?? '',
      this.#api?.newestToken?.accessToken ?? '',
    ]);
  }

  #skipNotSignedIn(name: CheckName): Finding {
    return this.#skip(name, this.#credentials === null ? 'account' : 'token');
  }

  get #agentSetting(): string | null {
    return this.#account?.agent ?? this.#webhook?.agent ?? null;
  }

  #skip(name: CheckName, because: 'account' | 'unreachable' | 'way' | 'token' | 'agent'): Finding {
    const { t } = this.#options;
    return createFinding(null, t(`check.skipped.${because}`, { what: t(`check.what.${name}`) }));
  }
}

/** Why not even an answer came; null when one did, whatever it says. */
function findNetworkError(signIn: SignInResult): HttpError | null {
  return signIn.kind === 'failed' && signIn.error instanceof HttpError ? signIn.error : null;
}

function isProxyOrCertificateError({ reason }: HttpError): boolean {
  return reason === 'proxy' || reason === 'certificate';
}

/** As the app says it while it runs. */
function toHistoryFinding(error: unknown, t: Translate): Finding {
  if (error instanceof RestError && error.kind === 'scope') {
    const message = formatNotice({ level: 'warn', code: 'history-scope', params: {} }, t);
    return createFinding(false, message, t('remedy.scopes.missing'));
  }
  const detail =
    error instanceof RestError || error instanceof TokenError
      ? redactPersonalData(error.detail, () => HIDDEN)
      : '';
  const code = detail === '' ? 'history-unreachable' : 'history-unreadable';
  const message = formatNotice({ level: 'warn', code, params: { detail } }, t);
  return createFinding(false, message, t(`remedy.${code}`));
}
