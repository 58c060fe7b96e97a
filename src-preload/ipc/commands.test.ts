import { expect, test } from 'vitest';
import { MainCommandSchema } from './main-window.ts';
import { PopupCommandSchema } from './popup.ts';

test.each([
  { type: 'ready' },
  { type: 'size', revision: 0, height: 10_000 },
  { type: 'copy', callId: 'x'.repeat(200) },
  { type: 'crmPage', callId: 'x', connector: 'y', page: 'create' },
])('The popup may send %j', (command) => {
  expect(PopupCommandSchema.parse(command)).toEqual(command);
});

test.each([
  null,
  { type: 'quit' },
  { type: 'ready', more: 1 },
  { type: 'size', revision: -1, height: 5 },
  { type: 'size', revision: 0.5, height: 5 },
  { type: 'size', revision: 1, height: 10_001 },
  { type: 'copy', callId: '' },
  { type: 'copy', callId: 'x'.repeat(201) },
  { type: 'open', callId: 'x', connector: 'y' },
  { type: 'crmPage', callId: 'x', connector: 'y', page: 'https://example.com' },
  { type: 'drag', phase: 'begin', x: 1 },
])('The popup may not send %j', (command) => {
  expect(PopupCommandSchema.safeParse(command).success).toBe(false);
});

test.each([
  { to: 'frame', command: { type: 'go', page: 'about' } },
  { to: 'welcome', command: { type: 'secret', id: 'zoom.clientSecret', value: 'x'.repeat(4_096) } },
  {
    to: 'settings',
    command: { type: 'set', id: 'pause.schedule', value: [{ days: [6], from: '', to: '' }] },
  },
])('The main window may send %j', (command) => {
  expect(MainCommandSchema.parse(command)).toEqual(command);
});

test.each([
  { type: 'ready' },
  { to: 'nowhere', command: { type: 'ready' } },
  { to: 'frame', command: { type: 'go', page: '../settings' } },
  { to: 'frame', command: { type: 'quit' }, more: 1 },
  { to: 'doctor', command: { type: 'more' } },
  { to: 'welcome', command: { type: 'set', id: 'language', value: 'ja' } },
  { to: 'settings', command: { type: 'set', id: 'language', value: { toString: 'x' } } },
  { to: 'settings', command: { type: 'set', id: 'language', value: 'x'.repeat(4_001) } },
  { to: 'settings', command: { type: 'set', id: 'x', value: [{ days: [7], from: '', to: '' }] } },
  { to: 'about', command: { type: 'openFolder', path: '/etc' } },
])('The main window may not send %j', (command) => {
  expect(MainCommandSchema.safeParse(command).success).toBe(false);
});
