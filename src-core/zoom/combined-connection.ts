import type { SourceName } from '../calls/call.ts';
import type { Connection, SourceConnection } from './call-source.ts';

/** The connection of one of several sources. */
export interface OtherSource {
  readonly source: SourceName;
  readonly connection: SourceConnection;
}

/** `degraded` is last, because nothing proves that a webhook without requests is of any use. */
const STATE_PRIORITY: readonly Connection['state'][] = [
  'connected',
  'connecting',
  'refused',
  'offline',
  'degraded',
];

/** The best connection (null without sources), and the others that are not connected. */
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

/** Whether the user may ask to reconnect: a source is neither connected nor connecting. */
export function canReconnect({
  connection,
  otherSources,
}: {
  readonly connection: Connection | null;
  readonly otherSources: readonly OtherSource[];
}): boolean {
  return [connection, ...otherSources.map((other) => other.connection)].some(
    (each) => each !== null && each.state !== 'connected' && each.state !== 'connecting',
  );
}
