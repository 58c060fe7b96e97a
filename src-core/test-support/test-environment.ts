/**
 * A Zoom and its clients on one clock that the test moves, without sockets or real time. The simulated network has a
 * latency, can be cut, and drops connections without notice when a client sleeps.
 */
import { agent as simAgent } from '../../src-simulator/scenarios/people.ts';
import {
  createZoom,
  type Zoom,
  type ZoomSocketHandler,
  type ZoomOptions,
} from '../../src-simulator/zoom/zoom.ts';
import type { Clock } from '../util/clock.ts';
import { FakeClock } from './fakes.ts';
import { CallHistory } from '../history/call-history.ts';
import { CallService } from '../service/call-service.ts';
import type { Output } from '../service/app-state.ts';
import { SettingsSchema } from '../settings/schema.ts';
import type { ZoomAccount } from '../settings/load-settings.ts';
import { ZoomWebSocketSource } from '../zoom/websocket-source.ts';
import { parseJson } from '../util/parse-json.ts';
import { watchForWake } from '../network/wake-detector.ts';
import { readRetryAfter } from '../network/retry-after.ts';
import { HttpError, type HttpResponse, type Transport } from '../network/transport.ts';

/** Latency of one message in one direction. */
const LATENCY_MS = 15;
/** Time until a connection attempt fails if the network is down. */
const UNREACHABLE_MS = 3_000;

const ACCOUNT: ZoomAccount = {
  accountId: 'sim-account',
  clientId: 'sim-client',
  clientSecret: 'sim-secret',
  subscriptionId: 'sim-subscription',
  agent: simAgent.email,
  oauthUrl: 'https://zoom.test/oauth/token',
  wsUrl: 'wss://zoom.test/ws',
  apiUrl: 'https://zoom.test/v2',
};

/** Returns a generator of numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The simulated Zoom, its clients and their clock. */
export class TestEnvironment {
  readonly clock = new FakeClock();
  readonly zoom: Zoom;
  readonly #clients: Client[] = [];

  constructor(options: Partial<ZoomOptions> = {}) {
    let ids = 6_998_252_113_337_041_000n;
    let tokens = 0;
    this.zoom = createZoom({
      newCallId: () => String(++ids),
      newToken: () => `eyJ.secret-token-${++tokens}`,
      ...options,
      now: () => this.clock.now(),
      after: (ms, run) => this.clock.after(ms, run),
    });
  }

  /** Starts a client and lets it connect. */
  async start(options: ClientOptions = {}): Promise<Client> {
    const client = new Client(this, options);
    this.#clients.push(client);
    client.start();
    await this.run(1_000);
    return client;
  }

  async run(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  /** Stops all clients and Zoom. Returns the number of leaked timers. */
  async end(): Promise<number> {
    for (const client of this.#clients) client.end();
    this.zoom.stop();
    // Messages still on the network arrive; the app's own timers are longer.
    await this.run(2 * LATENCY_MS);
    return this.clock.pending;
  }
}

export interface ClientOptions {
  readonly name?: string;
  readonly account?: Partial<ZoomAccount>;
  /** how far the client's clock is ahead, ms */
  readonly clockOffsetMs?: number;
  readonly seed?: number;
  /** a history file that outlives the client; ":memory:" by default */
  readonly path?: string;
  /** whether all outputs are kept; true by default */
  readonly recordOutputs?: boolean;
}

/** One desktop: the whole service, with its own clock and network. */
export class Client implements Clock {
  readonly service: CallService;
  readonly history: CallHistory;
  readonly outputs: Output[] = [];
  readonly #environment: TestEnvironment;
  readonly #options: ClientOptions;
  readonly #source: ZoomWebSocketSource;
  /** timers that became due while the machine slept; `dueAfterMs` counts from the start of sleep */
  readonly #suspended = new Set<{ readonly dueAfterMs: number; readonly schedule: (ms: number) => void }>();
  /** functions that cut the open sockets and requests */
  readonly #open = new Set<() => void>();
  /** how far this client's clock is ahead, ms; set it to simulate a clock change by user or NTP */
  clockOffsetMs: number;
  #asleep = false;
  #asleepSince = 0;
  #online = true;
  #address = '192.0.2.10';
  #stopWatch = (): void => undefined;

  constructor(environment: TestEnvironment, options: ClientOptions) {
    this.#environment = environment;
    this.#options = options;
    this.clockOffsetMs = options.clockOffsetMs ?? 0;
    this.history = new CallHistory({
      path: options.path ?? ':memory:',
      clock: this,
      onError: ({ code }) => {
        throw new Error(code);
      },
    });
    this.#source = new ZoomWebSocketSource(
      { ...ACCOUNT, ...options.account },
      { transport: this.#transport(), clock: this, random: seededRandom(options.seed ?? 1) },
    );
    this.service = new CallService({
      settings: SettingsSchema.parse({}),
      sources: [this.#source],
      history: this.history,
      connectors: [],
      clock: this,
      stopwatch: () => this.now(),
      events: {
        output: (output) => {
          if (options.recordOutputs ?? true) this.outputs.push(output);
        },
        state: () => undefined,
        pop: () => undefined,
      },
    });
  }

  start(): void {
    this.service.start();
    this.#stopWatch = watchForWake(
      this,
      () => ({ eth0: [{ address: this.#address, internal: false, family: 'IPv4' }] }),
      () => this.service.wake('changed'),
    );
  }

  end(): void {
    this.#stopWatch();
    this.service.stop();
    this.history.close();
    for (const cut of this.#open) cut();
  }

  /** Kills the process: nothing is sent or written any more. */
  crash(): void {
    this.#asleep = true;
    this.#stopWatch();
    for (const cut of this.#open) cut();
  }

  now(): number {
    return this.#environment.clock.now() + this.clockOffsetMs;
  }

  after(ms: number, run: () => void): () => void {
    const { clock } = this.#environment;
    let cancel = (): void => undefined;
    const schedule = (waitMs: number): void => {
      cancel = clock.after(waitMs, () => {
        if (!this.#asleep) {
          run();
          return;
        }
        const suspended = { dueAfterMs: clock.now() - this.#asleepSince, schedule };
        this.#suspended.add(suspended);
        cancel = () => this.#suspended.delete(suspended);
      });
    };
    schedule(ms);
    return () => cancel();
  }

  /** Suspends the machine: nothing runs, and messages to it are lost. */
  sleep(): void {
    this.#asleep = true;
    this.#asleepSince = this.#environment.clock.now();
    for (const cut of this.#open) cut();
  }

  /** @param timersPaused whether timers were paused during sleep (Linux) or are all due now (Windows) */
  async wake(timersPaused = false): Promise<void> {
    this.#asleep = false;
    for (const { dueAfterMs, schedule } of this.#suspended) schedule(timersPaused ? dueAfterMs : 0);
    this.#suspended.clear();
    await this.#environment.run(0);
  }

  /** False cuts the network without closing connections. */
  set online(online: boolean) {
    this.#online = online;
    if (!online) for (const cut of this.#open) cut();
  }

  /** Changes the network: open connections die without being closed. */
  moveTo(address: string): void {
    this.#address = address;
    for (const cut of this.#open) cut();
  }

  /** Number of open sockets and requests. */
  get open(): number {
    return this.#open.size;
  }

  /** Every reported connection state with its cause, without repetitions. */
  get states(): readonly string[] {
    const reported: string[] = [];
    for (const output of this.outputs) {
      if (output.type !== 'connection') continue;
      const { connection } = output;
      const state = 'cause' in connection ? `${connection.state} ${connection.cause}` : connection.state;
      if (reported.at(-1) !== state) reported.push(state);
    }
    return reported;
  }

  get state(): string {
    return this.states.at(-1) ?? '';
  }

  get notices(): readonly string[] {
    return this.outputs.flatMap((output) => (output.type === 'notice' ? [output.notice.code] : []));
  }

  /** `callId state source` of every change of a call. */
  get calls(): readonly string[] {
    return this.outputs.flatMap((output) =>
      output.type === 'call' ? [`${output.call.callId} ${output.call.state} ${output.call.source}`] : [],
    );
  }

  /** Calls that rang for the agent but are not in the history with their outcome. */
  get lostCalls(): readonly string[] {
    return this.#environment.zoom
      .getRungCallIds(simAgent.userId)
      .filter((callId) => this.history.getOutcome(callId) !== 'settled');
  }

  #transport(): Transport {
    const { zoom, clock } = this.#environment;
    const name = this.#options.name ?? 'desktop';
    /** Runs `arrive` at the other end, unless the channel dies before. */
    const carry = (channel: { alive: boolean }, arrive: () => void): void => {
      clock.after(LATENCY_MS, () => {
        if (channel.alive && !this.#asleep) arrive();
      });
    };
    return {
      request: (request, signal) =>
        new Promise<HttpResponse>((resolve, reject) => {
          const channel = { alive: this.#online };
          const finish = (): void => {
            channel.alive = false;
            this.#open.delete(cut);
            signal.removeEventListener('abort', abort);
          };
          const fail = (): void => {
            finish();
            reject(new HttpError('network'));
          };
          const cut = (): void => {
            channel.alive = false;
          };
          const abort = fail;
          signal.addEventListener('abort', abort, { once: true });
          this.#open.add(cut);
          if (signal.aborted) fail();
          else if (!channel.alive) this.after(UNREACHABLE_MS, fail);
          const { method, url, headers, body = '' } = request;
          const { pathname, search } = new URL(url);
          carry(channel, () => {
            const answer = zoom.request({
              method,
              path: pathname + search,
              headers: lowerCaseKeys(headers),
              body,
            });
            // "never" and "endless" end with the client's time-out.
            if (answer.kind === 'cut') carry(channel, fail);
            if (answer.kind !== 'answer') return;
            carry(channel, () => {
              finish();
              const { status } = answer;
              const serverTime = Date.parse(answer.headers['date'] ?? '');
              resolve({
                status,
                json: parseJson(answer.body) ?? null,
                serverTime,
                retryAfter: readRetryAfter(status, (name) => answer.headers[name], serverTime),
              });
            });
          });
        }),
      connect: (url, listener) => {
        const channel = { alive: this.#online };
        let guest: ZoomSocketHandler | null = null;
        const cut = (): void => {
          channel.alive = false;
        };
        this.#open.add(cut);
        const end = (notify: () => void): void => {
          this.#open.delete(cut);
          channel.alive = false;
          notify();
        };
        const { pathname, search } = new URL(url);
        if (!channel.alive)
          this.after(UNREACHABLE_MS, () => {
            if (this.#open.has(cut)) end(() => listener.end({ kind: 'failed', reason: 'network' }));
          });
        carry(channel, () => {
          const upgrade = zoom.upgrade(pathname + search, name);
          switch (upgrade.kind) {
            case 'never':
              return;
            case 'cut':
              carry(channel, () => end(() => listener.end({ kind: 'failed', reason: 'network' })));
              return;
            case 'refuse':
              carry(channel, () => end(() => listener.end({ kind: 'refused', status: upgrade.status })));
              return;
            case 'accept':
              guest = upgrade.attach({
                send: (data) => carry(channel, () => listener.message(Buffer.from(data))),
                close: (code) => carry(channel, () => end(() => listener.end({ kind: 'closed', code }))),
              });
          }
        });
        return {
          send: (text) => carry(channel, () => guest?.onMessage(text)),
          terminate: () => {
            if (!this.#open.has(cut)) return;
            const isReachable = channel.alive;
            end(() => undefined);
            // Offline, Zoom does not receive the close and times out instead.
            if (isReachable) clock.after(LATENCY_MS, () => guest?.onClose());
          },
        };
      },
    };
  }
}

function lowerCaseKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
