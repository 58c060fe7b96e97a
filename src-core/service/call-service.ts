import { EVERYONE, type Agent } from '../calls/agent.ts';
import { isLive, type Call, type SourceName } from '../calls/call.ts';
import { cardsAt, getRingId } from '../calls/cards.ts';
import {
  isLaunchLinkCall,
  createLaunchLinkCall,
  getLaunchLinkCallEnd,
  isSameRing,
} from '../calls/launch-link-calls.ts';
import { withOutcome, toPastCalls, type CallElement, type PastCall } from '../calls/past-calls.ts';
import { CallTracker } from '../calls/call-tracker.ts';
import { CatchUp } from './call-catch-up.ts';
import type { Clock } from '../util/clock.ts';
import type { LaunchLink } from '../events/launch-link.ts';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { CallHistory } from '../history/call-history.ts';
import { applyChange, readChoice, writeChoice, type Choice, type ChoiceChange } from '../lookup/choices.ts';
import type { ConnectorErrorKind } from '../lookup/connector-error.ts';
import { supports, type LookupNumber, type Connector, type Match } from '../lookup/connector.ts';
import {
  applyChoice,
  lookUp,
  findConfidentMatch,
  type FinishedLookup,
  type Lookup,
  type LookupFailure,
} from '../lookup/lookup.ts';
import type { Notice, NoticeCode } from '../i18n/notice.ts';
import { toNumberKey, isSameNumber, type PhoneNumber } from '../phone-numbers/phone-number.ts';
import { isPauseTime, findNextPauseChange } from '../settings/pause-schedule.ts';
import { shouldLookUp, shouldPop } from './screen-pop.ts';
import type { Settings } from '../settings/schema.ts';
import { combineConnections, type OtherSource } from '../zoom/combined-connection.ts';
import type {
  CallSource,
  Connection,
  SourceConnection,
  ConnectionStats,
  WakeReason,
} from '../zoom/call-source.ts';

/** A call together with what the contacts say. */
export interface CallSnapshot {
  readonly call: Call;
  readonly lookup: Lookup;
  /** how many calls from this number were missed here within a day, this one included */
  readonly missedToday: number;
  /** pages of CRMs that help when it is none of those found; only for calls with a card */
  readonly crmPages: readonly CrmPages[];
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
  readonly error: ConnectorErrorKind | null;
}

/** The one picture of everything; plain data. Every window, the tray and the terminal are functions of it. */
export interface AppState {
  /** null: no account is set up */
  readonly connection: Connection | null;
  /** further ways to hear of calls, as far as they do not work */
  readonly otherSources: readonly OtherSource[];
  readonly agent: Agent;
  /** calls with a card on the screen, live first, newest first */
  readonly cards: readonly CallSnapshot[];
  /** the last calls that rang here, newest first */
  readonly recent: readonly CallSnapshot[];
  /** how many calls rang while nothing listened and nobody has looked at yet */
  readonly missedWhileOffline: number;
  /** ms since the epoch; null = popups are on */
  readonly pausedUntil: number | null;
  readonly connectors: readonly ConnectorState[];
  /** the last things that went wrong, newest first, each once */
  readonly notices: readonly Notice[];
}

/** What happens, one by one: the terminal prints these as lines. */
export type Output =
  | {
      readonly type: 'connection';
      readonly connection: Connection;
      readonly otherSources: readonly OtherSource[];
    }
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
const MAX_CALLS = 200;
const MAX_RECENT_CALLS = 20;
/** of these, so many are looked up in CRMs after the start, so far apart */
const MAX_LATEST_LOOKUPS = 5;
const LATEST_LOOKUP_INTERVAL_MS = 1_000;
const MAX_NOTICES = 3;
const DAY_MS = 24 * 60 * 60_000;
/** By then Zoom has said what time it is: by a clock that is months ahead everything would be old. */
const FIRST_CLEANUP_DELAY_MS = 10 * 60_000;
/** An event that is older than this when it comes does not prove that events come in time. */
const FRESH_MS = 60_000;
/** A call that rang so shortly after the welcome may have been missed rightly. */
const SETTLING_MS = 5_000;

/** A record that has just opened by itself is still there when the same person rings anew, or is put through. */
const POP_COOLDOWN_MS = 60_000;

/** A call, its contacts, and when it last began to ring here (our clock). */
interface TrackedCall {
  readonly call: Call;
  /** as the connectors said */
  readonly rawLookup: Lookup;
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
  readonly #calls = new Map<string, TrackedCall>();
  readonly #closedRings = new Set<string>();
  readonly #poppedCalls = new Set<string>();
  /** when each record last opened by itself, by address */
  readonly #lastPopAt = new Map<string, number>();
  readonly #connectorErrors = new Map<string, ConnectorErrorKind>();
  /** by call: its look-up that counts, since an older one may still have answers to come */
  readonly #activeLookups = new Map<string, symbol>();
  readonly #simulatedCalls = new Set<string>();
  #sources: readonly CallSource[] = [];
  /** the sources bring made-up calls */
  #isTrial = false;
  #catchUp: CatchUp | null = null;
  /** as the sources say */
  readonly #sourceStates = new Map<SourceName, SourceConnection>();
  #connectedAt: number | null = null;
  /** null = to be counted; a ringing card does not wait for the database */
  #missedWhileOffline: number | null = null;
  /** when a call rang that never reached us although we were connected; null = nothing is missing */
  #missingCallAt: number | null = null;
  #agent: Agent = EVERYONE;
  #skewMs = 0;
  #pausedUntil: number | null = null;
  /** until then (ms since the epoch) the planned pause does not count: somebody resumed */
  #resumedUntil: number | null = null;
  #notices: readonly Notice[] = [];
  #cancelTick: () => void = () => undefined;
  #cancelUpdate: () => void = () => undefined;
  #cancelCleanup: () => void = () => undefined;
  #isUpdateScheduled = false;
  #isRunning = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#connectors = options.connectors;
    this.#tracker = new CallTracker({ agent: EVERYONE, country: options.settings.country });
  }

  start(): void {
    this.#isRunning = true;
    this.#cancelCleanup = this.#options.clock.after(FIRST_CLEANUP_DELAY_MS, () => this.#deleteOldCalls());
    for (const call of this.#options.history.getRecent(MAX_RECENT_CALLS, 0).toReversed()) {
      const rangAt = call.ringingSince + this.#skewMs;
      this.#calls.set(call.callId, { call, rawLookup: SEARCHING, lookup: SEARCHING, rangAt });
      this.#lookUp(call, false);
    }
    this.#lookUpLatest();
    this.useSources(this.#options.sources);
  }

  /** These settings hold from now on, also for the calls that are there. */
  useSettings(settings: Settings): void {
    this.#settings = settings;
    this.#tracker.setCountry(settings.country);
    this.#scheduleUpdate();
  }

  /** These connectors are asked from now on, also about the calls that are on the screen. */
  useConnectors(connectors: readonly Connector[]): void {
    this.#connectors = connectors;
    this.#connectorErrors.clear();
    if (!this.#isRunning) return;
    for (const call of this.#getCards(this.#options.clock.now()).cards) this.#lookUp(call);
    this.#lookUpLatest();
    this.#scheduleUpdate();
  }

  /**
   * Listens to these sources from now on, e.g. after the settings changed.
   * @param isTrial they bring made-up calls, of which nothing is written down
   */
  useSources(sources: readonly CallSource[], isTrial = false): void {
    for (const source of this.#sources) source.stop();
    this.#catchUp?.onDisconnected();
    this.#sourceStates.clear();
    this.#connectedAt = null;
    this.#missingCallAt = null;
    this.#sources = sources;
    if (this.#isTrial && !isTrial) for (const callId of [...this.#simulatedCalls]) this.#dropCall(callId);
    this.#isTrial = isTrial;
    const historySources = isTrial ? [] : sources.filter(({ callHistory }) => callHistory !== null);
    this.#catchUp =
      historySources.length === 0
        ? null
        : new CatchUp({
            clock: this.#options.clock,
            // Who hears of calls knows whose they are.
            read: async (range, signal) => {
              const historySource =
                historySources.find(({ name }) => isListening(this.#sourceStates.get(name))) ??
                historySources[0];
              return (
                (await historySource?.callHistory?.(range, signal)) ?? { elements: [], isOwnList: false }
              );
            },
            history: this.#options.history,
            skewMs: () => this.#skewMs,
            onFound: (elements, isOwnList, since) => this.#applyPastCalls(elements, isOwnList, since),
            onNotice: (notice) => this.addNotice(notice),
          });
    for (const source of sources) this.#startSource(source);
    this.#scheduleUpdate();
  }

  #startSource(source: CallSource): void {
    const warn = (code: NoticeCode, params: Notice['params']): void =>
      this.addNotice({ level: 'warn', code, params });
    source.start({
      connection: (connection) => this.#setSourceState(source.name, connection),
      event: (json) => this.#receive(json, source.name),
      badFrame: (code, bytes) => warn(code, { bytes }),
      badRequest: (why, bytes) => warn('webhook-refused', { why: `webhook-${why}`, bytes }),
      moreBadRequests: (count) => warn('webhook-flood', { count }),
      ring: (link) => this.#onLaunchLink(link),
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
    this.#isRunning = false;
    for (const source of this.#sources) source.stop();
    this.#catchUp?.onDisconnected();
    this.#cancelTick();
    this.#cancelUpdate();
    this.#cancelCleanup();
    this.#isUpdateScheduled = false;
  }

  /** Connects anew at once: the machine woke or changed its network, or a person asks for it. */
  wake(reason: WakeReason): void {
    const isUp = ({ name }: CallSource): boolean => this.#sourceStates.get(name)?.state === 'connected';
    const down = this.#sources.filter((source) => this.#sourceStates.has(source.name) && !isUp(source));
    // Who asks wants what does not work to work, and what works left alone.
    const targets = reason === 'asked' && down.length > 0 ? down : this.#sources;
    for (const source of targets) source.wake(reason);
  }

  get state(): AppState {
    const now = this.#options.clock.now();
    const { cards } = this.#getCards(now);
    const pausedUntil = this.#findPauseEnd(now);
    const missed = this.#countMissedToday();
    const recent = [...this.#calls.keys()].slice(-MAX_RECENT_CALLS).reverse();
    return {
      ...this.#getConnections(),
      agent: this.#agent,
      cards:
        pausedUntil !== null
          ? []
          : cards.flatMap((call) => this.#findSnapshot(call.callId, missed, true) ?? []),
      recent: recent.flatMap((callId) => this.#findSnapshot(callId, missed) ?? []),
      missedWhileOffline: (this.#missedWhileOffline ??= this.#options.history.countUnseen()),
      pausedUntil,
      connectors: this.#connectors.map(({ id, name }) => ({
        id,
        name,
        error: this.#connectorErrors.get(id) ?? null,
      })),
      notices: this.#notices,
    };
  }

  /** How the WebSocket itself stands, whatever other ways there are; null = there is none, or it tells nothing. */
  get webSocket(): { readonly connection: Connection; readonly stats: ConnectionStats } | null {
    const source = this.#sources.find(({ name }) => name === 'websocket');
    const stats = source?.getStats?.() ?? null;
    const connection = this.#sourceStates.get('websocket') ?? null;
    if (stats === null || connection === null) return null;
    const missing = connection.state === 'connected' ? this.#missingCallAt : null;
    return missing === null
      ? { connection, stats }
      : { connection: { state: 'degraded', cause: 'events-missing', callAt: missing }, stats };
  }

  findCall(callId: string): CallSnapshot | null {
    return this.#findSnapshot(callId, this.#countMissedToday());
  }

  /** The agent says who of the people on this call's number it is, or is not. Kept for the number's next calls. */
  choose(callId: string, change: ChoiceChange): void {
    const number = findLookupNumber(this.#calls.get(callId)?.call);
    if (number === null) return;
    const choice = applyChange(this.#getChoice(number), change);
    this.#options.history.setValue(toChoiceKey(number), writeChoice(choice));
    for (const [id, tracked] of this.#calls) {
      const other = findLookupNumber(tracked.call);
      if (other !== null && toChoiceKey(other) === toChoiceKey(number))
        this.#calls.set(id, { ...tracked, lookup: applyChoice(tracked.rawLookup, choice) });
    }
    this.#scheduleUpdate();
  }

  /** Looks this call's number up anew, whatever is remembered of it. */
  refreshLookup(callId: string): void {
    const tracked = this.#calls.get(callId);
    const number = findLookupNumber(tracked?.call);
    if (tracked === undefined || number === null) return;
    for (const connector of this.#connectors) connector.invalidate?.(number);
    this.#calls.set(callId, { ...tracked, rawLookup: SEARCHING, lookup: SEARCHING });
    this.#lookUp(tracked.call);
    this.#scheduleUpdate();
  }

  /** The address of a CRM's page for this call's number; null = it has none. After `create` the CRM is asked anew. */
  findCrmPageUrl(callId: string, connectorId: string, page: 'create' | 'search'): string | null {
    const number = this.#calls.get(callId)?.call.caller.number;
    const connector = this.#connectors.find(({ id }) => id === connectorId);
    if (number?.kind !== 'external' || connector === undefined) return null;
    if (page === 'create') connector.invalidate?.(number);
    return connector.getPageUrls?.(number)[page] ?? null;
  }

  /** Somebody looked at the calls that rang while nothing listened. */
  markSeen(): void {
    this.#options.history.markSeen();
    this.#missedWhileOffline = null;
    this.#scheduleUpdate();
  }

  /** Closes the card of this call until it rings anew. */
  closeCard(callId: string): void {
    const tracked = this.#calls.get(callId);
    if (tracked !== undefined) this.#closedRings.add(getRingId(tracked.call));
    this.#scheduleUpdate();
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
      this.#resumedUntil = findNextPauseChange(schedule, now) ?? Infinity;
    this.#scheduleUpdate();
  }

  /** Deletes this call, or (null) all of them and what was remembered of the people. Those on the screen stay. */
  deleteCalls(callId: string | null): void {
    const { history } = this.#options;
    if (callId === null) history.deleteAll(this.#skewMs);
    else history.deleteCall(callId);
    const cards = new Set(this.#getCards(this.#options.clock.now()).cards.map((call) => call.callId));
    for (const id of [...this.#calls.keys()])
      if ((callId === null || id === callId) && !cards.has(id)) this.#dropCall(id);
    this.#missedWhileOffline = null;
    this.#scheduleUpdate();
  }

  addNotice(notice: Notice): void {
    const same = JSON.stringify(notice);
    const others = this.#notices.filter((other) => JSON.stringify(other) !== same);
    this.#notices = [notice, ...others].slice(0, MAX_NOTICES);
    this.#emit({ type: 'notice', notice });
  }

  /** Plays an event envelope as if Zoom had sent it ("simulate a call"). */
  simulate(json: unknown): void {
    const parsed = parsePhoneEvent(json);
    // What never rang belongs into no history.
    if (parsed.kind === 'event') this.#simulatedCalls.add(parsed.event.callId);
    this.#receive(json, 'websocket');
  }

  /** The sources' word, unless we know better: a socket that is up is no proof that calls arrive. */
  #getConnections(): Pick<AppState, 'connection' | 'otherSources'> {
    const reported = combineConnections(this.#sourceStates);
    if (!isListening(reported.connection) || this.#missingCallAt === null) return reported;
    return {
      ...reported,
      connection: { state: 'degraded', cause: 'events-missing', callAt: this.#missingCallAt },
    };
  }

  /** Events may come, one way or another. */
  get #isListening(): boolean {
    return isListening(combineConnections(this.#sourceStates).connection);
  }

  #setSourceState(name: SourceName, state: SourceConnection): void {
    const before = this.#sourceStates.get(name);
    const wasListening = this.#isListening;
    this.#sourceStates.set(name, state);
    if (!this.#isListening) this.#catchUp?.onDisconnected();
    this.#emitConnection();
    // A webhook that hears of Zoom for the first time has listened before.
    const opened = isListening(state) && !isListening(before);
    if (!this.#isListening || (wasListening && !opened)) return;
    if (!wasListening) this.#connectedAt = this.#options.clock.now();
    this.#catchUp?.onConnected(this.#agent);
  }

  #emitConnection(): void {
    const { connection, otherSources } = this.#getConnections();
    if (connection !== null) this.#emit({ type: 'connection', connection, otherSources });
    this.#scheduleUpdate();
  }

  /** What Zoom's own history knows: calls that rang while nothing listened, and ends that were not heard. */
  #applyPastCalls(elements: readonly CallElement[], isOwnList: boolean, since: number): void {
    const { history } = this.#options;
    const settings = this.#settings;
    const before = history.countUnseen();
    let missingAt: number | null = null;
    for (const past of toPastCalls(elements, this.#agent, isOwnList, settings.country, this.#skewMs)) {
      const { call } = past;
      if (call.ringingSince < since) continue;
      this.#mergeLaunchLinkCall(call);
      const known = this.#calls.get(call.callId)?.call ?? null;
      const isOngoing = known !== null && isLive(known.state);
      // Deleted is deleted, though Zoom tells of it; what goes on here must end all the same.
      if (!isOngoing && history.isDeleted(call, this.#skewMs)) continue;
      const outcome = history.getOutcome(call.callId);
      const rangAt = call.ringingSince + this.#skewMs;
      const wasConnected = this.#connectedAt !== null && rangAt > this.#connectedAt + SETTLING_MS;
      const isUndelivered = outcome === null && !this.#tracker.hasSeen(call.callId);
      if (isUndelivered && past.certainlyRang && wasConnected) missingAt = rangAt;
      if (isOngoing) {
        const end = this.#findEnd(known, past);
        if (end !== null) this.#applyCall(end, null);
      } else if (outcome !== 'settled') this.#applyCall(call, null);
    }
    this.#missedWhileOffline = null;
    const missedCount = history.countUnseen() - before;
    if (missedCount > 0)
      this.#emit({
        type: 'notice',
        notice: { level: 'info', code: 'rang-away', params: { count: missedCount } },
      });
    if (missingAt !== null) this.#reportMissingEvents(missingAt);
    this.#sortCalls();
    this.#scheduleUpdate();
  }

  /** What a call that rings or talks here becomes by what Zoom's history says of its end; null = it is not over. */
  #findEnd(known: Call, past: PastCall): Call | null {
    if (known.source === 'launch-link') return withOutcome({ ...known, callId: past.call.callId }, past.call);
    // A call that rings again has an older part that is over: only an end after its latest news ends it.
    const hasEnded =
      past.endedAt >= known.since && (known.state === 'ringing' || past.call.state === 'ended');
    return hasEnded ? this.#tracker.applyOutcome(past.call) : null;
  }

  #reportMissingEvents(callAt: number): void {
    const isFirst = this.#missingCallAt === null;
    this.#missingCallAt = callAt;
    this.#emitConnection();
    // Once: a new connection is all that we can do about it.
    if (isFirst) this.wake('changed');
  }

  /** Calls of the past come late: "recent" goes by when they rang. */
  #sortCalls(): void {
    const sorted = [...this.#calls].sort(([, a], [, b]) => a.call.ringingSince - b.call.ringingSince);
    this.#calls.clear();
    for (const [callId, tracked] of sorted) this.#calls.set(callId, tracked);
  }

  /** Zoom's client says that a call rings; if Zoom itself has said so, that is no news. */
  #onLaunchLink(link: LaunchLink): void {
    const arrivedAt = this.#stopwatch();
    const now = this.#options.clock.now();
    const { country } = this.#settings;
    const call = createLaunchLinkCall(link, { agent: this.#agent, country, now, skewMs: this.#skewMs });
    if (this.#findSameRing(call) === null) this.#applyCall(call, arrivedAt);
    this.#scheduleUpdate();
  }

  /** The kept call that rang together with this one, by the same caller: the same call, told twice. */
  #findSameRing(call: Call, predicate: (kept: Call) => boolean = () => true): TrackedCall | null {
    const rangAt = this.#getRingStart(call);
    for (const tracked of this.#calls.values()) {
      if (predicate(tracked.call) && isSameRing(tracked, { call, rangAt })) return tracked;
    }
    return null;
  }

  /** A call that a launch link told of goes on as this one, should it be it. */
  #mergeLaunchLinkCall(call: Call): void {
    const { callId } = call;
    if (this.#calls.has(callId)) return;
    const tracked = this.#findSameRing(call, isLaunchLinkCall);
    if (tracked === null) return;
    const previous = tracked.call;
    this.#calls.delete(previous.callId);
    this.#activeLookups.delete(previous.callId);
    this.#calls.set(callId, tracked);
    if (this.#poppedCalls.delete(previous.callId)) this.#poppedCalls.add(callId);
    if (this.#closedRings.delete(getRingId(previous)))
      this.#closedRings.add(getRingId({ ...previous, callId }));
    this.#options.history.discard(previous.callId);
  }

  /** When a call that is told now began to ring, by our clock. */
  #getRingStart(call: Call): number {
    return call.state === 'ringing' ? this.#options.clock.now() : call.ringingSince + this.#skewMs;
  }

  #receive(json: unknown, source: SourceName): void {
    const arrivedAt = this.#stopwatch();
    const parsed = parsePhoneEvent(json);
    switch (parsed.kind) {
      case 'ignored':
        return;
      case 'invalid':
        this.addNotice({ level: 'warn', code: 'invalid-event', params: { why: parsed.code } });
        return;
      case 'event': {
        if (this.#isTrial) this.#simulatedCalls.add(parsed.event.callId);
        if (parsed.invalidFields.length > 0) {
          this.addNotice({
            level: 'warn',
            code: 'invalid-field',
            params: { fields: parsed.invalidFields.join(', ') },
          });
        }
        const now = this.#options.clock.now();
        const { at } = parsed.event;
        if (at === null || now - at - this.#skewMs < FRESH_MS) this.#confirmDelivery(parsed.event.callId);
        const call = this.#tracker.apply(parsed.event, { source, now, skewMs: this.#skewMs });
        if (call !== null) this.#applyCall(call, arrivedAt);
        // Also with nothing to see: a phone that stopped ringing has its grace, for which a timer must run.
        this.#scheduleUpdate();
      }
    }
  }

  /** Events come in time: that is the proof. */
  #confirmDelivery(callId: string): void {
    if (this.#simulatedCalls.has(callId)) return;
    this.#catchUp?.onFreshEvent();
    if (this.#missingCallAt === null) return;
    this.#missingCallAt = null;
    this.#emitConnection();
  }

  #applyCall(call: Call, arrivedAt: number | null): void {
    if (!this.#simulatedCalls.has(call.callId)) this.#options.history.save(call, this.#skewMs);
    // One of them may ring anew, and is no longer one that nobody heard.
    if (this.#missedWhileOffline !== 0) this.#missedWhileOffline = null;
    if (!isLaunchLinkCall(call)) this.#mergeLaunchLinkCall(call);
    const before = this.#calls.get(call.callId);
    const replaces = before === undefined || before.call.callId === call.callId ? null : before.call.callId;
    // What is being looked up for a launch link's call is looked up for that.
    const isSameCaller =
      before !== undefined &&
      replaces === null &&
      isSameNumber(before.call.caller.number, call.caller.number);
    // What was found for another number is not this caller's: neither shown nor opened.
    const { rawLookup, lookup } = isSameCaller ? before : { rawLookup: SEARCHING, lookup: SEARCHING };
    const isNewRing = before?.call.round !== call.round;
    // The map's order is that of ringing: what rings anew is the newest again.
    if (isNewRing) this.#calls.delete(call.callId);
    const rangAt = isNewRing ? this.#getRingStart(call) : before.rangAt;
    this.#calls.set(call.callId, { call, rawLookup, lookup, rangAt });
    if (isNewRing || before.call.state !== call.state || replaces !== null) {
      this.#emit({ type: 'call', call, arrivedAt, replaces });
    }
    if (before === undefined) this.#trimCalls();
    if (isSameCaller) this.#maybePop(call.callId);
    else this.#lookUp(call);
  }

  /**
   * @param shouldReport false for calls from before the start, which nobody was told of either
   * @param shouldAskRemote CRMs are asked, too
   */
  #lookUp(call: Call, shouldReport = true, shouldAskRemote = shouldReport): void {
    const { clock } = this.#options;
    const { number } = call.caller;
    const connectors = shouldLookUp(call, this.#settings) ? this.#connectors : [];
    const lookupId = Symbol(call.callId);
    this.#activeLookups.set(call.callId, lookupId);
    lookUp(shouldAskRemote ? connectors : connectors.filter(({ isRemote }) => isRemote !== true), number, {
      clock,
      stopwatch: this.#stopwatch,
      onResult: (lookup) => {
        if (this.#activeLookups.get(call.callId) === lookupId)
          this.#onLookup(call.callId, number, lookup, shouldReport);
      },
    });
  }

  /** Whom the tray names first is asked of the CRMs, too: slowly, since nobody waits for it. */
  #lookUpLatest(): void {
    if (!this.#connectors.some(({ isRemote }) => isRemote)) return;
    const latest = [...this.#calls.values()].slice(-MAX_LATEST_LOOKUPS).reverse();
    for (const [index, { call }] of latest.entries())
      this.#options.clock.after((index + 1) * LATEST_LOOKUP_INTERVAL_MS, () => {
        if (this.#isRunning) this.#lookUp(call, false, true);
      });
  }

  #onLookup(callId: string, number: PhoneNumber, rawLookup: FinishedLookup, shouldReport: boolean): void {
    const tracked = this.#calls.get(callId);
    // Answers for a number that was corrected meanwhile, or after the end, are nobody's.
    if (!this.#isRunning || tracked === undefined || !isSameNumber(tracked.call.caller.number, number))
      return;
    const lookupNumber = findLookupNumber(tracked.call);
    const lookup = lookupNumber === null ? rawLookup : applyChoice(rawLookup, this.#getChoice(lookupNumber));
    this.#calls.set(callId, { ...tracked, rawLookup, lookup });
    if (lookupNumber !== null) this.#updateConnectorErrors(rawLookup, lookupNumber.kind);
    if (shouldReport && toMatchKey(lookup) !== toMatchKey(tracked.lookup))
      this.#emit({ type: 'match', callId, lookup });
    const knownIds = new Set(getFailures(tracked.rawLookup).map(({ id }) => id));
    for (const { id, connector, kind } of shouldReport ? getFailures(rawLookup) : [])
      if (!knownIds.has(id))
        this.addNotice({
          level: 'warn',
          code: 'lookup-failed',
          params: { connector, why: `connector-${kind}` },
        });
    this.#maybePop(callId);
    this.#scheduleUpdate();
  }

  /** Opens the record by itself: at the moment that the setting names, once per call, only for one exact match. */
  #maybePop(callId: string): void {
    const tracked = this.#calls.get(callId);
    const now = this.#options.clock.now();
    // Who paused the popups wants no browser either.
    if (tracked === undefined || this.#isPaused(now) || this.#poppedCalls.has(callId)) return;
    const isPopMoment = shouldPop(tracked.call, this.#settings);
    const match = isPopMoment ? findConfidentMatch(tracked.lookup) : null;
    if (match?.url == null) return;
    this.#poppedCalls.add(callId);
    const openedAt = this.#lastPopAt.get(match.url) ?? -Infinity;
    for (const [url, at] of this.#lastPopAt) if (at + POP_COOLDOWN_MS <= now) this.#lastPopAt.delete(url);
    if (openedAt + POP_COOLDOWN_MS > now) return;
    this.#lastPopAt.set(match.url, now);
    this.#options.events.pop(callId, match);
  }

  #findSnapshot(
    callId: string,
    missedCounts: ReadonlyMap<string, number>,
    withCrmPages = false,
  ): CallSnapshot | null {
    const tracked = this.#calls.get(callId);
    if (tracked === undefined) return null;
    const { call, lookup } = tracked;
    const { state, caller } = call;
    return {
      call,
      lookup,
      missedToday: state === 'missed' ? (missedCounts.get(toNumberKey(caller.number)) ?? 0) : 0,
      crmPages: withCrmPages && caller.number.kind === 'external' ? this.#listCrmPages(caller.number) : [],
    };
  }

  #listCrmPages(number: Extract<PhoneNumber, { kind: 'external' }>): readonly CrmPages[] {
    return this.#connectors.flatMap((connector) => {
      const { create = null, search = null } = connector.getPageUrls?.(number) ?? {};
      if (create === null && search === null) return [];
      const { id, name } = connector;
      return [{ connector: id, name, create: create !== null, search: search !== null }];
    });
  }

  #getChoice(number: LookupNumber): Choice {
    return readChoice(this.#options.history.getValue(toChoiceKey(number)));
  }

  /** Who did not say had its chance, once nobody is waited for any more. */
  #updateConnectorErrors(lookup: FinishedLookup, kind: LookupNumber['kind']): void {
    for (const { id, kind } of getFailures(lookup)) this.#connectorErrors.set(id, kind);
    if (lookup.status === 'skipped' || ('searching' in lookup && lookup.searching)) return;
    const failedIds = new Set(getFailures(lookup).map(({ id }) => id));
    for (const connector of this.#connectors)
      if (supports(connector, kind) && !failedIds.has(connector.id))
        this.#connectorErrors.delete(connector.id);
  }

  /** How many calls of each number were missed here within a day; once for all cards, since there may be many. */
  #countMissedToday(): ReadonlyMap<string, number> {
    const since = this.#options.clock.now() - DAY_MS;
    const counts = new Map<string, number>();
    for (const { call } of this.#calls.values()) {
      if (call.state !== 'missed' || call.since <= since) continue;
      const key = toNumberKey(call.caller.number);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  #isPaused(now: number): boolean {
    return this.#findPauseEnd(now) !== null;
  }

  /** When cards come again; null = they come. */
  #findPauseEnd(now: number): number | null {
    const { schedule } = this.#settings.pause;
    const manualEnd = this.#pausedUntil !== null && this.#pausedUntil > now ? this.#pausedUntil : null;
    const isResumed = this.#resumedUntil !== null && this.#resumedUntil > now;
    if (isResumed || !isPauseTime(schedule, now)) return manualEnd;
    return Math.max(manualEnd ?? 0, findNextPauseChange(schedule, now) ?? now + DAY_MS);
  }

  /** From then on once a day; calls that are on the screen are younger. */
  #deleteOldCalls(): void {
    const { clock, history } = this.#options;
    history.deleteBefore(clock.now() - this.#skewMs - this.#settings.privacy.retentionDays * DAY_MS);
    this.#cancelCleanup = clock.after(DAY_MS, () => this.#deleteOldCalls());
  }

  #trimCalls(): void {
    for (const [callId, { call }] of this.#calls) {
      if (this.#calls.size <= MAX_CALLS) return;
      if (!isLive(call.state)) this.#dropCall(callId);
    }
  }

  #dropCall(callId: string): void {
    const tracked = this.#calls.get(callId);
    if (tracked === undefined) return;
    this.#calls.delete(callId);
    this.#simulatedCalls.delete(callId);
    this.#poppedCalls.delete(callId);
    this.#activeLookups.delete(callId);
    this.#closedRings.delete(getRingId(tracked.call));
  }

  #getCards(now: number): ReturnType<typeof cardsAt> {
    const calls = [...this.#calls.values()].map(({ call }) => call);
    return cardsAt(calls, this.#settings.popup, this.#closedRings, now);
  }

  readonly #stopwatch = (): number => (this.#options.stopwatch ?? (() => performance.now()))();

  #emit(output: Output): void {
    if (this.#isRunning) this.#options.events.output(output);
  }

  /** Tells the new state once for all that happens in one turn: a ring with its contacts, a burst of events. */
  #scheduleUpdate(): void {
    if (!this.#isRunning || this.#isUpdateScheduled) return;
    this.#isUpdateScheduled = true;
    this.#cancelUpdate = this.#options.clock.after(0, () => {
      this.#isUpdateScheduled = false;
      this.#scheduleTick();
      if (this.#options.events.state !== undefined) this.#options.events.state(this.state);
    });
  }

  /** Wakes up again when time alone will change something. */
  #scheduleTick(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const { changesAt } = this.#getCards(now);
    const launchLinkEnds = [...this.#calls.values()].flatMap(({ call }) => getLaunchLinkCallEnd(call) ?? []);
    const pauseAt = findNextPauseChange(this.#settings.pause.schedule, now);
    const deadlines = [
      changesAt,
      this.#tracker.nextDeadline(),
      this.#pausedUntil,
      pauseAt,
      ...launchLinkEnds,
    ];
    // A deadline that has just passed, unnoticed yet, is due now.
    const times = deadlines.flatMap((time) => (time === null ? [] : [Math.max(time, now)]));
    this.#cancelTick();
    const next = Math.min(...times);
    this.#cancelTick = next === Infinity ? () => undefined : clock.after(next - now, () => this.#tick());
  }

  #tick(): void {
    const now = this.#options.clock.now();
    if (this.#pausedUntil !== null && this.#pausedUntil <= now) this.#pausedUntil = null;
    for (const call of this.#tracker.tick(now)) this.#applyCall(call, null);
    for (const { call } of this.#calls.values()) {
      const endsAt = getLaunchLinkCallEnd(call);
      if (endsAt !== null && endsAt <= now) this.#applyCall({ ...call, state: 'ended', since: now }, null);
    }
    this.#scheduleUpdate();
  }
}

/** Events may come. */
function isListening(state: SourceConnection | null | undefined): boolean {
  return state?.state === 'connected' || state?.state === 'degraded';
}

const SEARCHING: Lookup = { status: 'searching' };

/** The number of this call, where it can be asked about. */
function findLookupNumber(call: Call | undefined): LookupNumber | null {
  const number = call?.caller.number;
  return number?.kind === 'external' || number?.kind === 'extension' ? number : null;
}

/** Under which the history file keeps what was said of the people on a number. */
function toChoiceKey(number: LookupNumber): string {
  return `choice:${number.kind === 'external' ? number.e164 : number.extension}`;
}

function getFailures(lookup: Lookup): readonly LookupFailure[] {
  return 'failures' in lookup ? lookup.failures : [];
}

/** What of a look-up is news to whoever reads lines. */
function toMatchKey(lookup: Lookup): string {
  const found = lookup.status === 'found' ? [lookup.matches, lookup.chosen] : [];
  return JSON.stringify([lookup.status, found, getFailures(lookup)]);
}
