/** A client of the simulator's core without sockets, which records what it receives. */
import { z } from 'zod';
import { ManualClock } from './manual-clock.ts';
import {
  createZoom,
  type Zoom,
  type ZoomAnswer,
  type ZoomSocketHandler,
  type ZoomOptions,
} from '../../src-simulator/zoom/zoom.ts';

/** Throws if the server does not answer. */
function parseBody(answer: ZoomAnswer): unknown {
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
  return JSON.parse(answer.body);
}

/** A Zoom with its own clock. */
export function createZoomWithClock(options: Partial<ZoomOptions> = {}): { zoom: Zoom; clock: ManualClock } {
  const clock = new ManualClock();
  const zoom = createZoom({ now: clock.now, after: clock.after, ...options });
  return { zoom, clock };
}

export function requestToken(zoom: Zoom, form: Readonly<Record<string, string>> = {}): ZoomAnswer {
  return zoom.request({
    method: 'POST',
    path: '/oauth/token',
    headers: {
      authorization: `Basic ${Buffer.from('sim-client:sim-secret').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'account_credentials',
      account_id: 'sim-account',
      ...form,
    }).toString(),
  });
}

export function fetchToken(zoom: Zoom): string {
  return z.object({ access_token: z.string() }).parse(parseBody(requestToken(zoom))).access_token;
}

export function get(zoom: Zoom, path: string, bearer = fetchToken(zoom)): ZoomAnswer {
  return zoom.request({ method: 'GET', path, headers: { authorization: `Bearer ${bearer}` }, body: '' });
}

/** Throws if the server does not answer. */
export function getJson(zoom: Zoom, path: string, bearer?: string): { status: number; json: unknown } {
  const answer = get(zoom, path, bearer);
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
  return { status: answer.status, json: parseBody(answer) };
}

/** One connection to the event WebSocket. */
export class SimulatorClient {
  /** Received frames: text parsed as JSON, binary ones unchanged. */
  readonly frames: unknown[] = [];
  /** How the server closed it, such as `1000 Bye`; null while it is open. */
  closed: string | null = null;
  readonly #handler: ZoomSocketHandler | null;
  /** The result of the upgrade. */
  readonly upgrade: 'accept' | 'refuse' | 'cut' | 'never';

  constructor(zoom: Zoom, accessToken = fetchToken(zoom), name = 'visitor') {
    const query = new URLSearchParams({ subscriptionId: 'sim-subscription', access_token: accessToken });
    const upgrade = zoom.upgrade(`/ws?${query.toString()}`, name);
    this.upgrade = upgrade.kind;
    if (upgrade.kind !== 'accept') {
      this.#handler = null;
      return;
    }
    this.#handler = upgrade.attach({
      send: (data) => {
        if (this.closed !== null) throw new Error('The server sends after it closed.');
        this.frames.push(typeof data === 'string' ? JSON.parse(data) : data);
      },
      close: (code, reason) => {
        this.closed = `${code} ${reason}`.trim();
      },
    });
  }

  get lastFrame(): unknown {
    return this.frames.at(-1);
  }

  /** The received events in order of arrival. */
  get events(): unknown[] {
    return this.frames.flatMap((frame): unknown[] => {
      const message = z.object({ module: z.literal('message'), content: z.string() }).safeParse(frame);
      return message.success ? [JSON.parse(message.data.content)] : [];
    });
  }

  /** Sends a heartbeat. Returns whether the server answered it. */
  sendHeartbeat(): boolean {
    const before = this.frames.length;
    this.#handler?.onMessage('{"module":"heartbeat"}');
    return this.frames.length > before;
  }

  close(): void {
    this.#handler?.onClose();
  }
}
