import { isLive, type Call } from '../../src-core/calls/call.ts';
import type { Core } from '../../src-core/create-core.ts';
import { formatForCopy } from '../../src-core/phone-numbers/phone-number.ts';
import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import type { HistoryCommand, HistoryView } from '../../src-preload/ipc/history.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { historyView, type HistoryModel } from './history-view.ts';
import { OK, fail, succeed, type Page, type PageDeps, type PageViewContext } from './page.ts';

/** Calls that "Show older calls" adds. */
const CALLS_AT_ONCE = 50;

interface HistoryDeps extends Pick<PageDeps, 't' | 'copy' | 'render'> {
  readonly store: Pick<SettingsStore, 'current'>;
  readonly core: Pick<Core, 'service' | 'history'>;
}

/** Every call that rang here, with the names found at that time: the list starts no look-ups. */
export class HistoryPage implements Page<HistoryView, HistoryCommand> {
  readonly #deps: HistoryDeps;
  #requestedCount = CALLS_AT_ONCE;
  /** calls in the history when the page was opened */
  #initialCount = 0;
  /** calls missed while offline when the page was opened */
  #initialMissedCount = 0;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  onShow(): void {
    const { history, service } = this.#deps.core;
    this.#requestedCount = CALLS_AT_ONCE;
    this.#initialCount = history.count();
    this.#initialMissedCount = service.state.missedWhileOffline;
    this.#markSeen();
  }

  onHide(): void {
    this.#markSeen();
  }

  view(context: PageViewContext): HistoryView {
    const { core, store } = this.#deps;
    const { settings } = store.current;
    const { service, history } = core;
    const { agent, missedWhileOffline } = service.state;
    const count = history.count();
    return historyView(
      {
        rows: this.#rows,
        count,
        hasMore: count > this.#limit(count),
        missedWhileOffline: this.#initialMissedCount + missedWhileOffline,
        retentionDays: settings.privacy.retentionDays,
        agent,
        country: settings.country,
      },
      context,
    );
  }

  handle(command: HistoryCommand): CommandResult {
    const { render } = this.#deps;
    switch (command.type) {
      case 'copy':
        return this.#copy(command.callId);
      case 'more':
        this.#requestedCount += CALLS_AT_ONCE;
        render();
        return OK;
      case 'delete':
        return this.#delete(command.callId);
      case 'deleteAll':
        return this.#deleteAll();
    }
  }

  #markSeen(): void {
    const { service } = this.#deps.core;
    if (service.state.missedWhileOffline > 0) service.markSeen();
  }

  /** New calls push no others out of the list. */
  #limit(count: number): number {
    return this.#requestedCount + Math.max(0, count - this.#initialCount);
  }

  /** With the look-ups of this run. The file has live calls as ended, in case the app ends first. */
  get #rows(): HistoryModel['rows'] {
    const { service, history } = this.#deps.core;
    return history.getRecent(this.#limit(history.count()), 0).map((call) => {
      const known = service.findCall(call.callId);
      return {
        call: known !== null && isLive(known.call.state) ? known.call : call,
        lookup: known?.lookup ?? { status: 'skipped' },
      };
    });
  }

  #find(callId: string): Call | null {
    return this.#rows.find(({ call }) => call.callId === callId)?.call ?? null;
  }

  #copy(callId: string): CommandResult {
    const { copy, store, t } = this.#deps;
    const { popup, country } = store.current.settings;
    const call = this.#find(callId);
    if (call === null) return fail(t()('history.gone'));
    const text = formatForCopy(call.caller.number, popup.copy, country);
    if (text === null) return fail(t()('history.noNumber'));
    copy(text);
    return succeed(t()('history.copied'));
  }

  #delete(callId: string): CommandResult {
    const { core, render, t } = this.#deps;
    const call = this.#find(callId);
    if (call === null) return fail(t()('history.gone'));
    if (isLive(call.state)) return fail(t()('history.goesOn'));
    core.service.deleteCalls(callId);
    render();
    return succeed(t()('history.deleted'));
  }

  #deleteAll(): CommandResult {
    const { core, render, t } = this.#deps;
    core.service.deleteCalls(null);
    this.#initialMissedCount = 0;
    render();
    return succeed(t()('history.deletedAll'));
  }
}
