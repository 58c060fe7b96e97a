/** How long to wait for the window to get its size. */
const PAINT_TIMEOUT_MS = 50;

/**
 * Resolves when the document as it is now has been painted in a window of this height (CSS pixels),
 * or after `PAINT_TIMEOUT_MS`. Height 0 = the size does not matter.
 */
export async function waitForPaint(height: number): Promise<void> {
  await Promise.race([
    waitForSize(height).then(waitForFramePaint),
    new Promise<void>((resolve) => setTimeout(resolve, PAINT_TIMEOUT_MS)),
  ]);
}

async function waitForSize(height: number): Promise<void> {
  // Content higher than the screen gets a window as high as the screen.
  // At a scale of 125 or 175 %, the heights may differ by a rounded pixel.
  const hasSize = (): boolean =>
    height === 0 ||
    Math.abs(window.innerHeight - height) <= 1 ||
    window.innerHeight >= window.screen.availHeight - 64;
  while (!hasSize())
    await new Promise((resolve) => window.addEventListener('resize', resolve, { once: true }));
}

/** A frame's callback runs before the frame is painted; a message posted from it arrives afterwards. */
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
