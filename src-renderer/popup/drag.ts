import type { PopupBridge } from '../../src-preload/ipc/popup.ts';

/** As in the main process. */
const CLICK_PX = 4;

/**
 * Lets the user drag the popup by a `.handle` (not by its buttons), and reset its position with a double click.
 * The main process measures the distance, because here the page moves along with the pointer.
 */
export function listenForDrags(send: PopupBridge['send']): void {
  // The root element captures the pointer, because no update removes it.
  const root = document.documentElement;
  let pointer: number | null = null;
  let pressedAt = { x: 0, y: 0 };
  /** consecutive clicks on a handle */
  let presses = 0;

  const end = (): void => {
    if (pointer === null) return;
    pointer = null;
    root.classList.remove('dragging');
    send({ type: 'drag', phase: 'end' });
  };
  root.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    presses = isHandle(event.target) ? presses + 1 : 0;
    if (presses === 0) return;
    pointer = event.pointerId;
    pressedAt = { x: event.screenX, y: event.screenY };
    root.setPointerCapture(pointer);
    root.classList.add('dragging');
    send({ type: 'drag', phase: 'begin' });
  });
  root.addEventListener('pointermove', (event) => {
    if (event.pointerId !== pointer) return;
    // As the page moves along, two successive drags begin at the same point of it and look like a double click.
    if (Math.hypot(event.screenX - pressedAt.x, event.screenY - pressedAt.y) >= CLICK_PX) presses = 0;
    // Without a `pointerup`: the window was hidden when the button was released.
    if (event.buttons === 0) end();
    else send({ type: 'drag', phase: 'move' });
  });
  root.addEventListener('lostpointercapture', end);
  root.addEventListener('dblclick', () => {
    if (presses > 1) send({ type: 'drag', phase: 'reset' });
  });
}

function isHandle(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.handle') !== null && target.closest('button') === null;
}
