// The preload bridges import these values: this file imports nothing, so that zod stays out of them.

/** The popup's view, down. */
export const POPUP_VIEW = 'popup:view';
/** The window was shown with the view of this revision; answered by `onScreen`. */
export const POPUP_SHOWN = 'popup:shown';
/** A `PopupCommand`, up. */
export const POPUP_COMMAND = 'popup:command';

/** The main window's view, down. */
export const MAIN_VIEW = 'main:view';
/** A `MainCommand`, up; each is answered with a `CommandResult`. */
export const MAIN_COMMAND = 'main:command';
