import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** In screen pixels. */
export interface ScreenRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Like expect.poll, but polls often: expect.poll's intervals grow to a second, which would slow the tests.
 * @param message the awaited state, as a sentence
 */
export function eventually<T>(probe: () => T | Promise<T>, message?: string, timeout = 60_000) {
  return expect.poll(probe, { intervals: [20, 50], timeout, ...(message !== undefined && { message }) });
}

/** Keeps a hanging program from blocking the tests. */
const TOOL_TIMEOUT_MS = 60_000;

/** Runs an X tool and returns its trimmed output. Throws if it fails or hangs. */
export function runTool(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    timeout: TOOL_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/** The decimal X id of the focused window; empty if no window has the focus. */
export function getActiveWindow(): string {
  try {
    return runTool('xdotool', 'getactivewindow');
  } catch {
    return '';
  }
}

/** A left click in the middle of `rect` through the X server, like a real one. */
export function clickOn(rect: ScreenRect): void {
  const x = Math.round(rect.x + rect.width / 2);
  const y = Math.round(rect.y + rect.height / 2);
  runTool('xdotool', 'mousemove', String(x), String(y), 'click', '1');
}

/** Types `text` into the focused window, one key every `delayMs`. Resolves after the last key. */
export async function typeText(text: string, delayMs: number): Promise<void> {
  const child = spawn('xdotool', ['type', '--delay', String(delayMs), '--', text], {
    stdio: 'ignore',
    timeout: text.length * delayMs * 4 + TOOL_TIMEOUT_MS,
  });
  await once(child, 'exit');
  if (child.exitCode !== 0)
    throw new Error(`xdotool type ended with ${child.exitCode ?? child.signalCode ?? '?'}`);
}

/** Another program's window for typing: an xterm whose shell writes every line to a file. */
export class XtermWindow {
  /** X id, as a decimal number */
  readonly id: string;
  readonly #file: string;
  readonly #child: ReturnType<typeof spawn>;

  private constructor(id: string, file: string, child: ReturnType<typeof spawn>) {
    this.id = id;
    this.#file = file;
    this.#child = child;
  }

  /** Opens and focuses it. @param folder for its file @param geometry of xterm: columns, lines, position */
  static async open(folder: string, geometry = '80x24+40+300'): Promise<XtermWindow> {
    const title = `terminal-${process.pid}-${Date.now()}`;
    const file = join(folder, `${title}.txt`);
    const child = spawn(
      'xterm',
      ['-title', title, '-geometry', geometry, '-e', 'sh', '-c', 'cat > "$0"', file],
      {
        stdio: 'ignore',
      },
    );
    const find = (): string => {
      try {
        return runTool('xdotool', 'search', '--onlyvisible', '--name', `^${title}$`);
      } catch {
        return '';
      }
    };
    const opened = async (): Promise<XtermWindow> => {
      await eventually(find, 'xterm opens its window').toMatch(/^\d+$/u);
      const terminal = new XtermWindow(find(), file, child);
      // Without --sync, with which xdotool may never return.
      runTool('xdotool', 'windowactivate', terminal.id);
      await eventually(getActiveWindow, 'the terminal has the keyboard').toBe(terminal.id);
      return terminal;
    };
    try {
      return await opened();
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  maximize(): void {
    runTool('wmctrl', '-i', '-r', this.id, '-b', 'add,maximized_vert,maximized_horz');
  }

  /** The typed lines; a line counts only after Return. */
  readTyped(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

/**
 * The X server's framebuffer, read from its memory-mapped XWD file. A sample takes microseconds, so no frame is missed.
 */
export class Framebuffer {
  readonly width: number;
  readonly height: number;
  readonly #file: number;
  readonly #pixelsOffset: number;
  readonly #stride: number;

  constructor() {
    const folder = process.env['CHAKUSHIN_FBDIR'];
    if (folder === undefined)
      throw new Error('CHAKUSHIN_FBDIR is not set: run the tests by "npm run test:e2e"');
    this.#file = openSync(join(folder, 'Xvfb_screen0'), 'r');
    const header = Buffer.alloc(100);
    readSync(this.#file, header, 0, header.length, 0);
    const field = (index: number): number => header.readUInt32BE(index * 4);
    // See XWDFile.h: header_size, pixmap_width, pixmap_height, bits_per_pixel, bytes_per_line, ncolors.
    this.width = field(4);
    this.height = field(5);
    this.#stride = field(12);
    this.#pixelsOffset = field(0) + field(19) * 12;
    if (field(11) !== 32) throw new Error(`the screen has ${field(11)} bits per pixel, not 32`);
  }

  /** The current pixels of `rect`, row by row, as 32-bit numbers whose lower 24 bits are red, green, blue. */
  read(rect: ScreenRect): Uint32Array {
    const { x, y, width, height } = rect;
    // One system call reads all rows, so that they are of the same moment.
    const rows = Buffer.alloc(this.#stride * height);
    readSync(this.#file, rows, 0, rows.length, this.#pixelsOffset + y * this.#stride);
    const pixels = new Uint32Array(width * height);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        pixels[row * width + column] = rows.readUInt32LE(row * this.#stride + (x + column) * 4) & 0xffffff;
      }
    }
    return pixels;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The share of equal pixels in two pictures of the same size, 0 to 1. */
export function getSimilarity(a: Uint32Array, b: Uint32Array): number {
  if (a.length !== b.length || a.length === 0) return 0;
  let same = 0;
  for (const [index, pixel] of a.entries()) if (pixel === b[index]) same += 1;
  return same / a.length;
}
