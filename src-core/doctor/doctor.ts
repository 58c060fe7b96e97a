import { EVERYONE, type Agent } from '../calls/agent.ts';
import type { Clock } from '../util/clock.ts';
import type { Translate } from '../i18n/index.ts';
import type { Connector } from '../lookup/connector.ts';
import type { KeychainState } from '../secrets/keychain.ts';
import { formatNotice } from '../output/messages.ts';
import type { Configuration, ZoomCredentials } from '../settings/load-settings.ts';
import { cleanText } from '../util/clean-text.ts';
import { HIDDEN, redactSecrets } from '../util/redact.ts';
import { agentByExtension, needsLookup, resolveAgent } from '../zoom/resolve-agent.ts';
import { RestError, ZoomApi } from '../zoom/zoom-api.ts';
import { readCallHistory } from '../zoom/zoom-call-history.ts';
import type { Connection, ConnectionStats } from '../zoom/call-source.ts';
import { TokenError, type Token } from '../zoom/token.ts';
import { HttpError, type Transport } from '../network/transport.ts';
import type { CaFileProblem } from '../network/trusted-roots.ts';
import {
  CHECK_NAMES,
  createFinding,
  redactFinding,
  type Check,
  type CheckName,
  type Finding,
} from './check.ts';
import { checkConnectors } from './checks/check-connectors.ts';
import { checkLiveConnection, checkWebsocket } from './checks/check-websocket.ts';
import {
  checkClock,
  checkContacts,
  checkDatabase,
  checkKeychain,
  checkNotifications,
  checkSettings,
  checkWebhook,
  type NotificationState,
} from './checks/check-local.ts';
import { compareScopes, formatScopes } from './scopes.ts';
import { toFinding, toConnectionFinding } from './connection-finding.ts';
import { TimeoutError, withTimeout } from '../util/timeout.ts';

/** A keychain without an answer by then waits for a password or hangs. */
const KEYCHAIN_TIMEOUT_MS = 10_000;
/** Enough for one token and two requests. */
const CHECK_TIMEOUT_MS = 35_000;
/** Enough for three attempts. */
const WEBSOCKET_TIMEOUT_MS = 60_000;

export interface DoctorOptions {
  readonly configuration: Configuration;
  /** the app's own way to Zoom */
  readonly transport: Transport;
  /** from `loadTrustedRoots` for this transport */
  readonly caFileProblem: CaFileProblem | null;
  /** whether the client secret comes from the environment, so that the keychain is not needed */
  readonly isSecretFromEnvironment: boolean;
  /** see `probeKeychain`; the signal aborts when the answer is no longer needed */
  readonly keychain: (signal: AbortSignal) => Promise<KeychainState>;
  readonly connectors: readonly Connector[];
  /**
   * The WebSocket connection of the running app, which is reported instead of opening a second one that would end it.
   * Without one (null) a connection is opened.
   */
  readonly getLiveConnection:
    (() => { readonly connection: Connection | null; readonly stats: ConnectionStats | null }) | null;
  /** null in the terminal, which shows no notifications */
  readonly notifications: (() => NotificationState) | null;
  readonly clock: Clock;
  readonly t: Translate;
  /** in [0, 1) */
  readonly random?: () => number;
}

/**
 * Checks what calls need to reach the screen, in the order of `CHECK_NAMES`, and yields each result at once. A check whose
 * precondition failed is reported as not checked. Never rejects; each check has a time limit. Ends early when `signal`
 * aborts.
 *
 * Zoom allows one connection per subscription: without `getLiveConnection` a connected app loses its own for a moment.
 *
 * @param names only these checks. Those that ask Zoom need `token`, `call-history` needs `agent` too
 */
export async function* runDoctor(
  options: DoctorOptions,
  signal: AbortSignal,
  names: readonly CheckName[] = CHECK_NAMES,
): AsyncGenerator<Check, void> {
  const run = new CheckRun(options);
  for (const name of CHECK_NAMES.filter((each) => names.includes(each))) {
    // After an abort it returns without running the check.
    const finding = await run.runCheck(name, signal);
    if (signal.aborted) return;
    yield { name, ...finding };
  }
}

/** One run of the checks, with the results that later checks need. */
class CheckRun {
  readonly #options: DoctorOptions;
  readonly #credentials: ZoomCredentials | null;
  readonly #api: ZoomApi | null;
  #token: Token | null = null;
  /** why the sign-in failed */
  #signInError: unknown = null;
  #agent: Agent | null = null;

  constructor(options: DoctorOptions) {
    const { configuration, transport, clock } = options;
    this.#options = options;
    this.#credentials = configuration.account ?? configuration.webhook?.credentials ?? null;
    this.#api = this.#credentials && new ZoomApi(this.#credentials, transport, clock, () => undefined);
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
      // A bug. Only its class: its message may contain anything.
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
        return configuration.webhook === null
          ? createFinding(null, t('check.webhook.none'))
          : await checkWebhook(configuration.webhook.address, t);
      case 'call-history':
        return await this.#checkCallHistory(signal);
      case 'clock':
        return this.#token === null ? this.#skipNotSignedIn(name) : checkClock(this.#token.skewMs, t);
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

  async #signInOnce(api: ZoomApi, signal: AbortSignal): Promise<void> {
    if (this.#token !== null || this.#signInError !== null) return;
    try {
      this.#token = await api.renewToken(signal);
    } catch (error) {
      this.#signInError = error;
    }
  }

  async #checkNetwork(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (caFileProblem !== null) {
      const message = formatNotice({ level: 'error', code: caFileProblem, params: {} }, t);
      return createFinding(false, message, t('remedy.ca-file'), ['network.caFile']);
    }
    if (this.#api === null) return this.#skip('proxy-and-certificates', 'account');
    await this.#signInOnce(this.#api, signal);
    const error = this.#signInError;
    if (!(error instanceof HttpError)) return createFinding(true, t('check.way.ok'));
    if (isProxyOrCertificateError(error)) return toFinding(toConnectionFinding(error, ''), t);
    return this.#skip('proxy-and-certificates', 'unreachable');
  }

  async #checkToken(signal: AbortSignal): Promise<Finding> {
    const { caFileProblem, t } = this.#options;
    if (this.#api === null) return this.#skip('token', 'account');
    await this.#signInOnce(this.#api, signal);
    if (this.#token !== null) return createFinding(true, t('check.token.ok'));
    // The previous check has reported it, unless it reported the certificate file instead.
    if (isProxyOrCertificateError(this.#signInError) && caFileProblem === null)
      return this.#skip('token', 'way');
    return toFinding(toConnectionFinding(this.#signInError, ''), t);
  }

  #checkScopes(): Finding {
    const { t } = this.#options;
    if (this.#token === null) return this.#skipNotSignedIn('scopes');
    const { scopes } = this.#token;
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
    const { configuration, t } = this.#options;
    const { account, webhook } = configuration;
    if (account === null && webhook === null) return this.#skip('agent', 'account');
    const setting = this.#agentSetting;
    if (setting === null) {
      this.#agent = EVERYONE;
      return createFinding(true, t('check.agent.everyone'));
    }
    // Enough to recognize the setting, but not a name.
    const shown = cleanText(setting, 2) ?? '';
    if (needsLookup(setting) && this.#api === null)
      return toFinding({ state: 'refused', cause: 'agent-needs-account', detail: shown }, t);
    if (needsLookup(setting) && this.#token === null) return this.#skipNotSignedIn('agent');
    try {
      this.#agent =
        this.#api === null ? agentByExtension(setting) : await resolveAgent(this.#api, setting, signal);
    } catch (error) {
      return toFinding(toConnectionFinding(error, shown), t);
    }
    const { extensionNumber: extension } = this.#agent;
    const message = extension === null ? t('check.agent.no-extension') : t('check.agent.ok', { extension });
    return createFinding(true, message);
  }

  async #checkWebsocket(signal: AbortSignal): Promise<Finding> {
    const { configuration, transport, clock, t, random = Math.random } = this.#options;
    const { account, webhook } = configuration;
    if (account === null && webhook !== null) return createFinding(null, t('check.websocket.none'));
    const live = account === null ? null : this.#options.getLiveConnection?.();
    if (live?.connection && live.stats)
      return checkLiveConnection(live.connection, live.stats, t, clock.now());
    if (account === null || this.#api === null || this.#token === null)
      return this.#skipNotSignedIn('websocket');
    const checkOptions = { account, api: this.#api, transport, clock, random, t };
    try {
      return await checkWebsocket(checkOptions, signal);
    } catch (error) {
      return toFinding(toConnectionFinding(error, ''), t);
    }
  }

  async #checkCallHistory(signal: AbortSignal): Promise<Finding> {
    const { clock, t } = this.#options;
    if (this.#api === null || this.#token === null) return this.#skipNotSignedIn('call-history');
    if (this.#agent === null) return this.#skip('call-history', 'agent');
    const now = clock.now() - (this.#token.skewMs ?? 0);
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
    const { account, webhook } = this.#options.configuration;
    return redactSecrets(message, [
      accountId,
      clientId,
      clientSecret,
      account?.subscriptionId ?? '',
      webhook?.secretToken ?? '',
      this.#agentSetting ?? '',
      this.#api?.newestToken?.accessToken ?? '',
    ]);
  }

  #skipNotSignedIn(name: CheckName): Finding {
    return this.#skip(name, this.#credentials === null ? 'account' : 'token');
  }

  get #agentSetting(): string | null {
    const { account, webhook } = this.#options.configuration;
    return account?.agent ?? webhook?.agent ?? null;
  }

  #skip(name: CheckName, because: 'account' | 'unreachable' | 'way' | 'token' | 'agent'): Finding {
    const { t } = this.#options;
    return createFinding(null, t(`check.skipped.${because}`, { what: t(`check.what.${name}`) }));
  }
}

function isProxyOrCertificateError(error: unknown): boolean {
  return error instanceof HttpError && (error.reason === 'proxy' || error.reason === 'certificate');
}

/** In the words of the running app. */
function toHistoryFinding(error: unknown, t: Translate): Finding {
  if (error instanceof RestError && error.kind === 'scope') {
    const message = formatNotice({ level: 'warn', code: 'history-scope', params: {} }, t);
    return createFinding(false, message, t('remedy.scopes.missing'));
  }
  const hasDetail = error instanceof RestError || error instanceof TokenError;
  const detail = hasDetail ? redactFinding(error.detail, () => HIDDEN) : '';
  const code = detail === '' ? 'history-unreachable' : 'history-unreadable';
  const message = formatNotice({ level: 'warn', code, params: { detail } }, t);
  return createFinding(false, message, t(`remedy.${code}`));
}
