import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../src-core/calls/call.ts';
import type { CallSnapshot } from '../../src-core/service/app-state.ts';
import { SettingsSchema, type Settings } from '../../src-core/settings/schema.ts';
import { checkSoundFile, readSound, findRingSound, findSoundFile } from './sounds.ts';

const ringing: Call = {
  callId: '1',
  state: 'ringing',
  round: 1,
  caller: {
    number: { kind: 'external', e164: '+819012345678', extension: null },
    name: null,
    connectionType: null,
  },
  callee: { userId: null, name: null, extension: null, number: null },
  via: null,
  transferredBy: null,
  consultedBy: null,
  ringingSince: 0,
  since: 0,
  answeredAt: null,
  answeredBy: null,
  onHold: false,
  voicemailSeconds: null,
  seenRinging: true,
  source: 'websocket',
};
const queue: Call = { ...ringing, via: { name: 'Sales', extension: '800', type: 'callQueue' } };
const withheld: Call = { ...ringing, caller: { ...ringing.caller, number: { kind: 'withheld' } } };
const internal: Call = {
  ...ringing,
  caller: { ...ringing.caller, number: { kind: 'extension', extension: '1045' } },
};

const sounds = (wanted: Partial<Settings['sounds']>): Pick<Settings, 'sounds'> =>
  SettingsSchema.parse({ sounds: wanted });
const cards = (...calls: Call[]): CallSnapshot[] =>
  calls.map((call) => ({ call, lookup: { status: 'skipped' }, missedToday: 0, crmPages: [] }));
const getKind = (sound: ReturnType<typeof findRingSound>): string | undefined =>
  /^app:\/\/chakushin\/sound\/(\w+)\?v=[0-9a-f]{8}$/u.exec(sound?.url ?? '')?.[1];

describe('findRingSound', () => {
  const all = sounds({ external: 'chime', internal: 'bell', queue: '/own/ring.mp3', withheld: 'chime' });

  test.each([
    ['external', ringing],
    ['internal', internal],
    ['queue', queue],
    ['withheld', withheld],
  ])('returns the sound of a call that is %s', (kind, call) => {
    expect(getKind(findRingSound(cards(call), all))).toBe(kind);
  });

  test('uses the volume of the settings', () => {
    expect(findRingSound(cards(ringing), sounds({ external: 'chime', volume: 35 }))?.volume).toBe(0.35);
    expect(findRingSound(cards(ringing), sounds({ external: 'chime', volume: 0 }))).toBeNull();
  });

  test('returns null by default and when no call rings', () => {
    expect(findRingSound(cards(ringing), sounds({}))).toBeNull();
    expect(findRingSound([], all)).toBeNull();
    for (const state of ['answered', 'missed', 'ended', 'answered-elsewhere'] as const)
      expect(findRingSound(cards({ ...ringing, state }), all)).toBeNull();
  });

  test('chooses the newest ringing call that has a sound', () => {
    const settings = sounds({ external: 'chime', withheld: 'bell' });
    expect(getKind(findRingSound(cards(withheld, ringing), settings))).toBe('withheld');
    expect(getKind(findRingSound(cards(queue, ringing, withheld), settings))).toBe('external');
    expect(getKind(findRingSound(cards({ ...withheld, state: 'answered' }, ringing), settings))).toBe(
      'external',
    );
  });

  test('gives each sound its own address without its path', () => {
    const url = (external: string): string | undefined =>
      findRingSound(cards(ringing), sounds({ external }))?.url;
    expect(url('chime')).toBe(url('chime'));
    expect(new Set([url('chime'), url('bell'), url('/home/me/a.wav'), url('/home/me/b.wav')]).size).toBe(4);
    expect(url('/home/me/a.wav')).not.toMatch(/home|wav/u);
  });
});

test('findSoundFile returns the file of a kind of call and null for other names', () => {
  const settings = sounds({ external: 'chime', internal: 'bell', queue: '/own/ring.mp3' });
  const file = (name: string): string | null => findSoundFile(name, settings, '/app/sounds');
  expect(file('external')).toBe(join('/app/sounds', 'chime.wav'));
  expect(file('internal')).toBe(join('/app/sounds', 'bell.wav'));
  expect(file('queue')).toBe('/own/ring.mp3');
  for (const name of ['withheld', 'volume', 'chime', '', '../external', '/etc/passwd', 'constructor'])
    expect(file(name)).toBeNull();
});

describe('an own sound file', () => {
  let folder = '';
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content, 'latin1');
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chakushin-sounds-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['ring.wav', 'RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
    ['ring.mp3', 'ID3\x04\0', 'audio/mpeg'],
    ['bare.MP3', '\xff\xfb\x90\x64', 'audio/mpeg'],
    ['ring.ogg', 'OggS\0', 'audio/ogg'],
    ['ring.oga', 'OggS\0', 'audio/ogg'],
    ['ring.opus', 'OggS\0', 'audio/ogg'],
    ['ring.flac', 'fLaC\0', 'audio/flac'],
    ['ring.m4a', '\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['ring.aac', '\xff\xf1\x50\x80', 'audio/aac'],
    ['着信 音.wav', 'RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
  ])('accepts %s', async (name, content, type) => {
    const path = file(name, content);
    expect(await checkSoundFile(path)).toBe('ok');
    expect(await readSound(path)).toMatchObject({ type, body: Buffer.from(content, 'latin1') });
  });

  test.each([
    ['ring.txt', 'RIFF\x24\0\0\0WAVEfmt '],
    ['ring', 'RIFF\x24\0\0\0WAVEfmt '],
    ['secret.wav', 'root:x:0:0:'],
    ['picture.wav', 'RIFF\x24\0\0\0WEBPVP8 '],
    ['empty.mp3', ''],
    ['one.mp3', '\xff'],
  ])('rejects %s', async (name, content) => {
    expect(await checkSoundFile(file(name, content))).toBe('not-a-sound');
  });

  test('rejects a folder and a pipe without opening the pipe', async () => {
    mkdirSync(join(folder, 'folder.wav'));
    expect(await checkSoundFile(join(folder, 'folder.wav'))).toBe('not-a-sound');
    if (process.platform === 'win32') return;
    const pipe = join(folder, 'pipe.wav');
    execFileSync('mkfifo', [pipe]);
    expect(await checkSoundFile(pipe)).toBe('not-a-sound');
  });

  test('distinguishes missing, unreadable and too large files', async () => {
    expect(await checkSoundFile(join(folder, 'nowhere.wav'))).toBe('missing');
    expect(await checkSoundFile('relative.wav')).toBe('missing');
    const loop = join(folder, 'loop.wav');
    symlinkSync(loop, loop);
    expect(await checkSoundFile(loop)).toBe('unreadable');
    const large = file('large.wav', 'RIFF\x24\0\0\0WAVEfmt ');
    truncateSync(large, 10 * 1024 * 1024);
    expect(await checkSoundFile(large)).toBe('ok');
    truncateSync(large, 10 * 1024 * 1024 + 1);
    expect(await checkSoundFile(large)).toBe('too-large');
  });
});

test.each(['chime', 'bell'])('the built-in sound %s is valid and small', async (name) => {
  const path = join(import.meta.dirname, '..', '..', 'resources', 'sounds', `${name}.wav`);
  const sound = await readSound(path);
  expect(sound).toMatchObject({ type: 'audio/wav' });
  expect('body' in sound && sound.body.length).toBeLessThan(150_000);
});
