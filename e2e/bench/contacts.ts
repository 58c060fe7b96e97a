/**
 * The cost of a contacts file with a million people: memory, time to load, how long the event loop is blocked, and the time
 * of a look-up.
 * Usage: npm run bench -- contacts [PEOPLE]
 */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { ContactsFile } from '../../src-core/contacts/contacts-file.ts';

const PEOPLE = Number(process.argv[2] ?? 1_000_000);
const LOOKUPS = 100_000;
const GOAL_MS = 1;

// Without a command-line flag, so that it runs the same in tsx and Electron.
setFlagsFromString('--expose-gc');
const collectGarbage = z
  .custom<() => void>((value) => typeof value === 'function')
  .parse(runInNewContext('gc'));

const FAMILIES =
  toPairs(`佐藤 さとう 鈴木 すずき 高橋 たかはし 田中 たなか 伊藤 いとう 渡辺 わたなべ 山本 やまもと
  中村 なかむら 小林 こばやし 加藤 かとう 吉田 よしだ 山田 やまだ 佐々木 ささき 山口 やまぐち 松本 まつもと
  井上 いのうえ 木村 きむら 林 はやし 斎藤 さいとう 清水 しみず 山崎 やまざき 阿部 あべ 森 もり 池田 いけだ
  橋本 はしもと 石川 いしかわ 山下 やました 小川 おがわ 石井 いしい 長谷川 はせがわ 後藤 ごとう 岡田 おかだ`);
const GIVEN_NAMES =
  toPairs(`翔 しょう 健一 けんいち 大輔 だいすけ 誠 まこと 恵子 けいこ 美咲 みさき 陽子 ようこ 真理子 まりこ
  直樹 なおき さくら さくら 一郎 いちろう 由美 ゆみ 拓也 たくや 智子 ともこ 浩 ひろし 明美 あけみ 隆 たかし
  久美子 くみこ 健太 けんた 優子 ゆうこ 和也 かずや 裕子 ゆうこ 学 まなぶ 愛 あい 亮 りょう 葵 あおい`);
const TRADES = 'みどり歯科 中央製作所 東和電機 北斗運輸 さくら不動産 大和商事 丸山工務店 青葉薬局'.split(' ');
const TITLES = ['', '課長', '部長', '院長', '主任', '営業部 課長代理'];
const OWNERS = '高橋 佐藤 鈴木 木村 井上 森'.split(' ');
const PLANS = 'スタンダード プレミアム 法人契約 体験'.split(' ');

const folder = mkdtempSync(join(tmpdir(), 'chakushin-contacts-'));
try {
  const path = join(folder, 'contacts.csv');
  await writePeople(path);
  printLine('file', `${formatMb(statSync(path).size)}, ${PEOPLE} people`);
  await pause(100);
  collectGarbage();
  const before = measureMemory();
  printLine('before', before.text);

  const contacts = new ContactsFile({ path, country: 'JP', onReport: () => undefined });
  const pauses = watchGc();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const cpu = process.cpuUsage();
  contacts.start();
  await contacts.find({ kind: 'external', e164: '+819000000000', extension: null });
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const { state, people, numbers, elapsedMs, problemCount } = contacts.report;
  printLine('loaded', `${state}: ${people} people, ${numbers} numbers, ${problemCount} problems`);
  printLine(
    'load time',
    `${((elapsedMs ?? NaN) / 1_000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`,
  );
  const blocked = [delay.percentile(99), delay.percentile(99.9), delay.max].map((ns) =>
    (ns / 1e6).toFixed(1),
  );
  printLine('event loop held up', `99 % ${blocked[0]} ms, 99.9 % ${blocked[1]} ms, longest ${blocked[2]} ms`);
  printLine('garbage collections', pauses());
  printLine('peak', `rss ${formatMb(peak)}`);
  printLine('after', measureMemory().text);
  await pause(100);
  const collecting = performance.now();
  collectGarbage();
  const fullGc = performance.now() - collecting;
  await pause(1_000);
  collectGarbage();
  const after = measureMemory();
  printLine('after collection', `${after.text}; one full collection ${fullGc.toFixed(0)} ms`);
  printLine('held', `rss ${formatMb(after.rss - before.rss)} over the beginning`);

  const times: number[] = [];
  let known = 0;
  for (let turn = 0; turn < LOOKUPS; turn += 1) {
    const e164 =
      turn % 2 === 0 ? toMobileNumber(random(PEOPLE)) : `+8170${String(10_000_000 + random(80_000_000))}`;
    const began = performance.now();
    const { matches } = await contacts.find({ kind: 'external', e164, extension: null });
    times.push(performance.now() - began);
    known += Math.min(matches.length, 1);
  }
  contacts.stop();
  times.sort((a, b) => a - b);
  const [p50 = NaN, p99 = NaN, max = NaN] = [0.5, 0.99, 1].map(
    (share) => times[Math.ceil(times.length * share) - 1],
  );
  printLine(
    'look-up',
    `median ${p50.toFixed(4)} ms, 99th percentile ${p99.toFixed(4)} ms (goal: under ${GOAL_MS}), ` +
      `longest ${max.toFixed(2)} ms; ${known} of ${LOOKUPS} known`,
  );
  process.exitCode = p99 < GOAL_MS && people === PEOPLE && known === LOOKUPS / 2 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function printLine(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(20)} ${text}\n`);
}

function formatMb(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

function measureMemory(): { rss: number; text: string } {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss, text: `rss ${formatMb(rss)}, heap ${formatMb(heapUsed)}, buffers ${formatMb(arrayBuffers)}` };
}

/** Observes garbage collections. Returns a function for their cost so far. */
function watchGc(): () => string {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) durations.push(duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    observer.disconnect();
    const total = durations.reduce((sum, duration) => sum + duration, 0);
    const longest = durations.reduce((max, duration) => Math.max(max, duration), 0);
    return `${durations.length}, ${total.toFixed(0)} ms in all, the longest ${longest.toFixed(0)} ms`;
  };
}

async function writePeople(path: string): Promise<void> {
  const stream = createWriteStream(path);
  stream.write('顧客番号,氏名,ふりがな,会社名,役職,電話番号,携帯電話,担当,URL,プラン,前回のご連絡\n');
  for (let row = 0; row < PEOPLE; row += 1) {
    if (!stream.write(`${toCsvRow(row)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

function toCsvRow(row: number): string {
  const [family = '', familyReading = ''] = FAMILIES[random(FAMILIES.length)] ?? [];
  const [given = '', givenReading = ''] = GIVEN_NAMES[random(GIVEN_NAMES.length)] ?? [];
  // Four people of each company share its number.
  const company = Math.floor(row / 4);
  const landline = `0${3 + 3 * (company % 2)}-${3000 + (company % 6000)}-${String(Math.floor(company / 6_000)).padStart(4, '0')}`;
  const mobileDigits = toMobileNumber(row).slice(3);
  return [
    `C${row}`,
    `${family} ${given}`,
    `${familyReading} ${givenReading}`,
    `${pick(TRADES)}${company}`,
    pick(TITLES),
    landline,
    `0${mobileDigits.slice(0, 2)}-${mobileDigits.slice(2, 6)}-${mobileDigits.slice(6)}`,
    pick(OWNERS),
    `https://crm.example.com/c/${row}`,
    pick(PLANS),
    `${1 + random(12)}月${1 + random(28)}日`,
  ].join(',');
}

/** Distinct numbers, spread over the whole range. */
function toMobileNumber(row: number): string {
  return `+8190${String(10_000_000 + ((row * 7_368_787) % 89_999_999))}`;
}

function pick(list: readonly string[]): string {
  return list[random(list.length)] ?? '';
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function toPairs(text: string): readonly (readonly string[])[] {
  const list = text.split(/\s+/u);
  return Array.from({ length: list.length / 2 }, (_, pair) => list.slice(pair * 2, pair * 2 + 2));
}
