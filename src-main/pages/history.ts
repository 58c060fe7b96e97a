import { z } from 'zod';
import type { Assembly } from '../../src-core/assemble.ts';
import { isLive, type Call } from '../../src-core/calls/call.ts';
import type { LiveConfiguration } from '../../src-core/live-configuration.ts';
import { copyText } from '../../src-core/numbers/number.ts';
import type { HistoryCommand, HistoryView } from '../../src-preload/pages/history.ts';
import type { Answer } from '../../src-preload/main-contract.ts';
import { historyView, type HistoryModel } from './history-view.ts';
import { DONE, failed, said, type Page, type PageReader, type PageTools } from './page.ts';

/** Calls that come to the list at a time. */
const CALLS_AT_ONCE = 50;

export const HistoryCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('copy'), callId: z.string() }),
  z.strictObject({ type: z.literal('more') }),
  z.strictObject({ type: z.literal('delete'), callId: z.string() }),
  z.strictObject({ type: z.literal('deleteAll') }),
]) satisfies z.ZodType<HistoryCommand>;

interface HistoryTools extends Pick<PageTools, 't' | 'copy' | 'redraw'> {
  readonly live: Pick<LiveConfiguration, 'now'>;
  readonly assembly: Pick<Assembly, 'service' | 'history'>;
}

/** Every call that rang here. Names are those that were found when it rang: nobody is asked anew for the list. */
export class HistoryPage implements Page<HistoryView, HistoryCommand> {
  readonly #tools: HistoryTools;
  #asked = CALLS_AT_ONCE;
  /** when somebody came to the page */
  #countAtFirst = 0;
  /** that rang while nobody listened, until somebody came to the page */
  #awayAtFirst = 0;

  constructor(tools: HistoryTools) {
    this.#tools = tools;
  }

  entered(): void {
    const { history, service } = this.#tools.assembly;
    this.#asked = CALLS_AT_ONCE;
    this.#countAtFirst = history.count();
    this.#awayAtFirst = service.state.rangAway;
    this.#see();
  }

  left(): void {
    this.#see();
  }

  view(reader: PageReader): HistoryView {
    const { assembly, live } = this.#tools;
    const { settings } = live.now;
    const { service, history } = assembly;
    const { agent, rangAway } = service.state;
    const count = history.count();
    return historyView(
      {
        records: this.#records,
        count,
        hasMore: count > this.#limit(count),
        away: this.#awayAtFirst + rangAway,
        retentionDays: settings.privacy.retentionDays,
        agent,
        country: settings.country,
      },
      reader,
    );
  }

  take(command: HistoryCommand): Answer {
    const { redraw } = this.#tools;
    switch (command.type) {
      case 'copy':
        return this.#copy(command.callId);
      case 'more':
        this.#asked += CALLS_AT_ONCE;
        redraw();
        return DONE;
      case 'delete':
        return this.#delete(command.callId);
      case 'deleteAll':
        return this.#deleteAll();
    }
  }

  #see(): void {
    const { service } = this.#tools.assembly;
    if (service.state.rangAway > 0) service.markSeen();
  }

  /** What came meanwhile pushes nothing out of the list. */
  #limit(count: number): number {
    return this.#asked + Math.max(0, count - this.#countAtFirst);
  }

  /** With whoever was found. The file takes what goes on for ended, should we end with it. */
  get #records(): HistoryModel['records'] {
    const { service, history } = this.#tools.assembly;
    return history.recent(this.#limit(history.count()), 0).map((call) => {
      const known = service.record(call.callId);
      return {
        call: known !== null && isLive(known.call.state) ? known.call : call,
        lookup: known?.lookup ?? { status: 'skipped' },
      };
    });
  }

  #find(callId: string): Call | null {
    return this.#records.find(({ call }) => call.callId === callId)?.call ?? null;
  }

  #copy(callId: string): Answer {
    const { copy, live, t } = this.#tools;
    const { popup, country } = live.now.settings;
    const call = this.#find(callId);
    if (call === null) return failed(t()('history.gone'));
    const text = copyText(call.caller.number, popup.copy, country);
    if (text === null) return failed(t()('history.noNumber'));
    copy(text);
    return said(t()('history.copied'));
  }

  #delete(callId: string): Answer {
    const { assembly, redraw, t } = this.#tools;
    const call = this.#find(callId);
    if (call === null) return failed(t()('history.gone'));
    if (isLive(call.state)) return failed(t()('history.goesOn'));
    assembly.service.deleteCalls(callId);
    redraw();
    return said(t()('history.deleted'));
  }

  #deleteAll(): Answer {
    const { assembly, redraw, t } = this.#tools;
    assembly.service.deleteCalls(null);
    this.#awayAtFirst = 0;
    redraw();
    return said(t()('history.deletedAll'));
  }
}
