import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { HttpError, type Transport } from '../network/transport.ts';
import type { Translate } from '../i18n/index.ts';
import { ConnectorError, secondsToMs } from '../lookup/connector-error.ts';
import type { Connector } from '../lookup/connector.ts';
import type { ConnectorContext, SignIn } from './connector-kind.ts';
import { createConnectorCredentials, type Credentials } from './credentials.ts';
import { fromTransportError } from './crm-client.ts';
import { CONNECTOR_KINDS } from './registry.ts';
import { RemoteConnector } from './remote-connector.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { Configuration, SettingProblem } from '../settings/load-settings.ts';
import { SettingsSchema, type ConnectorEntry } from '../settings/schema.ts';
import { RestError, ZoomApi } from '../zoom/zoom-api.ts';
import { TokenError } from '../zoom/token.ts';

export interface ConnectorDeps {
  readonly transport: Transport;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** translates the labels of connectors */
  readonly t: Translate;
}

export type ConnectorConfiguration = Pick<Configuration, 'settings' | 'account' | 'webhook'>;

export interface OpenConnector {
  readonly connector: RemoteConnector;
  /** Signs in and loads what the first look-up would wait for. Never rejects. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
}

/** The enabled CRMs of the settings, in their order, and the entries that are not valid. Sends no request. */
export function openConnectors(
  configuration: ConnectorConfiguration,
  deps: ConnectorDeps,
): {
  readonly connectors: readonly Connector[];
  readonly problems: readonly SettingProblem[];
  readonly prepare: OpenConnector['prepare'];
} {
  const opened = new Map<string, OpenConnector>();
  const problems: SettingProblem[] = [];
  const zoom = createZoomApi(configuration, deps);
  for (const [index, entry] of configuration.settings.connectors.entries()) {
    const reportUnusable = (setting: string): void => {
      problems.push({ name: `connectors.${index}.${setting}`, code: 'setting-unusable' });
    };
    if (!CONNECTOR_KINDS.has(entry.type)) reportUnusable('type');
    else if (opened.has(entry.id) || entry.id === CONTACTS_ID) reportUnusable('id');
    else if (entry.enabled) {
      const result = openConnector(entry, configuration, deps, zoom);
      if ('wrong' in result) reportUnusable(result.wrong);
      else opened.set(entry.id, result);
    }
  }
  const all = [...opened.values()];
  return {
    connectors: all.map(({ connector }) => connector),
    problems,
    prepare: async (signal) => {
      await Promise.all(all.map(({ prepare }) => prepare(signal)));
    },
  };
}

/** The connector of one entry, enabled or not; `wrong` names the first setting that is not valid. Sends no request. */
export function openConnector(
  entry: ConnectorEntry,
  configuration: ConnectorConfiguration,
  deps: ConnectorDeps,
  zoom = createZoomApi(configuration, deps),
): OpenConnector | { readonly wrong: string } {
  const { settings, account, webhook } = configuration;
  const { transport, secrets, clock, t } = deps;
  const { id } = entry;
  const kind = CONNECTOR_KINDS.get(entry.type);
  if (kind === undefined) return { wrong: 'type' };
  const signIn = kind.getSignIn(entry);
  const provider = signIn?.kind === 'oauth' ? signIn.provider : null;
  const credentials = createConnectorCredentials(id, provider, { store: secrets, transport, clock });
  const context: ConnectorContext = {
    id,
    name: entry.name ?? kind.title,
    transport,
    clock,
    country: entry.country ?? settings.country,
    masks: entry.masks,
    label: (label, text) => ({ label: t(`label.${label}`), text }),
    ...credentials,
    zoom,
  };
  const opened = kind.createSearch(entry, context);
  if ('wrong' in opened) return opened;
  const agent = account?.agent ?? webhook?.agent ?? null;
  const me = [agent, entry.me].flatMap((one) => one ?? []);
  const connector = new RemoteConnector(opened.search, { ...context, me });
  return {
    connector,
    prepare: async (signal) => {
      await signInEarly(signIn?.kind, credentials, signal);
      await connector.prepare(signal);
    },
  };
}

/** A setting of an entry that is missing or not valid. */
export interface WrongSetting {
  /** its field in the form: "url" */
  readonly key: string;
  /** its exact location: "url", "fields.phones.0", "file: lookups.0.list" */
  readonly place: string;
}

/** Checks an entry, also one that is not saved, and its file. `takenIds` are the ids of the other entries. */
export function checkEntry(
  entry: unknown,
  takenIds: readonly string[] = [],
): { readonly ok: true; readonly entry: ConnectorEntry } | { readonly wrong: readonly WrongSetting[] } {
  const parsed = EntrySchema.safeParse(entry);
  const type = TypedSchema.safeParse(entry).data?.type ?? '';
  const kind = CONNECTOR_KINDS.get(type);
  const issues = [
    ...(parsed.error?.issues ?? []),
    ...(kind?.schema.safeParse(entry).error?.issues ?? []),
  ].map(({ path }) => path.map(String).join('.'));
  const isTaken = parsed.success && (parsed.data.id === CONTACTS_ID || takenIds.includes(parsed.data.id));
  const places = [...(kind === undefined ? ['type'] : []), ...(isTaken ? ['id'] : []), ...issues];
  if (parsed.success && places.length === 0) return { ok: true, entry: parsed.data };
  return {
    wrong: [...new Set(places)]
      .filter((place) => place !== '')
      .map((place) => ({ key: place.split(/[.:]/u, 1)[0] ?? '', place })),
  };
}

/** Without the `catch` of the settings, which replaces an invalid entry. */
const EntrySchema = SettingsSchema.shape.connectors.unwrap().element.unwrap();
const TypedSchema = z.object({ type: z.string() });

async function signInEarly(
  kind: SignIn['kind'] | undefined,
  { secret, bearer }: Credentials,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (kind === 'secret') await secret(false);
    if (kind === 'oauth') await bearer.headers(false, signal);
  } catch {
    // The first look-up tries again and reports the error.
  }
}

/** of the contacts file's connector */
const CONTACTS_ID = 'contacts';

/** Has its own Zoom session; several tokens of one app are valid at the same time. */
function createZoomApi(
  { account, webhook }: ConnectorConfiguration,
  { transport, clock }: Pick<ConnectorDeps, 'transport' | 'clock'>,
): ConnectorContext['zoom'] {
  const credentials = account ?? webhook?.credentials ?? null;
  if (credentials === null) return null;
  const api = new ZoomApi(credentials, transport, clock, () => undefined);
  return async (path, signal) => {
    try {
      return await api.get(path, signal);
    } catch (error) {
      throw toZoomConnectorError(error);
    }
  };
}

function toZoomConnectorError(error: unknown): ConnectorError {
  if (error instanceof HttpError) return fromTransportError(error);
  if (error instanceof TokenError) return new ConnectorError('credentials');
  if (!(error instanceof RestError)) return new ConnectorError('not-understood');
  switch (error.kind) {
    case 'scope':
      return new ConnectorError('forbidden');
    case 'token':
      return new ConnectorError('credentials');
    case 'rate-limited':
      return new ConnectorError('rate-limited', secondsToMs(error.retryAfter));
    case 'unknown-user':
    case 'not-found':
      return new ConnectorError('not-found');
    case 'trouble':
      return new ConnectorError('fault');
    case 'bad-request':
      return new ConnectorError('not-understood');
  }
}
