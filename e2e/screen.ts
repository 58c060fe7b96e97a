import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** In pixels of the screen. */
export interface ScreenRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Like expect.poll, but it looks often: its own intervals grow to a second, which is what a test then takes.
 * @param message what is waited for, as a sentence
 */
export function eventually<T>(probe: () => T | Promise<T>, message?: string, timeout = 60_000) {
  return expect.poll(probe, { intervals: [20, 50], timeout, ...(message !== undefined && { message }) });
}

/** A program that hangs must not hang the tests. */
const TOOL_TIMEOUT_MS = 60_000;

/** Runs an X tool and returns what it printed, trimmed. Throws when it fails or hangs. */
export function runTool(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    timeout: TOOL_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/** The X id of the window that has the keyboard, as a decimal number; empty when none has. */
export function getActiveWindow(): string {
  try {
    return runTool('xdotool', 'getactivewindow');
  } catch {
    return '';
  }
}

/** A real click of the left button in the middle of `rect`: it goes through the X server as the hand's would. */
export function clickOn(rect: ScreenRect): void {
  const x = Math.round(rect.x + rect.width / 2);
  const y = Math.round(rect.y + rect.height / 2);
  runTool('xdotool', 'mousemove', String(x), String(y), 'click', '1');
}

/** Types `text` into whatever window has the keyboard, one key every `delayMs`; resolves when all keys were struck. */
export async function typeText(text: string, delayMs: number): Promise<void> {
  const child = spawn('xdotool', ['type', '--delay', String(delayMs), '--', text], {
    stdio: 'ignore',
    timeout: text.length * delayMs * 4 + TOOL_TIMEOUT_MS,
  });
  await once(child, 'exit');
  if (child.exitCode !== 0)
    throw new Error(`xdotool type ended with ${child.exitCode ?? child.signalCode ?? '?'}`);
}

/** Another program's window, into which a person types: an xterm whose shell writes every line to a file. */
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

  /** Opens it and gives it the keyboard. @param folder for its file @param geometry of xterm: columns, lines, place */
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
      // Without --sync: with it, xdotool can wait for ever.
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

  /** Makes it as large as the screen. */
  maximize(): void {
    runTool('wmctrl', '-i', '-r', this.id, '-b', 'add,maximized_vert,maximized_horz');
  }

  /** The lines typed so far; one that is not ended by Return is not among them. */
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
 * The X server's own picture of the screen, read from the file that it keeps it in (an XWD dump mapped into
 * memory): a sample takes microseconds, so that no frame goes unseen.
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

  /** The pixels of `rect` now, row by row, as 32-bit numbers whose lower 24 bits are red, green, blue. */
  read(rect: ScreenRect): Uint32Array {
    const { x, y, width, height } = rect;
    // The rows at once: one system call is one moment.
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

/** The share of pixels that are alike in two pictures of the same size, 0 to 1. */
export function getSimilarity(a: Uint32Array, b: Uint32Array): number {
  if (a.length !== b.length || a.length === 0) return 0;
  let same = 0;
  for (const [index, pixel] of a.entries()) if (pixel === b[index]) same += 1;
  return same / a.length;
}
