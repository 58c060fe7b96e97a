import { parsePhoneEvent } from '../events/parse-event.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice } from '../i18n/notice.ts';
import type { ChoiceChange } from '../lookup/choices.ts';
import type { Connector } from '../lookup/connector.ts';
import type { Settings } from '../settings/schema.ts';
import type { Clock } from '../util/clock.ts';
import type { CallSource, WakeReason } from '../zoom/call-source.ts';
import {
  toSnapshot,
  type AppState,
  type CallSnapshot,
  type Output,
  type ServiceEvents,
} from './app-state.ts';
import { CallIntake } from './call-intake.ts';
import { CallerLookups, type CallerLookupDeps } from './caller-lookups.ts';
import { ConnectionMonitor } from './connection-monitor.ts';
import { Pause } from './pause.ts';
import { ScreenPop } from './screen-pop.ts';
import type { CallUpdate, TrackedCall } from './tracked-call.ts';
import { TrackedCalls } from './tracked-calls.ts';
import { UpdateScheduler } from './update-scheduler.ts';

export interface ServiceOptions {
  readonly settings: Settings;
  readonly sources: readonly CallSource[];
  /** the caller closes it */
  readonly history: CallHistory;
  readonly connectors: readonly Connector[];
  readonly clock: Clock;
  readonly events: ServiceEvents;
  /** a monotonic clock in ms, for durations */
  readonly stopwatch?: () => number;
}

const MAX_RECENT_CALLS = 20;
const MAX_NOTICES = 3;
const DAY_MS = 24 * 60 * 60_000;
/** By then the clock skew is known: with a clock that is months ahead, every call would be too old. */
const FIRST_CLEANUP_DELAY_MS = 10 * 60_000;

/** Coordinates sources, tracker, look-ups and history, and builds the AppState. */
export class CallService {
  readonly #options: ServiceOptions;
  readonly #calls = new TrackedCalls();
  readonly #intake: CallIntake;
  readonly #lookups: CallerLookups;
  readonly #connections: ConnectionMonitor;
  readonly #screenPop = new ScreenPop();
  readonly #pause = new Pause();
  readonly #updates: UpdateScheduler;
  #settings: Settings;
  /** the sources report simulated calls, which are not stored */
  #isTrial = false;
  /** `null` = not counted yet, so that a ringing card need not wait for the database */
  #missedWhileOffline: number | null = null;
  #notices: readonly Notice[] = [];
  #isRunning = false;
  #cancelCleanup: () => void = () => undefined;

  constructor(options: ServiceOptions) {
    const { clock, history, settings, stopwatch = () => performance.now() } = options;
    const shared = { clock, stopwatch, history, calls: this.#calls };
    this.#options = options;
    this.#settings = settings;
    this.#connections = new ConnectionMonitor({
      ...shared,
      agent: () => this.#intake.agent,
      skewMs: () => this.#intake.skewMs,
      onChange: () => this.#emitConnection(),
      onFound: (...found) => this.#applyPastCalls(...found),
      onNotice: (notice) => this.addNotice(notice),
    });
    this.#intake = new CallIntake({
      ...shared,
      connections: this.#connections,
      country: settings.country,
      warn: (code, params) => this.addNotice({ level: 'warn', code, params }),
      onCall: (update, arrivedAt) => this.#onCall(update, arrivedAt),
      onReceived: () => this.#scheduleUpdate(),
    });
    this.#lookups = new CallerLookups(
      { ...shared, settings: () => this.#settings, onLookup: (...result) => this.#onLookup(...result) },
      options.connectors,
    );
    this.#updates = new UpdateScheduler({
      clock,
      getDeadline: () => this.#getDeadline(),
      onDeadline: () => this.#tick(),
      onUpdate: () => options.events.state?.(this.state),
    });
  }

  start(): void {
    this.#isRunning = true;
    this.#scheduleCleanup(FIRST_CLEANUP_DELAY_MS);
    for (const { tracked } of this.#intake.restore(MAX_RECENT_CALLS))
      this.#lookups.lookUp(tracked, { isSilent: true });
    this.#lookups.lookUpNewest();
    this.useSources(this.#options.sources);
  }

  /** Applies these settings, also to present calls. */
  useSettings(settings: Settings): void {
    this.#settings = settings;
    this.#intake.setCountry(settings.country);
    this.#scheduleUpdate();
  }

  /** Replaces the connectors, and looks up present calls again. */
  useConnectors(connectors: readonly Connector[]): void {
    this.#lookups.useConnectors(connectors);
    if (!this.#isRunning) return;
    for (const tracked of this.#getCards().cards) this.#lookups.lookUp(tracked);
    this.#lookups.lookUpNewest();
    this.#scheduleUpdate();
  }

  /** Replaces the sources. @param isTrial they report simulated calls, which are not stored */
  useSources(sources: readonly CallSource[], isTrial = false): void {
    if (this.#isTrial && !isTrial) this.#intake.removeSimulated();
    this.#isTrial = isTrial;
    this.#connections.use(sources, !isTrial, (source) => this.#intake.startSource(source, isTrial));
    this.#scheduleUpdate();
  }

  /** Resolves when everything received has been reported; `stop` may follow. */
  finish(): Promise<void> {
    return this.#connections.finish();
  }

  stop(): void {
    this.#isRunning = false;
    this.#connections.stop();
    this.#lookups.stop();
    this.#updates.stop();
    this.#cancelCleanup();
  }

  /** Reconnects at once. */
  wake(reason: WakeReason): void {
    this.#connections.wake(reason);
  }

  get state(): AppState {
    const { clock, history } = this.#options;
    const pausedUntil = this.#pause.findEnd(this.#settings.pause.schedule, clock.now());
    const missed = this.#countMissedToday();
    const cards = pausedUntil === null ? this.#getCards().cards : [];
    return {
      ...this.#connections.combined,
      agent: this.#intake.agent,
      cards: cards.map((tracked) =>
        toSnapshot(tracked, missed, this.#lookups.listCrmPages(tracked.call.caller.number)),
      ),
      recent: this.#calls.getNewest(MAX_RECENT_CALLS).map((tracked) => toSnapshot(tracked, missed)),
      missedWhileOffline: (this.#missedWhileOffline ??= history.countUnseen()),
      pausedUntil,
      connectors: this.#lookups.connectorStates,
      notices: this.#notices,
    };
  }

  /** The WebSocket's own connection, whatever other sources there are; `null` if there is none. */
  get webSocket(): ConnectionMonitor['webSocket'] {
    return this.#connections.webSocket;
  }

  findCall(callId: string): CallSnapshot | null {
    const tracked = this.#calls.find(callId);
    return tracked === null ? null : toSnapshot(tracked, this.#countMissedToday());
  }

  /** Stores which of the matches the agent chose or ruled out for this call, for all calls of its number. */
  choose(callId: string, change: ChoiceChange): void {
    const tracked = this.#calls.find(callId);
    if (tracked !== null) this.#lookups.choose(tracked, change);
    this.#scheduleUpdate();
  }

  /** Looks this call's number up again, without caches. */
  refreshLookup(callId: string): void {
    const tracked = this.#calls.find(callId);
    if (tracked !== null) this.#lookups.refresh(tracked);
    this.#scheduleUpdate();
  }

  /** The address of a CRM's page for this call's number, `null` if it has none. */
  findCrmPageUrl(callId: string, connectorId: string, page: 'create' | 'search'): string | null {
    const tracked = this.#calls.find(callId);
    if (tracked === null) return null;
    return this.#lookups.findCrmPageUrl(tracked.call.caller.number, connectorId, page);
  }

  /** Marks the calls that rang while no source was connected as seen. */
  markSeen(): void {
    this.#options.history.markSeen();
    this.#missedWhileOffline = null;
    this.#scheduleUpdate();
  }

  /** Closes the card of this call until it rings again. */
  closeCard(callId: string): void {
    this.#calls.find(callId)?.closeCard();
    this.#scheduleUpdate();
  }

  /** Shows no cards until `until` (ms since the epoch); `null` = resumes, also during a scheduled pause. */
  pause(until: number | null): void {
    this.#pause.set(until, this.#settings.pause.schedule, this.#options.clock.now());
    this.#scheduleUpdate();
  }

  /** Deletes this call, or (`null`) all calls with the agent's choices. Cards remain. */
  deleteCalls(callId: string | null): void {
    const { history } = this.#options;
    if (callId === null) history.deleteAll(this.#intake.skewMs);
    else history.deleteCall(callId);
    const { cards } = this.#getCards();
    for (const tracked of [...this.#calls])
      if ((callId === null || tracked.call.callId === callId) && !cards.includes(tracked))
        this.#calls.remove(tracked.call.callId);
    this.#missedWhileOffline = null;
    this.#scheduleUpdate();
  }

  addNotice(notice: Notice): void {
    const same = JSON.stringify(notice);
    const others = this.#notices.filter((other) => JSON.stringify(other) !== same);
    this.#notices = [notice, ...others].slice(0, MAX_NOTICES);
    this.#emit({ type: 'notice', notice });
  }

  /** Handles an event envelope as if Zoom had sent it ("simulate a call"); the call is not stored. */
  simulate(json: unknown): void {
    this.#intake.receive(parsePhoneEvent(json), 'websocket', true);
  }

  /** Deletes the calls that are older than the settings allow: after `delayMs`, then once a day. */
  #scheduleCleanup(delayMs: number): void {
    const { clock, history } = this.#options;
    this.#cancelCleanup = clock.after(delayMs, () => {
      const retentionMs = this.#settings.privacy.retentionDays * DAY_MS;
      history.deleteBefore(clock.now() - this.#intake.skewMs - retentionMs);
      this.#scheduleCleanup(DAY_MS);
    });
  }

  #applyPastCalls(...found: Parameters<CallIntake['applyPastCalls']>): void {
    const { missedCount: count, missingAt } = this.#intake.applyPastCalls(...found);
    this.#missedWhileOffline = null;
    if (count > 0)
      this.#emit({ type: 'notice', notice: { level: 'info', code: 'rang-away', params: { count } } });
    if (missingAt !== null) this.#connections.reportMissingEvents(missingAt);
    this.#scheduleUpdate();
  }

  #onCall(update: CallUpdate, arrivedAt: number | null): void {
    const { tracked, replaces } = update;
    // An unseen call is seen once it rings again.
    if (this.#missedWhileOffline !== 0) this.#missedWhileOffline = null;
    if (update.isNewRing || update.isNewState || replaces !== null)
      this.#emit({ type: 'call', call: tracked.call, arrivedAt, replaces });
    if (update.isSameCaller) this.#maybePop(tracked);
    else this.#lookups.lookUp(tracked);
  }

  #onLookup(...[tracked, lookup, isNews, failures]: Parameters<CallerLookupDeps['onLookup']>): void {
    if (isNews) this.#emit({ type: 'match', callId: tracked.call.callId, lookup });
    for (const { connector, kind } of failures) {
      const params = { connector, why: `connector-${kind}` };
      this.addNotice({ level: 'warn', code: 'lookup-failed', params });
    }
    this.#maybePop(tracked);
    this.#scheduleUpdate();
  }

  #maybePop(tracked: TrackedCall): void {
    const now = this.#options.clock.now();
    // A pause also suppresses screen pops.
    if (this.#pause.findEnd(this.#settings.pause.schedule, now) !== null) return;
    const match = this.#screenPop.take(tracked, this.#settings, now);
    if (match !== null) this.#options.events.pop(tracked.call.callId, match);
  }

  #countMissedToday(): ReadonlyMap<string, number> {
    return this.#calls.countMissed(this.#options.clock.now() - DAY_MS);
  }

  #getCards(): ReturnType<TrackedCalls['getCards']> {
    return this.#calls.getCards(this.#settings.popup, this.#options.clock.now());
  }

  #emit(output: Output): void {
    if (this.#isRunning) this.#options.events.output(output);
  }

  #emitConnection(): void {
    const { connection, otherSources } = this.#connections.combined;
    if (connection !== null) this.#emit({ type: 'connection', connection, otherSources });
    this.#scheduleUpdate();
  }

  #scheduleUpdate(): void {
    if (this.#isRunning) this.#updates.schedule();
  }

  /** When time alone next changes the state; Infinity = never. */
  #getDeadline(): number {
    return Math.min(
      this.#getCards().changesAt ?? Infinity,
      ...this.#pause.getDeadlines(this.#settings.pause.schedule, this.#options.clock.now()),
      ...this.#intake.deadlines,
    );
  }

  #tick(): void {
    this.#intake.tick();
    this.#scheduleUpdate();
  }
}
