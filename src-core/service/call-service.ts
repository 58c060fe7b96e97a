import type { CallElement } from '../calls/past-calls.ts';
import { parsePhoneEvent } from '../events/parse-event.ts';
import type { CallHistory } from '../history/call-history.ts';
import type { Notice, NoticeCode } from '../i18n/notice.ts';
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
import { EventReceiver } from './event-receiver.ts';
import { startHistoryCleanup } from './history-cleanup.ts';
import { Pause } from './pause.ts';
import { ScreenPop } from './screen-pop.ts';
import type { CallUpdate, TrackedCall } from './tracked-call.ts';
import { TrackedCalls } from './tracked-calls.ts';
import { UpdateScheduler } from './update-scheduler.ts';

export interface ServiceOptions {
  readonly settings: Settings;
  /** all sources of calls, none twice */
  readonly sources: readonly CallSource[];
  /** closed by whoever opened it */
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

/** Coordinates sources, tracker, look-ups and history, and keeps the one AppState. */
export class CallService {
  readonly #options: ServiceOptions;
  readonly #calls = new TrackedCalls();
  readonly #intake: CallIntake;
  readonly #lookups: CallerLookups;
  readonly #connections: ConnectionMonitor;
  readonly #receiver: EventReceiver;
  readonly #screenPop = new ScreenPop();
  readonly #pause = new Pause();
  readonly #updates: UpdateScheduler;
  #settings: Settings;
  /** the sources bring simulated calls, which are not stored */
  #isTrial = false;
  /** `null` = to be counted; a ringing card does not wait for the database */
  #missedWhileOffline: number | null = null;
  #notices: readonly Notice[] = [];
  #isRunning = false;
  #cancelCleanup: () => void = () => undefined;

  constructor(options: ServiceOptions) {
    const { clock, history, settings } = options;
    const stopwatch = options.stopwatch ?? ((): number => performance.now());
    this.#options = options;
    this.#settings = settings;
    this.#intake = new CallIntake({
      clock,
      history,
      calls: this.#calls,
      country: settings.country,
      onCall: (update, arrivedAt) => this.#onCall(update, arrivedAt),
      wasConnectedAt: (rangAt) => this.#connections.wasConnectedAt(rangAt),
    });
    this.#lookups = this.#createLookups(stopwatch);
    this.#connections = new ConnectionMonitor({
      clock,
      history,
      agent: () => this.#intake.agent,
      skewMs: () => this.#intake.skewMs,
      onChange: () => this.#emitConnection(),
      onPastCalls: (elements, isOwnList, since) => this.#applyPastCalls(elements, isOwnList, since),
      onNotice: (notice) => this.addNotice(notice),
    });
    this.#receiver = new EventReceiver({
      intake: this.#intake,
      connections: this.#connections,
      stopwatch,
      warn: (code, params) => this.#warn(code, params),
      onReceived: () => this.#scheduleUpdate(),
    });
    this.#updates = new UpdateScheduler({
      clock,
      getDeadline: () => this.#getDeadline(),
      onDeadline: () => this.#tick(),
      onUpdate: () => options.events.state?.(this.state),
    });
  }

  start(): void {
    const { clock, history, sources } = this.#options;
    this.#isRunning = true;
    this.#cancelCleanup = startHistoryCleanup(clock, () =>
      history.deleteBefore(clock.now() - this.#intake.skewMs - this.#settings.privacy.retentionDays * DAY_MS),
    );
    for (const { tracked } of this.#intake.restore(MAX_RECENT_CALLS))
      this.#lookups.lookUp(tracked, { isSilent: true });
    this.#lookups.lookUpNewest();
    this.useSources(sources);
  }

  /** Applies these settings, also to the calls that are there. */
  useSettings(settings: Settings): void {
    this.#settings = settings;
    this.#intake.setCountry(settings.country);
    this.#scheduleUpdate();
  }

  /** Asks these connectors from now on, also about the calls on the screen. */
  useConnectors(connectors: readonly Connector[]): void {
    this.#lookups.useConnectors(connectors);
    if (!this.#isRunning) return;
    for (const tracked of this.#getCards().cards) this.#lookups.lookUp(tracked);
    this.#lookups.lookUpNewest();
    this.#scheduleUpdate();
  }

  /**
   * Listens to these sources from now on, e.g. after the settings changed.
   * @param isTrial they bring simulated calls, which are not stored
   */
  useSources(sources: readonly CallSource[], isTrial = false): void {
    if (this.#isTrial && !isTrial) this.#intake.removeSimulated();
    this.#isTrial = isTrial;
    this.#connections.use(sources, !isTrial, (source) => this.#receiver.start(source, isTrial));
    this.#scheduleUpdate();
  }

  /** Resolves when all that is under way has been reported; `stop` may follow. */
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

  /** Connects again at once: the machine woke or changed its network, or a person asks for it. */
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

  /** The agent says which of the people on this call's number it is, or is not. Stored for the number's next calls. */
  choose(callId: string, change: ChoiceChange): void {
    const tracked = this.#calls.find(callId);
    if (tracked !== null) this.#lookups.choose(tracked, change);
    this.#scheduleUpdate();
  }

  /** Looks this call's number up again, past every cache. */
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

  /** The user has looked at the calls that rang while no source was connected. */
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

  /** Shows no card until then (ms since the epoch); `null` = resumes, also during a scheduled pause. */
  pause(until: number | null): void {
    this.#pause.set(until, this.#settings.pause.schedule, this.#options.clock.now());
    this.#scheduleUpdate();
  }

  /** Deletes this call, or (`null`) all of them with the agent's choices. Those on the screen stay. */
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

  /** Plays an event envelope as if Zoom had sent it ("simulate a call"); it is not stored. */
  simulate(json: unknown): void {
    this.#receiver.receive(parsePhoneEvent(json), 'websocket', true);
  }

  #createLookups(stopwatch: () => number): CallerLookups {
    const { clock, history, connectors } = this.#options;
    return new CallerLookups(
      {
        clock,
        stopwatch,
        calls: this.#calls,
        history,
        settings: () => this.#settings,
        onLookup: (...result) => this.#onLookup(...result),
      },
      connectors,
    );
  }

  #applyPastCalls(elements: readonly CallElement[], isOwnList: boolean, since: number): void {
    const { missedCount: count, missingAt } = this.#intake.applyPastCalls(elements, isOwnList, since);
    this.#missedWhileOffline = null;
    if (count > 0)
      this.#emit({ type: 'notice', notice: { level: 'info', code: 'rang-away', params: { count } } });
    if (missingAt !== null) this.#connections.reportMissingEvents(missingAt);
    this.#scheduleUpdate();
  }

  #onCall(update: CallUpdate, arrivedAt: number | null): void {
    const { tracked, replaces } = update;
    // An unseen missed call may ring again, and then is unseen no longer.
    if (this.#missedWhileOffline !== 0) this.#missedWhileOffline = null;
    if (update.isNewRing || update.isNewState || replaces !== null)
      this.#emit({ type: 'call', call: tracked.call, arrivedAt, replaces });
    if (update.isSameCaller) this.#maybePop(tracked);
    else this.#lookups.lookUp(tracked);
  }

  #onLookup(...[tracked, lookup, { isNews, failures }]: Parameters<CallerLookupDeps['onLookup']>): void {
    if (isNews) this.#emit({ type: 'match', callId: tracked.call.callId, lookup });
    for (const { connector, kind } of failures)
      this.#warn('lookup-failed', { connector, why: `connector-${kind}` });
    this.#maybePop(tracked);
    this.#scheduleUpdate();
  }

  #maybePop(tracked: TrackedCall): void {
    const now = this.#options.clock.now();
    // Paused means no screen pop either.
    if (this.#pause.findEnd(this.#settings.pause.schedule, now) !== null) return;
    const match = this.#screenPop.take(tracked, this.#settings, now);
    if (match !== null) this.#options.events.pop(tracked.call.callId, match);
  }

  /** Counted once for all cards, since there may be many. */
  #countMissedToday(): ReadonlyMap<string, number> {
    return this.#calls.countMissed(this.#options.clock.now() - DAY_MS);
  }

  #getCards(): ReturnType<TrackedCalls['getCards']> {
    return this.#calls.getCards(this.#settings.popup, this.#options.clock.now());
  }

  #warn(code: NoticeCode, params: Notice['params']): void {
    this.addNotice({ level: 'warn', code, params });
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

  /** When time alone changes the state; Infinity = never. */
  #getDeadline(): number {
    return Math.min(
      this.#getCards().changesAt ?? Infinity,
      ...this.#pause.getDeadlines(this.#settings.pause.schedule, this.#options.clock.now()),
      ...this.#intake.deadlines,
    );
  }

  #tick(): void {
    this.#pause.expire(this.#options.clock.now());
    this.#intake.tick();
    this.#scheduleUpdate();
  }
}
