import type { Clock } from '../../util/clock.ts';
import type { Translate } from '../../i18n/index.ts';
import type { ZoomAccount } from '../../settings/load-settings.ts';
import { onSessionEnd, FRESH_START, type SessionEnd } from '../../zoom/reconnect-policy.ts';
import { runSession, createSessionUrl } from '../../zoom/websocket-session.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import type { Transport } from '../../network/transport.ts';
import { createFinding, type Finding } from '../check.ts';
import { toFinding } from '../connection-finding.ts';

/** From the welcome to the answer of the first heartbeat. */
const HEARTBEAT_TIMEOUT_MS = 10_000;

/** What the check needs. */
export interface WebsocketCheckOptions {
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
 * with the tokens as the app would. Zoom closes another connection of the subscription. Rejects as `renewToken` does.
 *
 * @param options.api with a token
 */
export async function checkWebsocket(options: WebsocketCheckOptions, signal: AbortSignal): Promise<Finding> {
  const { api, clock, random, t } = options;
  let state = FRESH_START;
  let token = api.newestToken;
  for (;;) {
    api.grant = state.grant;
    token ??= await api.renewToken(signal);
    const outcome = await connectOnce(options, token.accessToken, signal);
    signal.throwIfAborted();
    switch (outcome.kind) {
      case 'beat':
        return createFinding(true, t('check.websocket.ok', { ms: Math.round(outcome.roundTripMs) }));
      case 'mute':
        return createFinding(false, t('check.websocket.mute'), t('remedy.silent'));
      case 'ended': {
        const decided = onSessionEnd(state, outcome.sessionEnd, clock.now(), random());
        const { step } = decided;
        if (step.kind === 'stop') return toFinding({ ...step, state: 'refused' }, t);
        if (step.reported !== null) return toFinding({ ...step.reported, state: 'offline' }, t);
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
  | { readonly kind: 'ended'; readonly sessionEnd: SessionEnd };

async function connectOnce(
  { account, transport, clock }: WebsocketCheckOptions,
  accessToken: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const completion = new AbortController();
  const outcomes: Outcome[] = [];
  let cancel = (): void => undefined;
  const finish = (outcome: Outcome): void => {
    outcomes.push(outcome);
    completion.abort();
  };
  const sessionEnd = await runSession({
    transport,
    clock,
    url: createSessionUrl(account, accessToken),
    signal: AbortSignal.any([signal, completion.signal]),
    events: {
      handshake: () => {
        cancel = clock.after(HEARTBEAT_TIMEOUT_MS, () => finish({ kind: 'mute' }));
      },
      heartbeat: (roundTripMs) => finish({ kind: 'beat', roundTripMs }),
      // Calls that ring just now reach the app by Zoom's call history.
      event: () => undefined,
      badFrame: () => undefined,
    },
  });
  cancel();
  return outcomes[0] ?? { kind: 'ended', sessionEnd };
}
