import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceName } from '../calls/call.ts';
import { canReconnect, combineConnections } from './combined-connection.ts';
import type { SourceConnection } from './call-source.ts';

const STATES = {
  connected: { state: 'connected', everyone: false },
  connecting: { state: 'connecting' },
  refused: { state: 'refused', cause: 'credentials', detail: '' },
  offline: { state: 'offline', cause: 'port-taken', detail: '', retryAt: 1 },
  unheard: { state: 'degraded', cause: 'nothing-yet', detail: '' },
} as const satisfies Record<string, SourceConnection>;

const createConnections = (websocket: SourceConnection, webhook: SourceConnection) =>
  new Map<SourceName, SourceConnection>([
    ['websocket', websocket],
    ['webhook', webhook],
  ]);

describe('with two sources', () => {
  test.each([
    ['connected', 'offline', 'connected', ['webhook']],
    ['offline', 'connected', 'connected', ['websocket']],
    ['connected', 'unheard', 'connected', ['webhook']],
    ['connected', 'connected', 'connected', []],
    // Nothing proves that the webhook works, so the problem of the WebSocket counts.
    ['offline', 'unheard', 'offline', ['webhook']],
    ['refused', 'unheard', 'refused', ['webhook']],
    ['connecting', 'refused', 'connecting', ['webhook']],
    ['offline', 'refused', 'refused', ['websocket']],
  ] as const)('%s and %s is reported as %s', (websocket, webhook, counts, expectedOthers) => {
    const combined = combineConnections(createConnections(STATES[websocket], STATES[webhook]));
    expect(combined.connection).toBe(STATES[counts]);
    expect(combined.otherSources.map(({ source }) => source)).toEqual(expectedOthers);
  });

  test('does not depend on the order of the sources', () => {
    const state = fc.constantFrom(...Object.values(STATES));
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(combineConnections(createConnections(a, b)).connection?.state).toBe(
          combineConnections(createConnections(b, a)).connection?.state,
        );
      }),
    );
  });
});

test('without sources there is no connection', () => {
  expect(combineConnections(new Map())).toEqual({ connection: null, otherSources: [] });
});

test('canReconnect is true if at least one source is offline', () => {
  const canReconnectWith = (a: SourceConnection, b: SourceConnection) =>
    canReconnect(combineConnections(createConnections(a, b)));
  expect(canReconnectWith(STATES.connected, STATES.connected)).toBe(false);
  expect(canReconnectWith(STATES.connected, STATES.connecting)).toBe(false);
  expect(canReconnectWith(STATES.connected, STATES.offline)).toBe(true);
  expect(canReconnect({ connection: null, otherSources: [] })).toBe(false);
});
