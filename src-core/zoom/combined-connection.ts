import type { SourceName } from '../calls/call.ts';
import type { Connection, SourceConnection } from './call-source.ts';

/** What one of several ways to hear of calls says of itself. */
export interface OtherSource {
  readonly source: SourceName;
  readonly connection: SourceConnection;
}

/** One way that works is enough; else the one that may soon; else what a person must mend. */
const STATE_PRIORITY: readonly Connection['state'][] = [
  'connected',
  'connecting',
  'refused',
  'offline',
  'degraded',
];

/**
 * Several ways at once: the connection of the one that counts, and the others as far as they do not work.
 * A webhook of which Zoom has not been heard (`degraded`) counts last: nothing proves that it is of any use.
 *
 * @returns `connection` null: there is none
 */
export function combineConnections(connections: ReadonlyMap<SourceName, SourceConnection>): {
  readonly connection: SourceConnection | null;
  readonly otherSources: readonly OtherSource[];
} {
  const [first, ...others] = [...connections]
    .map(([source, connection]) => ({ source, connection }))
    .sort((a, b) => STATE_PRIORITY.indexOf(a.connection.state) - STATE_PRIORITY.indexOf(b.connection.state));
  return {
    connection: first?.connection ?? null,
    otherSources: others.filter(({ connection }) => connection.state !== 'connected'),
  };
}

/** May a person ask for a new connection? While one is being made, or all is well, there is nothing to ask for. */
export function canReconnect(state: {
  readonly connection: Connection | null;
  readonly otherSources: readonly OtherSource[];
}): boolean {
  return [state.connection, ...state.otherSources.map(({ connection }) => connection)].some((connection) => {
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
