const PAGE_BYTES = 1024 * 1024;
const END = 0x0a;

/**
 * Texts packed into a few large buffers, at most 4 GB. Millions of strings would take many times the memory,
 * and time in every garbage collection.
 */
export class StringArena {
  readonly #pages: Buffer[] = [];
  /** bytes in the last page */
  #used = PAGE_BYTES;

  /**
   * @param text without line breaks
   * @returns its offset
   */
  add(text: string): number {
    const bytes = Buffer.byteLength(text) + 1;
    // A text larger than a page gets its own.
    if (this.#used + bytes > PAGE_BYTES) {
      this.#pages.push(Buffer.allocUnsafeSlow(Math.max(bytes, PAGE_BYTES)));
      this.#used = 0;
    }
    const page = this.#pages.length - 1;
    const start = this.#used;
    this.#pages[page]?.write(`${text}\n`, start);
    this.#used += bytes;
    return page * PAGE_BYTES + start;
  }

  at(offset: number): string {
    const page = this.#pages[Math.floor(offset / PAGE_BYTES)];
    if (page === undefined) throw new RangeError('nothing is kept there');
    const start = offset % PAGE_BYTES;
    return page.toString('utf8', start, page.indexOf(END, start));
  }
}
