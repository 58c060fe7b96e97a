import type { Clock } from '../clock.ts';
import type { Translate } from '../i18n/index.ts';
import type { ZoomAccount } from '../settings/read.ts';
import { afterEnding, FRESH_START, type Ending } from '../sources/reconnect.ts';
import { holdSession, sessionUrl } from '../sources/socket-session.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { Transport } from '../http/transport.ts';
import { found, type Finding } from './check.ts';
import { troubleFinding } from './trouble.ts';

/** From the welcome to the answer of the first heartbeat. */
const BEAT_MS = 10_000;

/** What the check needs. */
export interface WebsocketOptions {
  readonly account: ZoomAccount;
  readonly api: ZoomApi;
  readonly transport: Transport;
  readonly clock: Clock;
  /** in [0, 1) */
  readonly random: () => number;
  readonly t: Translate;
}

/**
 * Connects to Zoom's event WebSocket until a heartbeat is answered. What Zoom does not accept is tried as often and
 * with the tokens as the app would. Zoom closes another connection of the subscription. Rejects as `freshToken` does.
 *
 * @param options.api with a token
 */
export async function checkWebsocket(options: WebsocketOptions, signal: AbortSignal): Promise<Finding> {
  const { api, clock, random, t } = options;
  let state = FRESH_START;
  let token = api.newest;
  for (;;) {
    api.grant = state.grant;
    token ??= await api.freshToken(signal);
    const outcome = await connectOnce(options, token.accessToken, signal);
    signal.throwIfAborted();
    switch (outcome.kind) {
      case 'beat':
        return found(true, t('check.websocket.ok', { ms: Math.round(outcome.roundTripMs) }));
      case 'mute':
        return found(false, t('check.websocket.mute'), t('remedy.silent'));
      case 'ended': {
        const decided = afterEnding(state, outcome.ending, clock.now(), random());
        const { step } = decided;
        if (step.kind === 'stop') return troubleFinding({ ...step, state: 'refused' }, t);
        if (step.told !== null) return troubleFinding({ ...step.told, state: 'offline' }, t);
        state = decided.state;
        token = null;
      }
    }
  }
}

type Outcome =
  | { readonly kind: 'beat'; readonly roundTripMs: number }
  /** welcomed, but the heartbeat was not answered */
  | { readonly kind: 'mute' }
  | { readonly kind: 'ended'; readonly ending: Ending };

async function connectOnce(
  { account, transport, clock }: WebsocketOptions,
  accessToken: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const enough = new AbortController();
  const outcomes: Outcome[] = [];
  let cancel = (): void => undefined;
  const finish = (outcome: Outcome): void => {
    outcomes.push(outcome);
    enough.abort();
  };
  const ending = await holdSession({
    transport,
    clock,
    url: sessionUrl(account, accessToken),
    signal: AbortSignal.any([signal, enough.signal]),
    events: {
      welcome: () => {
        cancel = clock.after(BEAT_MS, () => finish({ kind: 'mute' }));
      },
      beat: (roundTripMs) => finish({ kind: 'beat', roundTripMs }),
      // Calls that ring just now reach the app by Zoom's call history.
      event: () => undefined,
      badFrame: () => undefined,
    },
  });
  cancel();
  return outcomes[0] ?? { kind: 'ended', ending };
}
