/** A window that does not get its size within this is as good as it will be. */
const LIMIT_MS = 50;

/**
 * Resolves when what is in the document now has been painted in a window of this height (CSS pixels),
 * or after 50 ms. Height 0 = the size does not matter.
 */
export async function painted(height: number): Promise<void> {
  await Promise.race([paintedInSize(height), new Promise<void>((resolve) => setTimeout(resolve, LIMIT_MS))]);
}

async function paintedInSize(height: number): Promise<void> {
  // A picture higher than the screen gets a window as high as the screen.
  const fits = (): boolean => height === 0 || window.innerHeight === height || window.innerHeight >= window.screen.availHeight - 64;
  if (!fits()) {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!fits()) return;
        window.removeEventListener('resize', check);
        resolve();
      };
      window.addEventListener('resize', check);
    });
  }
  await frame();
  // The first callback runs before its frame is painted, the second after.
  await frame();
}

function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
