import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { HttpError } from '../network/transport.ts';
import type { Transport } from '../network/transport.ts';
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

/** What connectors of CRMs are made with. */
export interface ConnectorDeps {
  readonly transport: Transport;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** the words of the fields that connectors show */
  readonly t: Translate;
}

/** What of the configuration a connector takes part of. */
export type ConnectorConfiguration = Pick<Configuration, 'settings' | 'account' | 'webhook'>;

/** A connector that can be asked. */
export interface OpenConnector {
  readonly connector: RemoteConnector;
  /** Signs in and loads what the first ring would have to wait for. Never rejects. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
}

/** The CRMs of the settings, in their order; what cannot be used is left out and named. Asks nobody yet. */
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

/** The connector of one entry, enabled or not; `wrong` names the first setting that cannot be used. Asks nobody yet. */
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
  const country = entry.country ?? settings.country;
  const credentials = createConnectorCredentials(id, provider, { store: secrets, transport, clock });
  const opened = kind.createSearch(entry, {
    id,
    name: entry.name ?? kind.title,
    transport,
    clock,
    country,
    masks: entry.masks,
    label: (label) => t(`label.${label}`),
    ...credentials,
    zoom,
  });
  if ('wrong' in opened) return opened;
  const agent = account?.agent ?? webhook?.agent ?? null;
  const me = [agent, entry.me].flatMap((one) => one ?? []);
  const connector = new RemoteConnector(opened.search, { country, me, clock });
  return {
    connector,
    prepare: async (signal) => {
      await signInEarly(signIn?.kind, credentials, signal);
      await connector.prepare(signal);
    },
  };
}

/** A setting of an entry that is missing or cannot be used. */
export interface WrongSetting {
  /** the field of the form that it is in: "url" */
  readonly key: string;
  /** the exact place: "url", "fields.phones.0", "file: lookups.0.list" */
  readonly place: string;
}

/**
 * Can this entry be used? Reads the file that it may name.
 *
 * @param entry as it may stand in settings.json, from wherever it comes
 * @param takenIds ids of the other entries
 */
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

/** One entry, as the settings read it; there, what cannot be read is made an entry of no kind. */
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
    // The first look-up tries it again, and tells.
  }
}

/** The contacts file's connector has this id. */
const CONTACTS_ID = 'contacts';

/** Zoom's own address book, over a session of its own: tokens of the same app do not disturb each other. */
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
    case 'not-found':
      return new ConnectorError('not-found');
    case 'trouble':
      return new ConnectorError('fault');
    case 'bad-request':
      return new ConnectorError('not-understood');
  }
}
