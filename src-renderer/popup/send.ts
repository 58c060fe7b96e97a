import type { PopupBridge } from '../../src-preload/ipc/popup.ts';

/** Asks the main process for something; there is no answer. */
export type Send = PopupBridge['send'];
