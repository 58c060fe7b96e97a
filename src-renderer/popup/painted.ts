/** A window that does not get its size within this is as good as it will be. */
const PAINT_TIMEOUT_MS = 50;

/**
 * Resolves when what is in the document now has been painted in a window of this height (CSS pixels),
 * or after 50 ms. Height 0 = the size does not matter.
 */
export async function waitForPaint(height: number): Promise<void> {
  await Promise.race([
    waitForPaintInSize(height),
    new Promise<void>((resolve) => setTimeout(resolve, PAINT_TIMEOUT_MS)),
  ]);
}

async function waitForPaintInSize(height: number): Promise<void> {
  // A picture higher than the screen gets a window as high as the screen.
  // At 125 or 175 % a whole pixel of the page is none of the window.
  const hasSize = (): boolean =>
    height === 0 ||
    Math.abs(window.innerHeight - height) <= 1 ||
    window.innerHeight >= window.screen.availHeight - 64;
  if (!hasSize()) {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!hasSize()) return;
        window.removeEventListener('resize', check);
        resolve();
      };
      window.addEventListener('resize', check);
    });
  }
  await waitForFramePaint();
}

/** The callback of a frame runs before it is painted; a message posted from there arrives when it was handed over. */
function waitForFramePaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}
