import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { getTranslate } from '../src-core/i18n/index.ts';
import type { Output } from '../src-core/service/app-state.ts';
import { ManualClock } from '../src-core/test-support/manual-clock.ts';
import { OutputWriter } from './output-writer.ts';

const ROOT = join('/', 'app');
const NOTICE: Output = { type: 'notice', notice: { level: 'warn', code: 'unsafe-link', params: {} } };

function createWriter(options: { shouldPrintJson: boolean; isDemo: boolean }) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const log: string[] = [];
  const on = vi.fn<(event: 'error', listener: () => void) => void>();
  const writer = new OutputWriter({
    ...options,
    log: { info: (text) => log.push(text), error: (text) => log.push(text) },
    stdout: { isTTY: false, write: (text) => lines.push(text), on },
    clock,
    context: () => ({ t: getTranslate('en'), country: 'JP', now: clock.now() }),
    root: ROOT,
  });
  return { writer, clock, lines, log, on, parse: () => lines.map((line): unknown => JSON.parse(line)) };
}

test('writes queued output in order after the card is shown', () => {
  const { writer, clock, log, parse } = createWriter({ shouldPrintJson: true, isDemo: false });
  writer.queue(NOTICE);
  writer.queue({ type: 'connection', connection: { state: 'connecting' }, otherSources: [] });
  // A timer of 0 ms brings the state, and with it the card.
  clock.advance(0);
  expect(log).toEqual([]);
  clock.advance(1);
  expect(log).toEqual(['notice warn unsafe-link {}', 'connection connecting']);
  expect(parse()).toMatchObject([
    { type: 'notice', code: 'unsafe-link' },
    { type: 'connection', state: 'connecting' },
  ]);
});

test('writes queued output once on flush', () => {
  const { writer, clock, lines } = createWriter({ shouldPrintJson: true, isDemo: false });
  writer.queue(NOTICE);
  writer.flush();
  clock.advance(1);
  expect(lines).toHaveLength(1);
});

test('prints readable lines without JSON only in a demo', () => {
  const app = createWriter({ shouldPrintJson: false, isDemo: false });
  const demo = createWriter({ shouldPrintJson: false, isDemo: true });
  for (const { writer } of [app, demo]) {
    writer.queue(NOTICE);
    writer.reportPainted('1', 12.3);
    writer.flush();
  }
  expect(app.lines).toEqual([]);
  expect(app.log).toEqual(['card 1 painted after 12.3 ms', 'notice warn unsafe-link {}']);
  expect(demo.lines).toHaveLength(1);
  expect(() => demo.parse()).toThrow();
});

test('prints a painted card as JSON at once, or in a demo with its screenshots', () => {
  const line = { type: 'popup', at: '2026-01-02T03:00:00.000Z', callId: '1', paintedMs: 12.3 };
  const app = createWriter({ shouldPrintJson: true, isDemo: false });
  app.writer.reportPainted('1', 12.3);
  expect(app.parse()).toEqual([{ ...line, screenshot: null, screenshots: [] }]);
  const demo = createWriter({ shouldPrintJson: true, isDemo: true });
  demo.writer.reportPainted('1', 12.3);
  expect(demo.lines).toEqual([]);
  demo.writer.reportScreenshots('1', [join(ROOT, 'demo-out', 'a.png'), join(ROOT, 'demo-out', 'b.png')]);
  demo.writer.reportScreenshots('2', []);
  const [a, b] = [join('demo-out', 'a.png'), join('demo-out', 'b.png')];
  expect(demo.parse()).toEqual([
    { ...line, screenshot: a, screenshots: [a, b] },
    { ...line, callId: '2', paintedMs: null, screenshot: null, screenshots: [] },
  ]);
});

test('lists the screenshots of a demo without JSON', () => {
  const { writer, lines } = createWriter({ shouldPrintJson: false, isDemo: true });
  writer.reportScreenshots('1', [join(ROOT, 'a.png'), join(ROOT, 'b.png')]);
  expect(lines).toEqual(['          a.png  b.png\n']);
});

test('ignores a closed stdout', () => {
  const { on } = createWriter({ shouldPrintJson: true, isDemo: false });
  expect(on.mock.calls.map(([event]) => event)).toEqual(['error']);
  expect(() => on.mock.calls[0]![1]()).not.toThrow();
});
