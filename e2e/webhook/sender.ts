import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { en } from '../../src-core/locales/en/index.ts';
import type { WebhookRefusal } from '../../src-core/zoom/webhook-verification.ts';
import { agent } from '../../src-simulator/scenarios/people.ts';
import { calleeRinging, toExternalCaller, type ZoomEvent } from '../../src-simulator/zoom/zoom-events.ts';
import { WEBHOOK_SECRET } from '../../src-core/test-support/fakes.ts';
import type { WebhookProcess } from './terminal.ts';

/** A webhook and how to connect to it. */
export interface WebhookTarget {
  readonly url: string;
  /** host:port to connect to, if not the URL's */
  readonly connect?: string;
  /** file with the trusted certificate */
  readonly ca?: string;
}

/** The result of one kind of request; see send.sh. */
export interface SendResult {
  readonly name: string;
  readonly ok: boolean;
  readonly line: string;
}

/** Runs send.sh. @throws if it fails */
export async function send({ url, connect, ca }: WebhookTarget): Promise<readonly SendResult[]> {
  const child = spawn('bash', [join(import.meta.dirname, 'send.sh')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET,
      WEBHOOK_URL: url,
      ...(connect !== undefined && { WEBHOOK_CONNECT: connect }),
      ...(ca !== undefined && { WEBHOOK_CA: ca }),
    },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  await once(child, 'close');
  const results = output
    .trim()
    .split('\n')
    .map((line) => ({ line, ok: line.startsWith('ok '), name: line.split(' ')[1] ?? '' }));
  const code = results.every(({ ok }) => ok) ? 0 : 1;
  if (child.exitCode !== code || errors !== '')
    throw new Error(`send.sh ended with ${String(child.exitCode)} after:\n${output}${errors}`);
  return results;
}

/** Zoom's event of a call that rings now at extension 1002. */
export function createRingingEvent(callId: string): ZoomEvent {
  const now = Date.now();
  const leg = { party: agent, device: agent.app, number: agent.numbers[0] };
  return calleeRinging(
    { accountId: 'a', callId, caller: toExternalCaller('+819012345678'), leg, ringingAt: now },
    now,
  );
}

/** The terminal's notice for each kind of request of send.sh; null = none. */
export const EXPECTED_REFUSALS: Readonly<Record<string, WebhookRefusal | null>> = {
  validation: null,
  'validation-again': null,
  ringing: null,
  answered: null,
  ended: null,
  'in-chunks': null,
  'asked-first': null,
  replay: 'replayed',
  'other-path': 'path',
  'path-with-slash': 'path',
  get: 'method',
  put: 'method',
  'plain-text': 'type',
  'web-form': 'type',
  compressed: 'type',
  'no-signature': 'unsigned',
  'no-timestamp': 'unsigned',
  'two-signatures': 'unsigned',
  'unsigned-validation': 'unsigned',
  'other-secret': 'signature',
  'other-bytes': 'signature',
  old: 'too-old',
  ahead: 'too-old',
  'no-number-for-time': 'too-old',
  'no-json': 'not-json',
  empty: 'not-json',
  'two-lengths': 'not-json',
  'not-http': 'not-json',
  'announced-too-large': 'too-large',
  'asking-with-too-large': 'too-large',
  'chunks-too-large': 'too-large',
  'head-too-large': 'too-large',
  'slow-head': 'timeout',
  'slow-body': 'timeout',
  'body-cut-short': null,
};
const REASONS = [...new Set(Object.values(EXPECTED_REFUSALS))].filter((reason) => reason !== null);

/** The reason of each refused request in the terminal's notice; undefined for any other notice. */
export function getRefusalReasons(terminal: WebhookProcess): (WebhookRefusal | undefined)[] {
  return terminal.notices.map(({ code, message = '' }) =>
    code === 'webhook-refused'
      ? REASONS.find((reason) => message.includes(en[`why.webhook-${reason}`]))
      : undefined,
  );
}
