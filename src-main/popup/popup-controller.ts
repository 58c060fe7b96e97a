import { findSingleMatch } from '../../src-core/lookup/lookup.ts';
import { formatForCopy } from '../../src-core/phone-numbers/phone-number.ts';
import type { AppState } from '../../src-core/service/app-state.ts';
import type { CallService } from '../../src-core/service/call-service.ts';
import type { CallClass, ShortcutName } from '../../src-core/settings/schema.ts';
import type { Clock } from '../../src-core/util/clock.ts';
import type { PopupCommand, PopupView } from '../../src-preload/ipc/popup.ts';
import { runHandler, type CommandHandlers } from '../command-handlers.ts';
import type { OpenAddress } from '../security/open-address.ts';
import { findSound } from '../system/sounds.ts';
import type { ViewSource } from '../view-source.ts';
import { popupView } from './card-view.ts';
import type { PopupWindow } from './popup-window.ts';
import { TemporaryValue } from './temporary-value.ts';

/** About one repetition of a sound. */
const SOUND_PREVIEW_MS = 2_500;
/** How long the button says "copied". */
const COPIED_MS = 2_000;
/** How long the shortcut pauses cards. */
const PAUSE_MS = 30 * 60_000;

export interface PopupControllerDeps {
  readonly window: Pick<PopupWindow, 'update' | 'handle' | 'handleDrag' | 'focus' | 'releaseFocus'>;
  readonly service: Pick<
    CallService,
    'state' | 'findCall' | 'findCrmPageUrl' | 'choose' | 'refreshLookup' | 'closeCard' | 'pause' | 'addNotice'
  >;
  readonly view: Pick<ViewSource, 'settings' | 'context'>;
  readonly clock: Clock;
  readonly copyText: (text: string) => Promise<void>;
  readonly openAddress: OpenAddress;
  /** The window got this view of the state, under this revision. */
  readonly onRender: (view: Pick<PopupView, 'cards'>, revision: number, state: AppState) => void;
  readonly onError: (error: unknown) => void;
}

/** The popup's view, and the effects of its commands and shortcuts. */
export class PopupController {
  readonly #deps: PopupControllerDeps;
  /** calls whose pane was opened by a click */
  readonly #revealed = new Set<string>();
  /** the call whose number was just copied */
  readonly #copied: TemporaryValue<string>;
  readonly #previewedSound: TemporaryValue<CallClass>;
  #revision = 0;
  #paintWaiters: { readonly revision: number; readonly resolve: () => void }[] = [];

  /** The system-wide shortcuts; most concern the newest card. */
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

  readonly #handlers: CommandHandlers<PopupCommand, void> = {
    ready: (command) => this.#deps.window.handle(command),
    size: (command) => this.#deps.window.handle(command),
    painted: (command) => this.#deps.window.handle(command),
    onScreen: (command) => this.#deps.window.handle(command),
    drag: ({ phase }) => this.#deps.window.handleDrag(phase),
    escape: () => {
      this.shortcuts.close();
      this.#deps.window.releaseFocus();
    },
    soundFailed: () => this.#deps.service.addNotice({ level: 'warn', code: 'sound-failed', params: {} }),
    copy: ({ callId }) => this.copyNumber(callId),
    open: (command) => this.#openRecord(command),
    choose: ({ callId, connector, id, isMatch }) =>
      this.#deps.service.choose(callId, { kind: isMatch ? 'chosen' : 'rejected', record: { connector, id } }),
    undoChoice: ({ callId }) => this.#deps.service.choose(callId, { kind: 'undo' }),
    lookAgain: ({ callId }) => this.#deps.service.refreshLookup(callId),
    crmPage: ({ callId, connector, page }) =>
      this.#deps.openAddress(this.#deps.service.findCrmPageUrl(callId, connector, page)),
    reveal: ({ callId }) => {
      this.#revealed.add(callId);
      this.render();
    },
    callBack: ({ callId }) => this.#callBack(callId),
    close: ({ callId }) => this.#deps.service.closeCard(callId),
  };

  constructor(deps: PopupControllerDeps) {
    this.#deps = deps;
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
    const previewed = this.#previewedSound.value;
    const sound = content.sound ?? (previewed === null ? null : findSound(previewed, settings));
    this.#revision = window.update({ ...content, sound });
    onRender(content, this.#revision, state);
  }

  /** Resolves once the last view, or a later one, is painted. */
  waitForPaint(): Promise<void> {
    const revision = this.#revision;
    return new Promise((resolve) => this.#paintWaiters.push({ revision, resolve }));
  }

  /** The view of this revision is visible. */
  onPainted(revision: number): void {
    const painted = this.#paintWaiters.filter((waiter) => waiter.revision <= revision);
    this.#paintWaiters = this.#paintWaiters.filter((waiter) => waiter.revision > revision);
    for (const { resolve } of painted) resolve();
  }

  handle(command: PopupCommand): void {
    runHandler(this.#handlers, command.type, command);
  }

  /** Copies the number of this call, if it has one. */
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

  previewSound(kind: CallClass): void {
    this.#previewedSound.set(kind);
  }

  stop(): void {
    this.#copied.stop();
    this.#previewedSound.stop();
  }

  #withNewestCall(act: (callId: string) => void): void {
    const [newest] = this.#deps.service.state.cards;
    if (newest !== undefined) act(newest.call.callId);
  }

  /** By id: the connector decides the address, not the window. */
  #openRecord({ callId, connector, id }: Extract<PopupCommand, { type: 'open' }>): void {
    const lookup = this.#deps.service.findCall(callId)?.lookup;
    if (lookup?.status !== 'found') return;
    const match = lookup.matches.find((one) => one.connector === connector && one.id === id);
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
