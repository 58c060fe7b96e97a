import type { SourceName } from '../calls/call.ts';
import type { Connection, SourceConnection } from './source.ts';

/** What one of several ways to hear of calls says of itself. */
export interface Beside {
  readonly source: SourceName;
  readonly connection: SourceConnection;
}

/** One way that works is enough; else the one that may soon; else what a person must mend. */
const ORDER: readonly Connection['state'][] = ['connected', 'connecting', 'refused', 'offline', 'degraded'];

/**
 * Several ways at once: the connection of the one that counts, and the others as far as they do not work.
 * A webhook of which Zoom has not been heard (`degraded`) counts last: nothing proves that it is of any use.
 *
 * @returns `connection` null: there is none
 */
export function overallConnection(ways: ReadonlyMap<SourceName, SourceConnection>): {
  readonly connection: SourceConnection | null;
  readonly beside: readonly Beside[];
} {
  const [first, ...others] = [...ways]
    .map(([source, connection]) => ({ source, connection }))
    .sort((a, b) => ORDER.indexOf(a.connection.state) - ORDER.indexOf(b.connection.state));
  return {
    connection: first?.connection ?? null,
    beside: others.filter(({ connection }) => connection.state !== 'connected'),
  };
}

/** May a person ask for a new connection? While one is being made, or all is well, there is nothing to ask for. */
export function mayReconnect(state: {
  readonly connection: Connection | null;
  readonly beside: readonly Beside[];
}): boolean {
  return [state.connection, ...state.beside.map(({ connection }) => connection)].some((connection) => {
    switch (connection?.state) {
      case 'offline':
      case 'refused':
      case 'degraded':
        return true;
      case 'connecting':
      case 'connected':
      case undefined:
        return false;
    }
  });
}
