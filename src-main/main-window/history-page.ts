import type { Core } from '../../src-core/create-core.ts';
import { isLive, type Call } from '../../src-core/calls/call.ts';
import type { SettingsStore } from '../../src-core/settings/settings-store.ts';
import { formatForCopy } from '../../src-core/phone-numbers/phone-number.ts';
import type { HistoryCommand, HistoryView } from '../../src-preload/ipc/history.ts';
import type { CommandResult } from '../../src-preload/ipc/main-window.ts';
import { historyView, type HistoryModel } from './history-view.ts';
import { OK, fail, succeed, type Page, type PageViewContext, type PageDeps } from './page.ts';

/** Calls that come to the list at a time. */
const CALLS_AT_ONCE = 50;

interface HistoryDeps extends Pick<PageDeps, 't' | 'copy' | 'render'> {
  readonly store: Pick<SettingsStore, 'current'>;
  readonly core: Pick<Core, 'service' | 'history'>;
}

/** Every call that rang here. Names are those that were found when it rang: nobody is asked anew for the list. */
export class HistoryPage implements Page<HistoryView, HistoryCommand> {
  readonly #deps: HistoryDeps;
  #requestedCount = CALLS_AT_ONCE;
  /** when somebody came to the page */
  #initialCount = 0;
  /** that rang while nobody listened, until somebody came to the page */
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

  /** What came meanwhile pushes nothing out of the list. */
  #limit(count: number): number {
    return this.#requestedCount + Math.max(0, count - this.#initialCount);
  }

  /** With whoever was found. The file takes what goes on for ended, should we end with it. */
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
