import { EVERYONE, type Agent } from './calls/agent.ts';
import { isLive, type Call, type SourceName } from './calls/call.ts';
import { cardsAt, ringingKey } from './calls/cards.ts';
import { isLinkOnly, linkCall, linkCallEndsAt, rangTogether } from './calls/link-calls.ts';
import { concluded, pastCalls, type CallElement, type PastCall } from './calls/past-calls.ts';
import { CallTracker } from './calls/tracker.ts';
import { CatchUp } from './catch-up.ts';
import type { Clock } from './clock.ts';
import type { LaunchLink } from './events/launch-link.ts';
import { parsePhoneEvent } from './events/parse.ts';
import type { CallHistory } from './history/call-history.ts';
import { afterChange, readChoice, writeChoice, type Choice, type ChoiceChange } from './lookup/choices.ts';
import type { TroubleKind } from './lookup/connector-trouble.ts';
import { knows, type Asked, type Connector, type Match } from './lookup/connector.ts';
import {
  judged,
  lookUp,
  surelyThePerson,
  type FinishedLookup,
  type Lookup,
  type Trouble,
} from './lookup/lookup.ts';
import type { Notice, NoticeCode } from './notice.ts';
import { numberKey, sameNumber, type PhoneNumber } from './numbers/number.ts';
import { isPauseTime, pauseChangesAt } from './pause-times.ts';
import { looksUp, opensByItself } from './screen-pop.ts';
import type { Settings } from './settings/schema.ts';
import { overallConnection, type Beside } from './sources/overall.ts';
import type { CallSource, Connection, SourceConnection, Vitals, WakeReason } from './sources/source.ts';

/** A call together with what the contacts say. */
export interface CallRecord {
  readonly call: Call;
  readonly lookup: Lookup;
  /** how many calls from this number were missed here within a day, this one included */
  readonly missedToday: number;
  /** pages of CRMs that help when it is none of those found; only for calls with a card */
  readonly links: readonly CrmPages[];
}

/** Which pages a CRM has for a number; `CallService.crmPage` gives their addresses. */
export interface CrmPages {
  readonly connector: string;
  readonly name: string;
  readonly create: boolean;
  readonly search: boolean;
}

/** How a connector stands, by the last that was asked of it. */
export interface ConnectorState {
  readonly id: string;
  readonly name: string;
  /** null: it works, or was not asked yet */
  readonly trouble: TroubleKind | null;
}

/** The one picture of everything; plain data. Every window, the tray and the terminal are functions of it. */
export interface AppState {
  /** null: no account is set up */
  readonly connection: Connection | null;
  /** further ways to hear of calls, as far as they do not work */
  readonly beside: readonly Beside[];
  readonly agent: Agent;
  /** calls with a card on the screen, live first, newest first */
  readonly cards: readonly CallRecord[];
  /** the last calls that rang here, newest first */
  readonly recent: readonly CallRecord[];
  /** how many calls rang while nothing listened and nobody has looked at yet */
  readonly rangAway: number;
  /** ms since the epoch; null = popups are on */
  readonly pausedUntil: number | null;
  readonly connectors: readonly ConnectorState[];
  /** the last things that went wrong, newest first, each once */
  readonly notices: readonly Notice[];
}

/** What happens, one by one: the terminal prints these as lines. */
export type Output =
  | { readonly type: 'connection'; readonly connection: Connection; readonly beside: readonly Beside[] }
  /**
   * `arrivedAt`: when the event that brought this state reached us, by the service's stopwatch; null = time alone did.
   * `replaces`: the call was told under this id until now
   */
  | {
      readonly type: 'call';
      readonly call: Call;
      readonly arrivedAt: number | null;
      readonly replaces: string | null;
    }
  /** `callId` null: a number was looked up that belongs to no call */
  | { readonly type: 'match'; readonly callId: string | null; readonly lookup: FinishedLookup }
  | { readonly type: 'notice'; readonly notice: Notice };

export interface ServiceEvents {
  output(output: Output): void;
  /** Whoever draws nothing leaves it out: the picture costs more than the event. */
  state?(state: AppState): void;
  /** Open this record in the browser: the agent wants screen pops, and this is surely the person. */
  pop(callId: string, match: Match): void;
}

export interface ServiceOptions {
  readonly settings: Settings;
  /** every way to hear of calls; none twice */
  readonly sources: readonly CallSource[];
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
/** of these, so many are looked up in CRMs after the start, so far apart */
const LATEST_CALLS = 5;
const BETWEEN_LATEST_MS = 1_000;
const KEPT_NOTICES = 3;
const DAY_MS = 24 * 60 * 60_000;
/** By then Zoom has said what time it is: by a clock that is months ahead everything would be old. */
const FORGETS_AFTER_MS = 10 * 60_000;
/** An event that is older than this when it comes does not prove that events come in time. */
const FRESH_MS = 60_000;
/** A call that rang so shortly after the welcome may have been missed rightly. */
const SETTLING_MS = 5_000;

/** A record that has just opened by itself is still there when the same person rings anew, or is put through. */
const JUST_OPENED_MS = 60_000;

/** A call, its contacts, and when it last began to ring here (our clock). */
interface KeptCall {
  readonly call: Call;
  /** as the connectors said */
  readonly told: Lookup;
  /** in the light of what the agent said of the people on this number */
  readonly lookup: Lookup;
  readonly rangAt: number;
}

/** Wires sources, tracker and contacts together and keeps the one AppState. */
export class CallService {
  readonly #options: ServiceOptions;
  #settings: Settings;
  #connectors: readonly Connector[];
  readonly #tracker: CallTracker;
  readonly #records = new Map<string, KeptCall>();
  readonly #closed = new Set<string>();
  readonly #popped = new Set<string>();
  /** when each record last opened by itself, by address */
  readonly #openedAt = new Map<string, number>();
  readonly #troubles = new Map<string, TroubleKind>();
  /** by call: its look-up that counts, since an older one may still have answers to come */
  readonly #lookOf = new Map<string, symbol>();
  readonly #simulated = new Set<string>();
  #sources: readonly CallSource[] = [];
  /** the sources bring made-up calls */
  #trial = false;
  #catchUp: CatchUp | null = null;
  /** as the sources say */
  readonly #links = new Map<SourceName, SourceConnection>();
  #connectedAt: number | null = null;
  /** null = to be counted; a ringing card does not wait for the database */
  #rangAway: number | null = null;
  /** when a call rang that never reached us although we were connected; null = nothing is missing */
  #missingCallAt: number | null = null;
  #agent: Agent = EVERYONE;
  #skewMs = 0;
  #pausedUntil: number | null = null;
  /** until then (ms since the epoch) the planned pause does not count: somebody resumed */
  #wokenUntil: number | null = null;
  #notices: readonly Notice[] = [];
  #cancelTick: () => void = () => undefined;
  #cancelTell: () => void = () => undefined;
  #cancelForget: () => void = () => undefined;
  #telling = false;
  #running = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#connectors = options.connectors;
    this.#tracker = new CallTracker({ agent: EVERYONE, country: options.settings.country });
  }

  start(): void {
    this.#running = true;
    this.#cancelForget = this.#options.clock.after(FORGETS_AFTER_MS, () => this.#forgetOldCalls());
    for (const call of this.#options.history.recent(RECENT_CALLS, 0).toReversed()) {
      const rangAt = call.ringingSince + this.#skewMs;
      this.#records.set(call.callId, { call, told: SEARCHING, lookup: SEARCHING, rangAt });
      this.#look(call, false);
    }
    this.#lookUpLatest();
    this.useSources(this.#options.sources);
  }

  /** These settings hold from now on, also for the calls that are there. */
  useSettings(settings: Settings): void {
    this.#settings = settings;
    this.#tracker.setCountry(settings.country);
    this.#changed();
  }

  /** These connectors are asked from now on, also about the calls that are on the screen. */
  useConnectors(connectors: readonly Connector[]): void {
    this.#connectors = connectors;
    this.#troubles.clear();
    if (!this.#running) return;
    for (const call of this.#cards(this.#options.clock.now()).cards) this.#look(call);
    this.#lookUpLatest();
    this.#changed();
  }

  /**
   * Listens to these sources from now on, e.g. after the settings changed.
   * @param trial they bring made-up calls, of which nothing is written down
   */
  useSources(sources: readonly CallSource[], trial = false): void {
    for (const source of this.#sources) source.stop();
    this.#catchUp?.disconnected();
    this.#links.clear();
    this.#connectedAt = null;
    this.#missingCallAt = null;
    this.#sources = sources;
    if (this.#trial && !trial) for (const callId of [...this.#simulated]) this.#drop(callId);
    this.#trial = trial;
    const readers = trial ? [] : sources.filter(({ callHistory }) => callHistory !== null);
    this.#catchUp =
      readers.length === 0
        ? null
        : new CatchUp({
            clock: this.#options.clock,
            // Who hears of calls knows whose they are.
            read: async (range, signal) => {
              const reader = readers.find(({ name }) => listens(this.#links.get(name))) ?? readers[0];
              return (await reader?.callHistory?.(range, signal)) ?? { elements: [], ofAgent: false };
            },
            history: this.#options.history,
            skewMs: () => this.#skewMs,
            found: (elements, ofAgent, since) => this.#takePast(elements, ofAgent, since),
            notice: (notice) => this.notice(notice),
          });
    for (const source of sources) this.#listenTo(source);
    this.#changed();
  }

  #listenTo(source: CallSource): void {
    const warn = (code: NoticeCode, params: Notice['params']): void =>
      this.notice({ level: 'warn', code, params });
    source.start({
      connection: (connection) => this.#linkChanged(source.name, connection),
      event: (json) => this.#receive(json, source.name),
      badFrame: (code, bytes) => warn(code, { bytes }),
      badRequest: (why, bytes) => warn('webhook-refused', { why: `webhook-${why}`, bytes }),
      moreBadRequests: (count) => warn('webhook-flood', { count }),
      ring: (link) => this.#linkRings(link),
      badLink: (why) => warn('launch-link-refused', { why: `link-${why}` }),
      agent: (agent) => {
        this.#agent = agent;
        this.#tracker.setAgent(agent);
      },
      clockSkew: (skewMs) => {
        // The Date header counts whole seconds, and the way takes time: smaller differences are none.
        this.#skewMs = Math.abs(skewMs) < 2_000 ? 0 : skewMs;
      },
    });
  }

  /** Resolves when all that is under way was told; `stop` may follow. */
  async finish(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.finish?.() ?? Promise.resolve()));
  }

  stop(): void {
    this.#running = false;
    for (const source of this.#sources) source.stop();
    this.#catchUp?.disconnected();
    this.#cancelTick();
    this.#cancelTell();
    this.#cancelForget();
    this.#telling = false;
  }

  /** Connects anew at once: the machine woke or changed its network, or a person asks for it. */
  wake(reason: WakeReason): void {
    const isUp = ({ name }: CallSource): boolean => this.#links.get(name)?.state === 'connected';
    const down = this.#sources.filter((source) => this.#links.has(source.name) && !isUp(source));
    // Who asks wants what does not work to work, and what works left alone.
    const woken = reason === 'asked' && down.length > 0 ? down : this.#sources;
    for (const source of woken) source.wake(reason);
  }

  get state(): AppState {
    const now = this.#options.clock.now();
    const { cards } = this.#cards(now);
    const pausedUntil = this.#pauseEndsAt(now);
    const missed = this.#missedToday();
    const recent = [...this.#records.keys()].slice(-RECENT_CALLS).reverse();
    return {
      ...this.#connections(),
      agent: this.#agent,
      cards:
        pausedUntil !== null ? [] : cards.flatMap((call) => this.#record(call.callId, missed, true) ?? []),
      recent: recent.flatMap((callId) => this.#record(callId, missed) ?? []),
      rangAway: (this.#rangAway ??= this.#options.history.unseen()),
      pausedUntil,
      connectors: this.#connectors.map(({ id, name }) => ({
        id,
        name,
        trouble: this.#troubles.get(id) ?? null,
      })),
      notices: this.#notices,
    };
  }

  /** How the WebSocket itself stands, whatever other ways there are; null = there is none, or it tells nothing. */
  get webSocket(): { readonly connection: Connection; readonly vitals: Vitals } | null {
    const source = this.#sources.find(({ name }) => name === 'websocket');
    const vitals = source?.vitals?.() ?? null;
    const connection = this.#links.get('websocket') ?? null;
    if (vitals === null || connection === null) return null;
    const missing = connection.state === 'connected' ? this.#missingCallAt : null;
    return missing === null
      ? { connection, vitals }
      : { connection: { state: 'degraded', cause: 'events-missing', callAt: missing }, vitals };
  }

  record(callId: string): CallRecord | null {
    return this.#record(callId, this.#missedToday());
  }

  /** The agent says who of the people on this call's number it is, or is not. Kept for the number's next calls. */
  choose(callId: string, change: ChoiceChange): void {
    const number = askedAbout(this.#records.get(callId)?.call);
    if (number === null) return;
    const choice = afterChange(this.#choiceFor(number), change);
    this.#options.history.remember(choiceKey(number), writeChoice(choice));
    for (const [id, kept] of this.#records) {
      const other = askedAbout(kept.call);
      if (other !== null && choiceKey(other) === choiceKey(number))
        this.#records.set(id, { ...kept, lookup: judged(kept.told, choice) });
    }
    this.#changed();
  }

  /** Looks this call's number up anew, whatever is remembered of it. */
  lookAgain(callId: string): void {
    const kept = this.#records.get(callId);
    const number = askedAbout(kept?.call);
    if (kept === undefined || number === null) return;
    for (const connector of this.#connectors) connector.forget?.(number);
    this.#records.set(callId, { ...kept, told: SEARCHING, lookup: SEARCHING });
    this.#look(kept.call);
    this.#changed();
  }

  /** The address of a CRM's page for this call's number; null = it has none. After `create` the CRM is asked anew. */
  crmPage(callId: string, connectorId: string, page: 'create' | 'search'): string | null {
    const number = this.#records.get(callId)?.call.caller.number;
    const connector = this.#connectors.find(({ id }) => id === connectorId);
    if (number?.kind !== 'external' || connector === undefined) return null;
    if (page === 'create') connector.forget?.(number);
    return connector.links?.(number)[page] ?? null;
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

  /**
   * No card appears until then (ms since the epoch); null = at once again, also in a time of pause that the settings plan.
   * Calls are recorded all the same.
   */
  pause(until: number | null): void {
    const now = this.#options.clock.now();
    this.#pausedUntil = until;
    const { schedule } = this.#settings.pause;
    if (until === null && isPauseTime(schedule, now))
      this.#wokenUntil = pauseChangesAt(schedule, now) ?? Infinity;
    this.#changed();
  }

  /** Deletes this call, or (null) all of them and what was remembered of the people. Those on the screen stay. */
  deleteCalls(callId: string | null): void {
    const { history } = this.#options;
    if (callId === null) history.deleteAll(this.#skewMs);
    else history.deleteCall(callId);
    const cards = new Set(this.#cards(this.#options.clock.now()).cards.map((call) => call.callId));
    for (const known of [...this.#records.keys()])
      if ((callId === null || known === callId) && !cards.has(known)) this.#drop(known);
    this.#rangAway = null;
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

  /** The sources' word, unless we know better: a socket that is up is no proof that calls arrive. */
  #connections(): Pick<AppState, 'connection' | 'beside'> {
    const told = overallConnection(this.#links);
    if (!listens(told.connection) || this.#missingCallAt === null) return told;
    return {
      ...told,
      connection: { state: 'degraded', cause: 'events-missing', callAt: this.#missingCallAt },
    };
  }

  /** Events may come, one way or another. */
  get #listens(): boolean {
    return listens(overallConnection(this.#links).connection);
  }

  #linkChanged(name: SourceName, link: SourceConnection): void {
    const before = this.#links.get(name);
    const listened = this.#listens;
    this.#links.set(name, link);
    if (!this.#listens) this.#catchUp?.disconnected();
    this.#tellConnection();
    // A webhook that hears of Zoom for the first time has listened before.
    const opened = listens(link) && !listens(before);
    if (!this.#listens || (listened && !opened)) return;
    if (!listened) this.#connectedAt = this.#options.clock.now();
    this.#catchUp?.connected(this.#agent);
  }

  #tellConnection(): void {
    const { connection, beside } = this.#connections();
    if (connection !== null) this.#emit({ type: 'connection', connection, beside });
    this.#changed();
  }

  /** What Zoom's own history knows: calls that rang while nothing listened, and ends that were not heard. */
  #takePast(elements: readonly CallElement[], ofAgent: boolean, since: number): void {
    const { history } = this.#options;
    const settings = this.#settings;
    const before = history.unseen();
    let missingAt: number | null = null;
    for (const past of pastCalls(elements, this.#agent, ofAgent, settings.country, this.#skewMs)) {
      const { call } = past;
      if (call.ringingSince < since) continue;
      this.#adoptLink(call);
      const known = this.#records.get(call.callId)?.call ?? null;
      const goesOn = known !== null && isLive(known.state);
      // Deleted is deleted, though Zoom tells of it; what goes on here must end all the same.
      if (!goesOn && history.isDeleted(call, this.#skewMs)) continue;
      const outcome = history.outcome(call.callId);
      const rangAt = call.ringingSince + this.#skewMs;
      const connectedThen = this.#connectedAt !== null && rangAt > this.#connectedAt + SETTLING_MS;
      const unheard = outcome === null && !this.#tracker.heardOf(call.callId);
      if (unheard && past.surelyRang && connectedThen) missingAt = rangAt;
      if (goesOn) {
        const end = this.#endOf(known, past);
        if (end !== null) this.#callChanged(end, null);
      } else if (outcome !== 'settled') this.#callChanged(call, null);
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

  /** What a call that rings or talks here becomes by what Zoom's history says of its end; null = it is not over. */
  #endOf(known: Call, past: PastCall): Call | null {
    if (known.source === 'launch-link') return concluded({ ...known, callId: past.call.callId }, past.call);
    // A call that rings again has an older part that is over: only an end after its latest news ends it.
    const over = past.endedAt >= known.since && (known.state === 'ringing' || past.call.state === 'ended');
    return over ? this.#tracker.conclude(past.call) : null;
  }

  #eventsAreMissing(callAt: number): void {
    const first = this.#missingCallAt === null;
    this.#missingCallAt = callAt;
    this.#tellConnection();
    // Once: a new connection is all that we can do about it.
    if (first) this.wake('changed');
  }

  /** Calls of the past come late: "recent" goes by when they rang. */
  #sortRecords(): void {
    const sorted = [...this.#records].sort(([, a], [, b]) => a.call.ringingSince - b.call.ringingSince);
    this.#records.clear();
    for (const [callId, record] of sorted) this.#records.set(callId, record);
  }

  /** Zoom's client says that a call rings; if Zoom itself has said so, that is no news. */
  #linkRings(link: LaunchLink): void {
    const arrivedAt = this.#stopwatch();
    const now = this.#options.clock.now();
    const { country } = this.#settings;
    const call = linkCall(link, { agent: this.#agent, country, now, skewMs: this.#skewMs });
    if (this.#rangWith(call) === null) this.#callChanged(call, arrivedAt);
    this.#changed();
  }

  /** The kept call that rang together with this one, by the same caller: the same call, told twice. */
  #rangWith(call: Call, fits: (kept: Call) => boolean = () => true): KeptCall | null {
    const rangAt = this.#rangAt(call);
    for (const kept of this.#records.values()) {
      if (fits(kept.call) && rangTogether(kept, { call, rangAt })) return kept;
    }
    return null;
  }

  /** A call that a launch link told of goes on as this one, should it be it. */
  #adoptLink(call: Call): void {
    const { callId } = call;
    if (this.#records.has(callId)) return;
    const kept = this.#rangWith(call, isLinkOnly);
    if (kept === null) return;
    const link = kept.call;
    this.#records.delete(link.callId);
    this.#lookOf.delete(link.callId);
    this.#records.set(callId, kept);
    if (this.#popped.delete(link.callId)) this.#popped.add(callId);
    if (this.#closed.delete(ringingKey(link))) this.#closed.add(ringingKey({ ...link, callId }));
    this.#options.history.forget(link.callId);
  }

  /** When a call that is told now began to ring, by our clock. */
  #rangAt(call: Call): number {
    return call.state === 'ringing' ? this.#options.clock.now() : call.ringingSince + this.#skewMs;
  }

  #receive(json: unknown, source: SourceName): void {
    const arrivedAt = this.#stopwatch();
    const parsed = parsePhoneEvent(json);
    switch (parsed.kind) {
      case 'ignored':
        return;
      case 'invalid':
        this.notice({ level: 'warn', code: 'invalid-event', params: { why: parsed.code } });
        return;
      case 'event': {
        if (this.#trial) this.#simulated.add(parsed.event.callId);
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
    if (!isLinkOnly(call)) this.#adoptLink(call);
    const before = this.#records.get(call.callId);
    const replaces = before === undefined || before.call.callId === call.callId ? null : before.call.callId;
    // What is being looked up for a launch link's call is looked up for that.
    const sameCaller =
      before !== undefined && replaces === null && sameNumber(before.call.caller.number, call.caller.number);
    // What was found for another number is not this caller's: neither shown nor opened.
    const { told, lookup } = sameCaller ? before : { told: SEARCHING, lookup: SEARCHING };
    const rings = before?.call.round !== call.round;
    // The map's order is that of ringing: what rings anew is the newest again.
    if (rings) this.#records.delete(call.callId);
    const rangAt = rings ? this.#rangAt(call) : before.rangAt;
    this.#records.set(call.callId, { call, told, lookup, rangAt });
    if (rings || before.call.state !== call.state || replaces !== null) {
      this.#emit({ type: 'call', call, arrivedAt, replaces });
    }
    if (before === undefined) this.#forgetOldest();
    if (sameCaller) this.#maybePop(call.callId);
    else this.#look(call);
  }

  /**
   * @param tell false for calls from before the start, which nobody was told of either
   * @param withRemote CRMs are asked, too
   */
  #look(call: Call, tell = true, withRemote = tell): void {
    const { clock } = this.#options;
    const { number } = call.caller;
    const asked = looksUp(call, this.#settings) ? this.#connectors : [];
    const look = Symbol(call.callId);
    this.#lookOf.set(call.callId, look);
    lookUp(withRemote ? asked : asked.filter(({ isRemote }) => isRemote !== true), number, {
      clock,
      stopwatch: this.#stopwatch,
      tell: (lookup) => {
        if (this.#lookOf.get(call.callId) === look) this.#looked(call.callId, number, lookup, tell);
      },
    });
  }

  /** Whom the tray names first is asked of the CRMs, too: slowly, since nobody waits for it. */
  #lookUpLatest(): void {
    if (!this.#connectors.some(({ isRemote }) => isRemote)) return;
    const latest = [...this.#records.values()].slice(-LATEST_CALLS).reverse();
    for (const [index, { call }] of latest.entries())
      this.#options.clock.after((index + 1) * BETWEEN_LATEST_MS, () => {
        if (this.#running) this.#look(call, false, true);
      });
  }

  #looked(callId: string, number: PhoneNumber, told: FinishedLookup, tell: boolean): void {
    const record = this.#records.get(callId);
    // Answers for a number that was corrected meanwhile, or after the end, are nobody's.
    if (!this.#running || record === undefined || !sameNumber(record.call.caller.number, number)) return;
    const asked = askedAbout(record.call);
    const lookup = asked === null ? told : judged(told, this.#choiceFor(asked));
    this.#records.set(callId, { ...record, told, lookup });
    if (asked !== null) this.#noteTroubles(told, asked.kind);
    if (tell && whatItSays(lookup) !== whatItSays(record.lookup))
      this.#emit({ type: 'match', callId, lookup });
    const known = new Set(troublesOf(record.told).map(({ id }) => id));
    for (const { id, connector, kind } of tell ? troublesOf(told) : [])
      if (!known.has(id))
        this.notice({
          level: 'warn',
          code: 'lookup-failed',
          params: { connector, why: `connector-${kind}` },
        });
    this.#maybePop(callId);
    this.#changed();
  }

  /** Opens the record by itself: at the moment that the setting names, once per call, only for one exact match. */
  #maybePop(callId: string): void {
    const record = this.#records.get(callId);
    const now = this.#options.clock.now();
    // Who paused the popups wants no browser either.
    if (record === undefined || this.#isPaused(now) || this.#popped.has(callId)) return;
    const moment = opensByItself(record.call, this.#settings);
    const match = moment ? surelyThePerson(record.lookup) : null;
    if (match?.url == null) return;
    this.#popped.add(callId);
    const openedAt = this.#openedAt.get(match.url) ?? -Infinity;
    for (const [url, at] of this.#openedAt) if (at + JUST_OPENED_MS <= now) this.#openedAt.delete(url);
    if (openedAt + JUST_OPENED_MS > now) return;
    this.#openedAt.set(match.url, now);
    this.#options.events.pop(callId, match);
  }

  #record(callId: string, missed: ReadonlyMap<string, number>, withLinks = false): CallRecord | null {
    const record = this.#records.get(callId);
    if (record === undefined) return null;
    const { call, lookup } = record;
    const { state, caller } = call;
    return {
      call,
      lookup,
      missedToday: state === 'missed' ? (missed.get(numberKey(caller.number)) ?? 0) : 0,
      links: withLinks && caller.number.kind === 'external' ? this.#pages(caller.number) : [],
    };
  }

  #pages(number: Extract<PhoneNumber, { kind: 'external' }>): readonly CrmPages[] {
    return this.#connectors.flatMap((connector) => {
      const { create = null, search = null } = connector.links?.(number) ?? {};
      if (create === null && search === null) return [];
      const { id, name } = connector;
      return [{ connector: id, name, create: create !== null, search: search !== null }];
    });
  }

  #choiceFor(number: Asked): Choice {
    return readChoice(this.#options.history.remembered(choiceKey(number)));
  }

  /** Who did not say had its chance, once nobody is waited for any more. */
  #noteTroubles(told: FinishedLookup, kind: Asked['kind']): void {
    for (const { id, kind } of troublesOf(told)) this.#troubles.set(id, kind);
    if (told.status === 'skipped' || ('searching' in told && told.searching)) return;
    const failed = new Set(troublesOf(told).map(({ id }) => id));
    for (const connector of this.#connectors)
      if (knows(connector, kind) && !failed.has(connector.id)) this.#troubles.delete(connector.id);
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
    return this.#pauseEndsAt(now) !== null;
  }

  /** When cards come again; null = they come. */
  #pauseEndsAt(now: number): number | null {
    const { schedule } = this.#settings.pause;
    const asked = this.#pausedUntil !== null && this.#pausedUntil > now ? this.#pausedUntil : null;
    const woken = this.#wokenUntil !== null && this.#wokenUntil > now;
    if (woken || !isPauseTime(schedule, now)) return asked;
    return Math.max(asked ?? 0, pauseChangesAt(schedule, now) ?? now + DAY_MS);
  }

  /** From then on once a day; calls that are on the screen are younger. */
  #forgetOldCalls(): void {
    const { clock, history } = this.#options;
    history.deleteBefore(clock.now() - this.#skewMs - this.#settings.privacy.retentionDays * DAY_MS);
    this.#cancelForget = clock.after(DAY_MS, () => this.#forgetOldCalls());
  }

  #forgetOldest(): void {
    for (const [callId, { call }] of this.#records) {
      if (this.#records.size <= KEPT_CALLS) return;
      if (!isLive(call.state)) this.#drop(callId);
    }
  }

  #drop(callId: string): void {
    const kept = this.#records.get(callId);
    if (kept === undefined) return;
    this.#records.delete(callId);
    this.#simulated.delete(callId);
    this.#popped.delete(callId);
    this.#lookOf.delete(callId);
    this.#closed.delete(ringingKey(kept.call));
  }

  #cards(now: number): ReturnType<typeof cardsAt> {
    const calls = [...this.#records.values()].map(({ call }) => call);
    return cardsAt(calls, this.#settings.popup, this.#closed, now);
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
      if (this.#options.events.state !== undefined) this.#options.events.state(this.state);
    });
  }

  /** Wakes up again when time alone will change something. */
  #schedule(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const { changesAt } = this.#cards(now);
    const linksEnd = [...this.#records.values()].flatMap(({ call }) => linkCallEndsAt(call) ?? []);
    const pauseAt = pauseChangesAt(this.#settings.pause.schedule, now);
    const deadlines = [changesAt, this.#tracker.nextDeadline(), this.#pausedUntil, pauseAt, ...linksEnd];
    // A deadline that has just passed, unnoticed yet, is due now.
    const times = deadlines.flatMap((time) => (time === null ? [] : [Math.max(time, now)]));
    this.#cancelTick();
    const next = Math.min(...times);
    this.#cancelTick = next === Infinity ? () => undefined : clock.after(next - now, () => this.#tick());
  }

  #tick(): void {
    const now = this.#options.clock.now();
    if (this.#pausedUntil !== null && this.#pausedUntil <= now) this.#pausedUntil = null;
    for (const call of this.#tracker.tick(now)) this.#callChanged(call, null);
    for (const { call } of this.#records.values()) {
      const endsAt = linkCallEndsAt(call);
      if (endsAt !== null && endsAt <= now) this.#callChanged({ ...call, state: 'ended', since: now }, null);
    }
    this.#changed();
  }
}

/** Events may come. */
function listens(link: SourceConnection | null | undefined): boolean {
  return link?.state === 'connected' || link?.state === 'degraded';
}

const SEARCHING: Lookup = { status: 'searching' };

/** The number of this call, where it can be asked about. */
function askedAbout(call: Call | undefined): Asked | null {
  const number = call?.caller.number;
  return number?.kind === 'external' || number?.kind === 'extension' ? number : null;
}

/** Under which the history file keeps what was said of the people on a number. */
function choiceKey(number: Asked): string {
  return `choice:${number.kind === 'external' ? number.e164 : number.extension}`;
}

function troublesOf(lookup: Lookup): readonly Trouble[] {
  return 'troubles' in lookup ? lookup.troubles : [];
}

/** What of a look-up is news to whoever reads lines. */
function whatItSays(lookup: Lookup): string {
  const found = lookup.status === 'found' ? [lookup.matches, lookup.chosen] : [];
  return JSON.stringify([lookup.status, found, troublesOf(lookup)]);
}
