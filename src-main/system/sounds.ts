import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import type { CallSnapshot } from '../../src-core/service/app-state.ts';
import { getCallClass } from '../../src-core/service/screen-pop.ts';
import { BUILT_IN_SOUNDS, type CallClass, type Settings } from '../../src-core/settings/schema.ts';
import { isMissing, toErrorCode } from '../../src-core/util/file-watcher.ts';
import { APP_ORIGIN, SOUND_PATH } from '../../src-preload/ipc/app-origin.ts';
import type { SoundView } from '../../src-preload/ipc/popup.ts';

/** Larger files would only fill the memory: a ring is short. */
const MAX_SOUND_BYTES = 10 * 1024 * 1024;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.flac': 'audio/flac',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
};

/** without a dot */
export const SOUND_EXTENSIONS = Object.keys(CONTENT_TYPES).map((extension) => extension.slice(1));

export const CALL_CLASSES: readonly CallClass[] = ['external', 'internal', 'queue', 'withheld'];

/** The sound of the newest ringing call that has one. @param cards newest first */
export function findRingSound(
  cards: readonly CallSnapshot[],
  settings: Pick<Settings, 'sounds'>,
): SoundView | null {
  const ringingClasses = cards.flatMap(({ call }) => (call.state === 'ringing' ? [getCallClass(call)] : []));
  const kind = ringingClasses.find((one) => settings.sounds[one] !== 'none');
  return kind === undefined ? null : findSound(kind, settings);
}

/** Null = silent. */
export function findSound(kind: CallClass, { sounds }: Pick<Settings, 'sounds'>): SoundView | null {
  if (sounds.volume === 0 || sounds[kind] === 'none') return null;
  // Changes the address with the sound, without revealing its path to the window.
  const version = createHash('sha256').update(sounds[kind]).digest('hex').slice(0, 8);
  return { url: `${APP_ORIGIN}${SOUND_PATH}${kind}?v=${version}`, volume: sounds.volume / 100 };
}

/** The file of a sound. `name` is a kind of call, as a window sends it; null if it is unknown or silent. */
export function findSoundFile(
  name: string,
  { sounds }: Pick<Settings, 'sounds'>,
  folder: string,
): string | null {
  const kind = CALL_CLASSES.find((one) => one === name);
  if (kind === undefined || sounds[kind] === 'none') return null;
  const builtIn = BUILT_IN_SOUNDS.find((one) => one === sounds[kind]);
  return builtIn === undefined ? sounds[kind] : join(folder, `${builtIn}.wav`);
}

/** Its sentence is `soundFile.<problem>` in i18n. */
export type SoundProblem = 'missing' | 'unreadable' | 'too-large' | 'not-a-sound';

/** Whether this file can be a ring. Reads the whole file. */
export async function checkSoundFile(path: string): Promise<'ok' | SoundProblem> {
  const sound = await readSound(path);
  return 'problem' in sound ? sound.problem : 'ok';
}

/** The sound in this file with its content type. Files of other types are never served. */
export async function readSound(
  path: string,
): Promise<{ readonly body: Buffer; readonly type: string } | { readonly problem: SoundProblem }> {
  if (!isAbsolute(path)) return { problem: 'missing' };
  const type = CONTENT_TYPES[extname(path).toLowerCase()];
  if (type === undefined) return { problem: 'not-a-sound' };
  try {
    const stats = await stat(path);
    // Reading a pipe or a device would never end.
    if (!stats.isFile()) return { problem: 'not-a-sound' };
    if (stats.size > MAX_SOUND_BYTES) return { problem: 'too-large' };
    const body = await readFile(path);
    return hasSoundSignature(body) ? { body, type } : { problem: 'not-a-sound' };
  } catch (error) {
    return { problem: isMissing(toErrorCode(error)) ? 'missing' : 'unreadable' };
  }
}

/** Whether it starts like a sound of any type: players go by the content, not by the name. */
function hasSoundSignature(body: Buffer): boolean {
  const text = (from: number, to: number): string => body.toString('latin1', from, to);
  if (text(0, 4) === 'RIFF') return text(8, 12) === 'WAVE';
  if (['OggS', 'fLaC', 'ADIF'].includes(text(0, 4))) return true;
  if (text(0, 3) === 'ID3' || text(4, 8) === 'ftyp') return true;
  // A frame of MP3 or AAC starts with eleven set bits.
  const [first = 0, second = 0] = body;
  return first === 0xff && (second & 0xe0) === 0xe0;
}
