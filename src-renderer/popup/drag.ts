import type { Send } from './send.ts';

/** As in the main process. */
const CLICK_PX = 4;

/**
 * Whoever presses on a `.handle` (not on its buttons) drags the popup, and a double click puts it back to its place.
 * How far the pointer went is for the main process to see: here the page moves under it.
 */
export function listenForDrags(send: Send): void {
  // It has the pointer meanwhile, since no picture ever removes it.
  const root = document.documentElement;
  let pointer: number | null = null;
  let pressedAt = { x: 0, y: 0 };
  /** how many presses in a row were clicks on a handle */
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
    // The page moves along: two drags, one after the other, begin at one point of it, as the clicks of a double click do.
    if (Math.hypot(event.screenX - pressedAt.x, event.screenY - pressedAt.y) >= CLICK_PX) presses = 0;
    // Let go where nobody told us: the window was hidden meanwhile.
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
