import type { Clock } from '../../src-core/util/clock.ts';
import { findSingleMatch } from '../../src-core/lookup/lookup.ts';
import { formatForCopy } from '../../src-core/phone-numbers/phone-number.ts';
import type { CallService } from '../../src-core/service/call-service.ts';
import type { AppState, Output } from '../../src-core/service/app-state.ts';
import type { CallClass, ShortcutName } from '../../src-core/settings/schema.ts';
import type { PopupCommand, PopupView } from '../../src-preload/ipc/popup.ts';
import type { OpenAddress } from '../security/open-address.ts';
import { findSound } from '../system/sounds.ts';
import type { ViewSource } from '../view-source.ts';
import { popupView } from './card-view.ts';
import { PaintLatency } from './paint-latency.ts';
import type { PopupWindow } from './popup-window.ts';
import { TemporaryValue } from './temporary-value.ts';

/** A sound that is previewed is heard about once. */
const SOUND_PREVIEW_MS = 2_500;
/** The button says "copied" for as long as one needs to read it. */
const COPIED_MS = 2_000;
/** How long the shortcut pauses popups. */
const PAUSE_MS = 30 * 60_000;

export interface PopupControllerDeps {
  readonly window: Pick<PopupWindow, 'update' | 'handle' | 'handleDrag' | 'focus' | 'releaseFocus'>;
  readonly service: Pick<
    CallService,
    'state' | 'findCall' | 'findCrmPageUrl' | 'choose' | 'refreshLookup' | 'closeCard' | 'pause' | 'addNotice'
  >;
  readonly view: Pick<ViewSource, 'settings' | 'context'>;
  readonly clock: Clock;
  /** a monotonic clock in ms */
  readonly stopwatch: () => number;
  readonly copyText: (text: string) => Promise<void>;
  readonly openAddress: OpenAddress;
  /** The window was given this view. */
  readonly onRender: (view: Pick<PopupView, 'cards'>) => void;
  /** The card of a ringing call is on the screen, so long after its event arrived. */
  readonly onCardPainted: (callId: string, paintedMs: number) => void;
  readonly onError: (error: unknown) => void;
}

/** What the popup shows, and what its commands and shortcuts do. */
export class PopupController {
  readonly #deps: PopupControllerDeps;
  readonly #paintLatency: PaintLatency;
  /** calls whose pane was opened by a click */
  readonly #revealed = new Set<string>();
  /** the call whose number was copied just now */
  readonly #copied: TemporaryValue<string>;
  readonly #previewedSound: TemporaryValue<CallClass>;
  /** of the newest view */
  #revision = 0;
  #paintWaiters: { readonly revision: number; readonly resolve: () => void }[] = [];

  /** What the system-wide shortcuts do; most of them with the newest card. */
  readonly shortcuts: Readonly<Record<ShortcutName, () => void>> = {
    focus: () => this.#deps.window.focus(),
    copy: () => this.#withNewestCall((callId) => this.copyNumber(callId)),
    open: () => this.#withNewestCall((callId) => this.#openSingleMatch(callId)),
    close: () => this.#withNewestCall((callId) => this.#deps.service.closeCard(callId)),
    pause: () => {
      const { service, clock } = this.#deps;
      service.pause(service.state.pausedUntil === null ? clock.now() + PAUSE_MS : null);
    },
  };

  constructor(deps: PopupControllerDeps) {
    this.#deps = deps;
    this.#paintLatency = new PaintLatency(deps.onCardPainted);
    this.#copied = new TemporaryValue(deps.clock, COPIED_MS, () => this.render());
    this.#previewedSound = new TemporaryValue(deps.clock, SOUND_PREVIEW_MS, () => this.render());
  }

  /** Gives the window the view of this state. */
  render(state: AppState = this.#deps.service.state): void {
    const { window, view, onRender } = this.#deps;
    const { settings } = view;
    const content = popupView(state, {
      ...view.context,
      copiedCallId: this.#copied.value,
      settings,
      revealed: this.#revealed,
    });
    const previewedSound =
      this.#previewedSound.value === null ? null : findSound(this.#previewedSound.value, settings);
    this.#revision = window.update({ ...content, sound: content.sound ?? previewedSound });
    this.#paintLatency.viewSent(
      this.#revision,
      state.cards.map(({ call }) => call.callId),
    );
    onRender(content);
  }

  /** Resolves when the newest view, or one after it, is painted. */
  waitForPaint(): Promise<void> {
    const revision = this.#revision;
    return new Promise((resolve) => this.#paintWaiters.push({ revision, resolve }));
  }

  /** The view of this revision is on the screen. */
  onPainted(revision: number): void {
    this.#paintLatency.viewPainted(revision, this.#deps.stopwatch());
    const painted = this.#paintWaiters.filter((waiter) => waiter.revision <= revision);
    this.#paintWaiters = this.#paintWaiters.filter((waiter) => waiter.revision > revision);
    for (const { resolve } of painted) resolve();
  }

  /** Notes when the event of a ringing call arrived. */
  onOutput(output: Output): void {
    if (output.type === 'call' && output.call.state === 'ringing' && output.arrivedAt !== null)
      this.#paintLatency.ringArrived(output.call.callId, output.arrivedAt);
  }

  /** Does what the popup asks. */
  handle(command: PopupCommand): void {
    const { window, service, openAddress } = this.#deps;
    switch (command.type) {
      case 'ready':
      case 'size':
      case 'painted':
      case 'onScreen':
        window.handle(command);
        return;
      case 'drag':
        window.handleDrag(command.phase);
        return;
      case 'escape':
        this.shortcuts.close();
        window.releaseFocus();
        return;
      case 'soundFailed':
        service.addNotice({ level: 'warn', code: 'sound-failed', params: {} });
        return;
      case 'copy':
        this.copyNumber(command.callId);
        return;
      case 'open':
        this.#openRecord(command);
        return;
      case 'choose': {
        const { callId, connector, id, isMatch } = command;
        service.choose(callId, { kind: isMatch ? 'chosen' : 'rejected', record: { connector, id } });
        return;
      }
      case 'undoChoice':
        service.choose(command.callId, { kind: 'undo' });
        return;
      case 'lookAgain':
        service.refreshLookup(command.callId);
        return;
      case 'crmPage':
        openAddress(service.findCrmPageUrl(command.callId, command.connector, command.page));
        return;
      case 'reveal':
        this.#revealed.add(command.callId);
        this.render();
        return;
      case 'callBack':
        this.#callBack(command.callId);
        return;
      case 'close':
        service.closeCard(command.callId);
    }
  }

  /** Copies the number of this call; nothing if it has none. */
  copyNumber(callId: string): void {
    const { service, view, copyText, onError } = this.#deps;
    const { popup, country } = view.settings;
    const number = service.findCall(callId)?.call.caller.number;
    const text = number === undefined ? null : formatForCopy(number, popup.copy, country);
    if (text === null) return;
    copyText(text)
      .then(() => this.#copied.set(callId))
      .catch(onError);
  }

  /** Plays the sound of this kind of call once. */
  previewSound(kind: CallClass): void {
    this.#previewedSound.set(kind);
  }

  /** Renders nothing more by itself. */
  stop(): void {
    this.#copied.stop();
    this.#previewedSound.stop();
  }

  #withNewestCall(act: (callId: string) => void): void {
    const [newest] = this.#deps.service.state.cards;
    if (newest !== undefined) act(newest.call.callId);
  }

  /** By id: the connector decided which address that is, not a window. */
  #openRecord({ callId, connector, id }: Extract<PopupCommand, { type: 'open' }>): void {
    const lookup = this.#deps.service.findCall(callId)?.lookup;
    const match =
      lookup?.status === 'found'
        ? lookup.matches.find((one) => one.connector === connector && one.id === id)
        : undefined;
    if (match !== undefined) this.#deps.openAddress(match.url);
  }

  #openSingleMatch(callId: string): void {
    const snapshot = this.#deps.service.findCall(callId);
    const singleMatch = snapshot === null ? null : findSingleMatch(snapshot.lookup);
    if (singleMatch !== null) this.#deps.openAddress(singleMatch.url);
  }

  #callBack(callId: string): void {
    const number = this.#deps.service.findCall(callId)?.call.caller.number;
    if (number?.kind === 'external') this.#deps.openAddress(`zoomphonecall://${number.e164}`);
  }
}
