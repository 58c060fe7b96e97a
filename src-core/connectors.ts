import type { Clock } from './clock.ts';
import { HttpError } from './http/transport.ts';
import type { Transport } from './http/transport.ts';
import type { Translate } from './i18n/index.ts';
import { ConnectorTrouble, inMs } from './lookup/connector-trouble.ts';
import type { Connector } from './lookup/connector.ts';
import type { ConnectorContext, SignIn } from './lookup/connector-kind.ts';
import { connectorCredentials, type Credentials } from './lookup/credentials.ts';
import { troubleOnTheWay } from './lookup/crm-http.ts';
import { CONNECTOR_KINDS } from './lookup/crm/registry.ts';
import { RemoteConnector } from './lookup/remote-connector.ts';
import type { SecretStore } from './secret-store.ts';
import type { Configuration, SettingProblem } from './settings/read.ts';
import { RestError, ZoomApi } from './zoom/api.ts';
import { TokenError } from './zoom/token.ts';

/** What connectors of CRMs are made with. */
export interface ConnectorParts {
  readonly transport: Transport;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** the words of the fields that connectors show */
  readonly t: Translate;
}

/** The CRMs of the settings, in their order; what cannot be used is left out and named. Asks nobody yet. */
export function openConnectors(
  configuration: Configuration,
  { transport, secrets, clock, t }: ConnectorParts,
): {
  readonly connectors: readonly Connector[];
  readonly problems: readonly SettingProblem[];
  /** Signs in and loads what the first ring would have to wait for. Never rejects. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
} {
  const { settings, account, webhook } = configuration;
  const agent = account?.agent ?? webhook?.agent ?? null;
  const connectors = new Map<string, Connector>();
  const preparations: ((signal: AbortSignal) => Promise<void>)[] = [];
  const problems: SettingProblem[] = [];
  const zoom = zoomApi(configuration, transport, clock);
  for (const [index, entry] of settings.connectors.entries()) {
    const wrong = (setting: string): void => {
      problems.push({ name: `connectors.${index}.${setting}`, code: 'setting-unusable' });
    };
    const kind = CONNECTOR_KINDS.get(entry.type);
    const { id } = entry;
    if (kind === undefined) wrong('type');
    else if (connectors.has(id) || id === CONTACTS) wrong('id');
    else if (entry.enabled) {
      const signIn = kind.signIn(entry);
      const provider = signIn?.kind === 'oauth' ? signIn.provider : null;
      const name = entry.name ?? kind.title;
      const country = entry.country ?? settings.country;
      const credentials = connectorCredentials(id, provider, { store: secrets, transport, clock });
      const opened = kind.open(entry, {
        id,
        name,
        transport,
        clock,
        country,
        masks: entry.masks,
        label: (label) => t(`label.${label}`),
        ...credentials,
        zoom,
      });
      const me = [agent, entry.me].flatMap((one) => one ?? []);
      if ('search' in opened) {
        const connector = new RemoteConnector(opened.search, { country, me, clock });
        connectors.set(id, connector);
        preparations.push(async (signal) => {
          await signInEarly(signIn?.kind, credentials, signal);
          await connector.prepare(signal);
        });
      } else wrong(opened.wrong);
    }
  }
  return {
    connectors: [...connectors.values()],
    problems,
    prepare: async (signal) => {
      await Promise.all(preparations.map((prepare) => prepare(signal)));
    },
  };
}

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
const CONTACTS = 'contacts';

/** Zoom's own address book, over a session of its own: tokens of the same app do not disturb each other. */
function zoomApi(
  { account, webhook }: Configuration,
  transport: Transport,
  clock: Clock,
): ConnectorContext['zoom'] {
  const credentials = account ?? webhook?.credentials ?? null;
  if (credentials === null) return null;
  const api = new ZoomApi(credentials, transport, clock, () => undefined);
  return async (path, signal) => {
    try {
      return await api.get(path, signal);
    } catch (error) {
      throw zoomTrouble(error);
    }
  };
}

function zoomTrouble(error: unknown): ConnectorTrouble {
  if (error instanceof HttpError) return troubleOnTheWay(error);
  if (error instanceof TokenError) return new ConnectorTrouble('credentials');
  if (!(error instanceof RestError)) return new ConnectorTrouble('not-understood');
  switch (error.kind) {
    case 'scope':
      return new ConnectorTrouble('forbidden');
    case 'token':
      return new ConnectorTrouble('credentials');
    case 'rate-limited':
      return new ConnectorTrouble('rate-limited', inMs(error.retryAfter));
    case 'not-found':
      return new ConnectorTrouble('not-found');
    case 'trouble':
      return new ConnectorTrouble('fault');
    case 'bad-request':
      return new ConnectorTrouble('not-understood');
  }
}
