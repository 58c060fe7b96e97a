import { EVERYONE, type Agent } from '../calls/agent.ts';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { Clock } from '../util/clock.ts';
import type { WebhookAccount, WebhookAddress } from '../settings/load-settings.ts';
import { agentByExtension, needsLookup, resolveAgent } from './resolve-agent.ts';
import { ZoomApi } from './zoom-api.ts';
import { readCallHistory } from './zoom-call-history.ts';
import type { Transport } from '../network/transport.ts';
import { backoffMs } from './reconnect-policy.ts';
import { toSessionEnd } from './connection-errors.ts';
import type {
  CallSource,
  OfflineCause,
  ReadCallHistory,
  SourceConnection,
  SourceEvents,
  WakeReason,
} from './call-source.ts';
import type { WebhookRefusal } from './webhook-verification.ts';
import { listenForWebhooks } from './webhook-server.ts';

/** Per minute; the others are only counted, so that a flood does not fill the log. */
const MAX_REPORTED_REFUSALS = 30;
const MINUTE_MS = 60_000;

/**
 * Zoom's webhook. Listens once the agent is known, and counts as connected after the first correct signature,
 * which proves that Zoom reaches it.
 */
export class ZoomWebhookSource implements CallSource {
  readonly name = 'webhook';
  readonly callHistory: ReadCallHistory | null;
  readonly #account: WebhookAccount;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #api: ZoomApi | null;
  #events: SourceEvents | null = null;
  #abort = new AbortController();
  #listener: ReturnType<typeof listenForWebhooks> | null = null;
  #cancelRetry: () => void = () => undefined;
  #attempt = 0;
  #agent: Agent | null = null;
  #skewMs = 0;
  /** within this minute */
  #refusalCount = 0;
  #cancelMinute: () => void = () => undefined;

  constructor(
    account: WebhookAccount,
    options: {
      readonly transport: Transport;
      readonly clock: Clock;
      /** in [0, 1) */
      readonly random?: () => number;
    },
  ) {
    this.#account = account;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    const api =
      account.credentials === null
        ? null
        : new ZoomApi(account.credentials, options.transport, options.clock, (skewMs) => {
            this.#skewMs = skewMs;
            this.#events?.clockSkew(skewMs);
          });
    this.#api = api;
    this.callHistory =
      api && ((range, signal) => readCallHistory(api, this.#agent ?? EVERYONE, range, signal));
  }

  start(events: SourceEvents): void {
    this.stop();
    this.#events = events;
    this.#attempt = 0;
    this.#startListening();
  }

  /** Only by the user, who may have freed the port: a listener survives sleep and network changes. */
  wake(reason: WakeReason): void {
    if (reason === 'changed' || this.#events === null) return;
    const events = this.#events;
    const { signal } = this.#abort;
    // Until the port is free, `start` or `stop` may be called.
    if (!signal.aborted)
      void this.finish().then(() => {
        if (this.#events === events) this.start(events);
      });
  }

  async finish(): Promise<void> {
    this.#abort.abort();
    this.#cancelRetry();
    await this.#listener?.stop();
    this.#endMinute();
  }

  stop(): void {
    this.#events = null;
    void this.finish();
    this.#listener = null;
  }

  #startListening(): void {
    this.#abort = new AbortController();
    this.#emitConnection({ state: 'connecting' });
    void this.#listen(this.#abort.signal);
  }

  async #listen(signal: AbortSignal): Promise<void> {
    try {
      this.#agent ??= await this.#resolveAgent(signal);
    } catch (error) {
      if (signal.aborted) return;
      const sessionEnd = toSessionEnd(error, this.#account.agent ?? '');
      if (sessionEnd.kind === 'refused')
        this.#emitConnection({ state: 'refused', cause: sessionEnd.cause, detail: sessionEnd.detail });
      else this.#scheduleRetry(sessionEnd.cause, sessionEnd.detail, sessionEnd.waitMs ?? 0);
      return;
    }
    if (signal.aborted || this.#agent === null) return;
    this.#events?.agent(this.#agent);
    const { address } = this.#account;
    this.#listener = listenForWebhooks({
      ...address,
      secretToken: this.#account.secretToken,
      clock: this.#clock,
      skewMs: () => this.#skewMs,
      events: {
        listening: (at) => {
          this.#attempt = 0;
          this.#emitConnection({
            state: 'degraded',
            cause: 'nothing-yet',
            detail: formatAddress({ ...address, ...at }),
          });
        },
        failed: (code) => {
          this.#listener = null;
          this.#scheduleRetry(
            code === 'EADDRINUSE' ? 'port-taken' : 'cannot-listen',
            formatAddress(address),
            0,
          );
        },
        proven: () => this.#emitConnection({ state: 'connected', everyone: this.#account.agent === null }),
        event: (json) => this.#events?.event(parsePhoneEvent(json)),
        refused: (reason, bytes) => this.#countRefusal(reason, bytes),
      },
    });
  }

  #countRefusal(reason: WebhookRefusal, bytes: number): void {
    if (this.#refusalCount === 0) this.#cancelMinute = this.#clock.after(MINUTE_MS, () => this.#endMinute());
    this.#refusalCount += 1;
    if (this.#refusalCount <= MAX_REPORTED_REFUSALS) this.#events?.badRequest(reason, bytes);
  }

  #endMinute(): void {
    this.#cancelMinute();
    const suppressed = this.#refusalCount - MAX_REPORTED_REFUSALS;
    this.#refusalCount = 0;
    if (suppressed > 0) this.#events?.moreBadRequests(suppressed);
  }

  /** Null if Zoom would have to be asked, but there are no credentials; reports this. */
  async #resolveAgent(signal: AbortSignal): Promise<Agent | null> {
    const { agent } = this.#account;
    if (agent === null) return EVERYONE;
    if (this.#api !== null) return await resolveAgent(this.#api, agent, signal);
    if (!needsLookup(agent)) return agentByExtension(agent);
    this.#emitConnection({ state: 'refused', cause: 'agent-needs-account', detail: agent });
    return null;
  }

  #scheduleRetry(cause: OfflineCause, detail: string, atLeastMs: number): void {
    const waitMs = Math.max(backoffMs(this.#attempt, this.#random()), atLeastMs);
    this.#attempt += 1;
    const retryAt = this.#clock.now() + waitMs;
    this.#cancelRetry = this.#clock.after(waitMs, () => this.#startListening());
    this.#emitConnection({ state: 'offline', cause, detail, retryAt });
  }

  #emitConnection(connection: SourceConnection): void {
    this.#events?.connection(connection);
  }
}

/** The URL for Zoom's requests, or for those of the proxy in front. */
export function formatAddress({ host, port, path }: WebhookAddress): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
