// The preload bridges import these values: this file imports nothing, so that zod stays out of them.

/** main → popup: `PopupWindowView` */
export const POPUP_VIEW = 'popup:view';
/** main → popup: the revision with which the window was shown; answered by `onScreen` */
export const POPUP_SHOWN = 'popup:shown';
/** popup → main: `PopupCommand` */
export const POPUP_COMMAND = 'popup:command';

/** main → main window: `MainView` */
export const MAIN_VIEW = 'main:view';
/** main window → main: `MainCommand`, answered with a `CommandResult` */
export const MAIN_COMMAND = 'main:command';
