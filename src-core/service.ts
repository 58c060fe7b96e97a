import { EVERYONE, type Agent } from './calls/agent.ts';
import { isLive, type Call } from './calls/call.ts';
import { cardsAt, ringingKey } from './calls/cards.ts';
import { pastCalls, type CallElement } from './calls/past-calls.ts';
import { CallTracker } from './calls/tracker.ts';
import { CatchUp } from './catch-up.ts';
import type { Clock } from './clock.ts';
import { parsePhoneEvent } from './events/parse.ts';
import type { CallHistory } from './history/call-history.ts';
import type { Connector, Match } from './lookup/connector.ts';
import { lookUp, surelyThePerson, type FinishedLookup, type Lookup } from './lookup/lookup.ts';
import type { Notice } from './notice.ts';
import type { PhoneNumber } from './numbers/number.ts';
import type { Settings } from './settings/schema.ts';
import type { CallSource, Connection, SourceConnection, WakeReason } from './sources/source.ts';

/** A call together with what the contacts say. */
export interface CallRecord {
  readonly call: Call;
  readonly lookup: Lookup;
  /** how many calls from this number were missed here within a day, this one included */
  readonly missedToday: number;
}

/** The one picture of everything; plain data. Every window, the tray and the terminal are functions of it. */
export interface AppState {
  /** null: no account is set up */
  readonly connection: Connection | null;
  readonly agent: Agent;
  /** calls with a card on the screen, live first, newest first */
  readonly cards: readonly CallRecord[];
  /** the last calls that rang here, newest first */
  readonly recent: readonly CallRecord[];
  /** how many calls rang while nothing listened and nobody has looked at yet */
  readonly rangAway: number;
  /** ms since the epoch; null = popups are on */
  readonly pausedUntil: number | null;
  /** the last things that went wrong, newest first, each once */
  readonly notices: readonly Notice[];
}

/** What happens, one by one: the terminal prints these as lines. */
export type Output =
  | { readonly type: 'connection'; readonly connection: Connection }
  /** `arrivedAt`: when the event that brought this state reached us, by the service's stopwatch; null = time alone did */
  | { readonly type: 'call'; readonly call: Call; readonly arrivedAt: number | null }
  | { readonly type: 'match'; readonly callId: string; readonly lookup: FinishedLookup }
  | { readonly type: 'notice'; readonly notice: Notice };

export interface ServiceEvents {
  output(output: Output): void;
  state(state: AppState): void;
  /** Open this record in the browser: the agent wants screen pops, and this is surely the person. */
  pop(callId: string, match: Match): void;
}

export interface ServiceOptions {
  readonly settings: Settings;
  readonly source: CallSource | null;
  /** closed by whoever opened it */
  readonly history: CallHistory;
  readonly connectors: readonly Connector[];
  readonly clock: Clock;
  readonly events: ServiceEvents;
  /** a monotonic clock in ms, for durations */
  readonly stopwatch?: () => number;
}

/** Calls kept for "recent" and for counting what was missed; the tracker itself remembers longer. */
const KEPT_CALLS = 200;
const RECENT_CALLS = 20;
const KEPT_NOTICES = 3;
const DAY_MS = 24 * 60 * 60_000;
/** An event that is older than this when it comes does not prove that events come in time. */
const FRESH_MS = 60_000;
/** A call that rang so shortly after the welcome may have been missed rightly. */
const SETTLING_MS = 5_000;

/** Wires source, tracker and contacts together and keeps the one AppState. */
export class CallService {
  readonly #options: ServiceOptions;
  readonly #tracker: CallTracker;
  readonly #records = new Map<string, { call: Call; lookup: Lookup }>();
  readonly #closed = new Set<string>();
  readonly #popped = new Set<string>();
  readonly #simulated = new Set<string>();
  #source: CallSource | null = null;
  #catchUp: CatchUp | null = null;
  /** as the source says */
  #link: SourceConnection | null = null;
  #connectedAt: number | null = null;
  /** null = to be counted; a ringing card does not wait for the database */
  #rangAway: number | null = null;
  /** when a call rang that never reached us although we were connected; null = nothing is missing */
  #missingCallAt: number | null = null;
  #agent: Agent = EVERYONE;
  #skewMs = 0;
  #pausedUntil: number | null = null;
  #notices: readonly Notice[] = [];
  #cancelTick: () => void = () => undefined;
  #cancelTell: () => void = () => undefined;
  #telling = false;
  #running = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#tracker = new CallTracker({ agent: EVERYONE, country: options.settings.country });
  }

  start(): void {
    this.#running = true;
    for (const call of this.#options.history.recent(RECENT_CALLS, 0).toReversed()) {
      this.#records.set(call.callId, { call, lookup: { status: 'searching' } });
      void this.#look(call.callId, call.caller.number, false);
    }
    this.useSource(this.#options.source);
  }

  /** Listens to this source from now on, e.g. after the settings changed. */
  useSource(source: CallSource | null): void {
    this.#source?.stop();
    this.#catchUp?.disconnected();
    this.#link = null;
    this.#connectedAt = null;
    this.#missingCallAt = null;
    this.#source = source;
    const read = source?.callHistory ?? null;
    this.#catchUp =
      read === null
        ? null
        : new CatchUp({
            clock: this.#options.clock,
            read,
            history: this.#options.history,
            skewMs: () => this.#skewMs,
            found: (elements, ofAgent, since) => this.#takePast(elements, ofAgent, since),
            notice: (notice) => this.notice(notice),
          });
    source?.start({
      connection: (connection) => this.#linkChanged(connection),
      event: (json) => this.#receive(json, source.name),
      badFrame: (code, bytes) => this.notice({ level: 'warn', code, params: { bytes } }),
      badRequest: (why, bytes) =>
        this.notice({ level: 'warn', code: 'webhook-refused', params: { why: `webhook-${why}`, bytes } }),
      agent: (agent) => {
        this.#agent = agent;
        this.#tracker.setAgent(agent);
      },
      clockSkew: (skewMs) => {
        // The Date header counts whole seconds, and the way takes time: smaller differences are none.
        this.#skewMs = Math.abs(skewMs) < 2_000 ? 0 : skewMs;
      },
    });
    this.#changed();
  }

  /** Resolves when all that is under way was told; `stop` may follow. */
  async finish(): Promise<void> {
    await this.#source?.finish?.();
  }

  stop(): void {
    this.#running = false;
    this.#source?.stop();
    this.#catchUp?.disconnected();
    this.#cancelTick();
    this.#cancelTell();
    this.#telling = false;
  }

  /** Connects anew at once: the machine woke or changed its network, or a person asks for it. */
  wake(reason: WakeReason): void {
    this.#source?.wake(reason);
  }

  get state(): AppState {
    const now = this.#options.clock.now();
    const { cards } = this.#cards(now);
    const paused = this.#isPaused(now);
    const missed = this.#missedToday();
    const recent = [...this.#records.keys()].slice(-RECENT_CALLS).reverse();
    return {
      connection: this.#connection(),
      agent: this.#agent,
      cards: paused ? [] : cards.flatMap((call) => this.#record(call.callId, missed) ?? []),
      recent: recent.flatMap((callId) => this.#record(callId, missed) ?? []),
      rangAway: (this.#rangAway ??= this.#options.history.unseen()),
      pausedUntil: paused ? this.#pausedUntil : null,
      notices: this.#notices,
    };
  }

  record(callId: string): CallRecord | null {
    return this.#record(callId, this.#missedToday());
  }

  /** Somebody looked at the calls that rang while nothing listened. */
  markSeen(): void {
    this.#options.history.markSeen();
    this.#rangAway = null;
    this.#changed();
  }

  /** Closes the card of this call until it rings anew. */
  closeCard(callId: string): void {
    const record = this.#records.get(callId);
    if (record !== undefined) this.#closed.add(ringingKey(record.call));
    this.#changed();
  }

  /** No card appears until then (ms since the epoch); null = at once again. Calls are recorded all the same. */
  pause(until: number | null): void {
    this.#pausedUntil = until;
    this.#changed();
  }

  notice(notice: Notice): void {
    const same = JSON.stringify(notice);
    const others = this.#notices.filter((other) => JSON.stringify(other) !== same);
    this.#notices = [notice, ...others].slice(0, KEPT_NOTICES);
    this.#emit({ type: 'notice', notice });
  }

  /** Plays an event envelope as if Zoom had sent it ("simulate a call"). */
  simulate(json: unknown): void {
    const parsed = parsePhoneEvent(json);
    // What never rang belongs into no history.
    if (parsed.kind === 'event') this.#simulated.add(parsed.event.callId);
    this.#receive(json, 'websocket');
  }

  /** The source's word, unless we know better: a socket that is up is no proof that calls arrive. */
  #connection(): Connection | null {
    if (!listens(this.#link) || this.#missingCallAt === null) return this.#link;
    return { state: 'degraded', cause: 'events-missing', callAt: this.#missingCallAt };
  }

  #linkChanged(link: SourceConnection): void {
    const before = this.#link;
    this.#link = link;
    // A webhook that hears of Zoom for the first time has listened before.
    const goesOn = listens(before) && listens(link) && before?.state === 'degraded';
    if (!goesOn) this.#catchUp?.disconnected();
    this.#tellConnection();
    if (goesOn || !listens(link)) return;
    this.#connectedAt = this.#options.clock.now();
    this.#catchUp?.connected(this.#agent);
  }

  #tellConnection(): void {
    const connection = this.#connection();
    if (connection !== null) this.#emit({ type: 'connection', connection });
    this.#changed();
  }

  /** What Zoom's own history knows: calls that rang while nothing listened, and ends that were not heard. */
  #takePast(elements: readonly CallElement[], ofAgent: boolean, since: number): void {
    const { history, settings } = this.#options;
    const before = history.unseen();
    let missingAt: number | null = null;
    for (const past of pastCalls(elements, this.#agent, ofAgent, settings.country, this.#skewMs)) {
      const { call } = past;
      if (call.ringingSince < since) continue;
      const known = this.#records.get(call.callId)?.call ?? null;
      if (known !== null && isLive(known.state)) {
        // A call that rings again has an older part that is over: only an end after its latest news ends it.
        const over = past.endedAt >= known.since && (known.state === 'ringing' || call.state === 'ended');
        const concluded = over ? this.#tracker.conclude(call) : null;
        if (concluded !== null) this.#callChanged(concluded, null);
        continue;
      }
      const outcome = history.outcome(call.callId);
      if (outcome === 'settled') continue;
      const rangAt = call.ringingSince + this.#skewMs;
      const connectedThen = this.#connectedAt !== null && rangAt > this.#connectedAt + SETTLING_MS;
      const unheard = outcome === null && !this.#tracker.heardOf(call.callId);
      if (unheard && past.surelyRang && connectedThen) missingAt = rangAt;
      this.#callChanged(call, null);
    }
    this.#rangAway = null;
    const rangAway = history.unseen() - before;
    if (rangAway > 0)
      this.#emit({
        type: 'notice',
        notice: { level: 'info', code: 'rang-away', params: { count: rangAway } },
      });
    if (missingAt !== null) this.#eventsAreMissing(missingAt);
    this.#sortRecords();
    this.#changed();
  }

  #eventsAreMissing(callAt: number): void {
    const first = this.#missingCallAt === null;
    this.#missingCallAt = callAt;
    this.#tellConnection();
    // Once: a new connection is all that we can do about it.
    if (first) this.#source?.wake('changed');
  }

  /** Calls of the past come late: "recent" goes by when they rang. */
  #sortRecords(): void {
    const sorted = [...this.#records].sort(([, a], [, b]) => a.call.ringingSince - b.call.ringingSince);
    this.#records.clear();
    for (const [callId, record] of sorted) this.#records.set(callId, record);
  }

  #receive(json: unknown, source: CallSource['name']): void {
    const arrivedAt = this.#stopwatch();
    const parsed = parsePhoneEvent(json);
    switch (parsed.kind) {
      case 'ignored':
        return;
      case 'invalid':
        this.notice({ level: 'warn', code: 'invalid-event', params: { why: parsed.code } });
        return;
      case 'event': {
        if (parsed.odd.length > 0) {
          this.notice({ level: 'warn', code: 'invalid-field', params: { fields: parsed.odd.join(', ') } });
        }
        const now = this.#options.clock.now();
        const { at } = parsed.event;
        if (at === null || now - at - this.#skewMs < FRESH_MS) this.#heard(parsed.event.callId);
        const call = this.#tracker.apply(parsed.event, { source, now, skewMs: this.#skewMs });
        if (call !== null) this.#callChanged(call, arrivedAt);
        // Also with nothing to see: a phone that stopped ringing has its grace, for which a timer must run.
        this.#changed();
      }
    }
  }

  /** Events come in time: that is the proof. */
  #heard(callId: string): void {
    if (this.#simulated.has(callId)) return;
    this.#catchUp?.heard();
    if (this.#missingCallAt === null) return;
    this.#missingCallAt = null;
    this.#tellConnection();
  }

  #callChanged(call: Call, arrivedAt: number | null): void {
    if (!this.#simulated.has(call.callId)) this.#options.history.record(call, this.#skewMs);
    // One of them may ring anew, and is no longer one that nobody heard.
    if (this.#rangAway !== 0) this.#rangAway = null;
    const before = this.#records.get(call.callId);
    const sameCaller = before !== undefined && sameNumber(before.call.caller.number, call.caller.number);
    // What was found for another number is not this caller's: neither shown nor opened.
    const lookup: Lookup = sameCaller ? before.lookup : { status: 'searching' };
    // The map's order is that of ringing: what rings anew is the newest again.
    if (before?.call.round !== call.round) this.#records.delete(call.callId);
    this.#records.set(call.callId, { call, lookup });
    if (before?.call.state !== call.state || before.call.round !== call.round) {
      this.#emit({ type: 'call', call, arrivedAt });
    }
    if (before === undefined) this.#forgetOldest();
    if (sameCaller) this.#maybePop(call.callId);
    else void this.#look(call.callId, call.caller.number);
  }

  /** @param tell false for calls from before the start, which nobody was told of either */
  async #look(callId: string, number: PhoneNumber, tell = true): Promise<void> {
    const lookup = await lookUp(this.#options.connectors, number, this.#stopwatch);
    const record = this.#records.get(callId);
    // Answers for a number that was corrected meanwhile, or after the end, are nobody's.
    if (!this.#running || record === undefined || !sameNumber(record.call.caller.number, number)) return;
    this.#records.set(callId, { ...record, lookup });
    if (tell) this.#emit({ type: 'match', callId, lookup });
    if (tell && lookup.status === 'error')
      this.notice({ level: 'warn', code: 'lookup-failed', params: { reason: lookup.reason } });
    this.#maybePop(callId);
    this.#changed();
  }

  /** Opens the record by itself: at the moment that the setting names, once per call, only for one exact match. */
  #maybePop(callId: string): void {
    const record = this.#records.get(callId);
    const { screenPop } = this.#options.settings;
    // Who paused the popups wants no browser either.
    const paused = this.#isPaused(this.#options.clock.now());
    if (record === undefined || screenPop === 'click' || paused || this.#popped.has(callId)) return;
    const moment =
      record.call.state === 'answered' || (screenPop === 'ring' && record.call.state === 'ringing');
    const match = moment ? surelyThePerson(record.lookup) : null;
    if (match === null) return;
    this.#popped.add(callId);
    this.#options.events.pop(callId, match);
  }

  #record(callId: string, missed: ReadonlyMap<string, number>): CallRecord | null {
    const record = this.#records.get(callId);
    if (record === undefined) return null;
    const { state, caller } = record.call;
    return { ...record, missedToday: state === 'missed' ? (missed.get(numberKey(caller.number)) ?? 0) : 0 };
  }

  /** How many calls of each number were missed here within a day; once for all cards, since there may be many. */
  #missedToday(): ReadonlyMap<string, number> {
    const since = this.#options.clock.now() - DAY_MS;
    const counts = new Map<string, number>();
    for (const { call } of this.#records.values()) {
      if (call.state !== 'missed' || call.since <= since) continue;
      const key = numberKey(call.caller.number);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  #isPaused(now: number): boolean {
    return this.#pausedUntil !== null && this.#pausedUntil > now;
  }

  #forgetOldest(): void {
    for (const [callId, { call }] of this.#records) {
      if (this.#records.size <= KEPT_CALLS) return;
      if (isLive(call.state)) continue;
      this.#records.delete(callId);
      this.#simulated.delete(callId);
      this.#popped.delete(callId);
      this.#closed.delete(ringingKey(call));
    }
  }

  #cards(now: number): ReturnType<typeof cardsAt> {
    const calls = [...this.#records.values()].map(({ call }) => call);
    return cardsAt(calls, this.#options.settings.popup, this.#closed, now);
  }

  readonly #stopwatch = (): number => (this.#options.stopwatch ?? (() => performance.now()))();

  #emit(output: Output): void {
    if (this.#running) this.#options.events.output(output);
  }

  /** Tells the new state once for all that happens in one turn: a ring with its contacts, a burst of events. */
  #changed(): void {
    if (!this.#running || this.#telling) return;
    this.#telling = true;
    this.#cancelTell = this.#options.clock.after(0, () => {
      this.#telling = false;
      this.#schedule();
      this.#options.events.state(this.state);
    });
  }

  /** Wakes up again when time alone will change something. */
  #schedule(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const { changesAt } = this.#cards(now);
    const deadlines = [changesAt, this.#tracker.nextDeadline(), this.#pausedUntil];
    // A deadline that has just passed, unnoticed yet, is due now.
    const times = deadlines.flatMap((time) => (time === null ? [] : [Math.max(time, now)]));
    this.#cancelTick();
    const next = Math.min(...times);
    this.#cancelTick = next === Infinity ? () => undefined : clock.after(next - now, () => this.#tick());
  }

  #tick(): void {
    const now = this.#options.clock.now();
    if (!this.#isPaused(now)) this.#pausedUntil = null;
    for (const call of this.#tracker.tick(now)) this.#callChanged(call, null);
    this.#changed();
  }
}

/** Events may come. */
function listens(link: SourceConnection | null): boolean {
  return link?.state === 'connected' || link?.state === 'degraded';
}

function sameNumber(a: PhoneNumber, b: PhoneNumber): boolean {
  return numberKey(a) === numberKey(b);
}

function numberKey(number: PhoneNumber): string {
  return JSON.stringify(number);
}
