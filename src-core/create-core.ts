import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from './util/clock.ts';
import { openConnectors } from './crm/open-connectors.ts';
import { openHistory, type CallHistory } from './history/call-history.ts';
import type { Connector } from './lookup/connector.ts';
import { createContactsFile, type ContactsFile } from './contacts/contacts-file.ts';
import { toContactsNotices } from './contacts/contacts-notices.ts';
import type { Translate } from './i18n/index.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import { CallService } from './service/call-service.ts';
import type { ServiceEvents } from './service/app-state.ts';
import { watchSettings } from './settings/follow.ts';
import type { Configuration, SettingProblem } from './settings/load-settings.ts';
import type { CallSource } from './zoom/call-source.ts';
import { LaunchLinkSource } from './zoom/launch-link-source.ts';
import { ZoomWebhookSource } from './zoom/webhook-source.ts';
import { ZoomWebSocketSource, type AgentStore } from './zoom/websocket-source.ts';
import { watchForWake, type Interfaces } from './network/wake-detector.ts';
import { parseJson } from './util/parse-json.ts';
import { createNodeTransport } from './network/node-transport.ts';
import { createProxyRoute, type ProxyResolver } from './network/proxy-routes.ts';
import type { Transport } from './network/transport.ts';
import { loadTrustedRoots, type CaFileProblem } from './network/trusted-roots.ts';

/** What differs between the app and the terminal. */
export interface CoreDeps {
  readonly clock: Clock;
  readonly events: ServiceEvents;
  /** the system's proxy, in the words of a PAC file */
  readonly resolveProxy: ProxyResolver;
  /** NODE_EXTRA_CA_CERTS, where the environment counts */
  readonly extraRootsFile: string | null;
  /** `os.networkInterfaces` */
  readonly interfaces: Interfaces;
  /** Reads the settings anew, when their file changed. */
  readonly reloadConfiguration: () => Configuration;
  /** where the CRMs' secrets are */
  readonly secrets: SecretStore;
  /** the words of CRM fields */
  readonly translateFor: (configuration: Configuration) => Translate;
}

/** The whole service, put together but not started. */
export interface Core {
  readonly service: CallService;
  /** Takes a `chakushin:` link that the system was asked to open. */
  openLink(text: string): void;
  start(): void;
  /** These settings hold from now on; what they do not concern goes on undisturbed. */
  apply(configuration: Configuration): void;
  /** Begins anew with all CRMs: somebody signed in to one of them, which no setting tells. */
  reopenConnectors(): void;
  /** the way to Zoom and the CRMs, and what is wrong with the certificates for it */
  readonly network: NetworkAccess;
  readonly history: CallHistory;
  /** the CRMs that are asked now */
  readonly connectors: readonly Connector[];
  /** what is wrong with the CRMs of the settings */
  readonly connectorProblems: readonly SettingProblem[];
  /** Resolves when what was under way is told. `stop` may follow. */
  finish(): Promise<void>;
  stop(): void;
}

/** How programs out there are reached. */
export interface NetworkAccess {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
}

/** Puts together all that stands behind a window or a terminal. */
export function createCore(configuration: Configuration, deps: CoreDeps): Core {
  const { home } = configuration;
  const { clock, events, interfaces, reloadConfiguration, secrets } = deps;
  let current = configuration;
  let running = false;
  const history = openHistory({
    path: join(home, 'history.sqlite'),
    clock,
    // Told once the service runs: before, nobody would hear of it.
    onError: ({ code, ...params }) => {
      clock.after(0, () => service.addNotice({ level: 'warn', code, params }));
    },
  });
  const launchLinks = new LaunchLinkSource(() => performance.now());
  const createNetwork = ({ settings }: Configuration): NetworkAccess => {
    const { roots, problem } = loadTrustedRoots({
      extraFile: settings.network.caFile,
      nodeExtraFile: deps.extraRootsFile,
    });
    const transport = createNodeTransport(createProxyRoute(deps.resolveProxy, roots));
    return { transport, caFileProblem: problem };
  };
  const createSources = ({ account, webhook, trial }: Configuration): readonly CallSource[] => {
    const { transport } = network;
    const storeOptions = trial === true ? {} : { agentStore: createAgentStore(history) };
    return [
      ...(account === null ? [] : [new ZoomWebSocketSource(account, { transport, clock, ...storeOptions })]),
      ...(webhook === null ? [] : [new ZoomWebhookSource(webhook, { transport, clock })]),
      launchLinks,
    ];
  };
  const createContacts = ({ settings }: Configuration): ContactsFile | null =>
    settings.contacts === null
      ? null
      : createContactsFile({
          path: settings.contacts,
          country: settings.country,
          onReport: (report) => {
            for (const notice of toContactsNotices(report)) service.addNotice(notice);
          },
        });
  const createCrms = (next: Configuration): Crms =>
    openConnectors(next, { transport: network.transport, secrets, clock, t: deps.translateFor(next) });
  const reportProblems = ({ problems }: Pick<Configuration, 'problems'>): void => {
    for (const { name, code } of problems) service.addNotice({ level: 'error', code, params: { name } });
  };

  let network = createNetwork(configuration);
  let contacts = createContacts(configuration);
  let crms = createCrms(configuration);
  let preparation = new AbortController();
  const service = new CallService({
    settings: configuration.settings,
    sources: createSources(configuration),
    history,
    connectors: listConnectors(contacts, crms),
    clock,
    events,
  });
  const startCrms = (): void => {
    preparation = new AbortController();
    void crms.prepare(preparation.signal);
    reportProblems(crms);
  };
  const reportNetworkProblem = (): void => {
    const { caFileProblem } = network;
    if (caFileProblem !== null) service.addNotice({ level: 'error', code: caFileProblem, params: {} });
  };

  const apply = (next: Configuration): void => {
    const previous = current;
    current = next;
    const differs = (select: (configuration: Configuration) => unknown): boolean =>
      JSON.stringify(select(previous)) !== JSON.stringify(select(next));
    if (differs(({ problems }) => problems)) reportProblems(next);
    if (differs(({ settings }) => settings)) service.useSettings(next.settings);
    const networkChanged = differs(({ settings }) => settings.network);
    if (networkChanged) {
      network = createNetwork(next);
      reportNetworkProblem();
    }
    const contactsChanged = differs(({ settings }) => [settings.contacts, settings.country]);
    const crmsChanged =
      networkChanged ||
      differs(({ settings, account, webhook }) => [
        settings.connectors,
        settings.country,
        settings.language,
        account,
        webhook,
      ]);
    if (contactsChanged || crmsChanged) {
      if (contactsChanged) {
        contacts?.stop();
        contacts = createContacts(next);
      }
      if (crmsChanged) {
        preparation.abort();
        crms = createCrms(next);
      }
      if (running && contactsChanged) contacts?.start();
      service.useConnectors(listConnectors(contacts, crms));
      if (running && crmsChanged) startCrms();
    }
    if (networkChanged || differs(({ account, webhook }) => [account, webhook]))
      service.useSources(createSources(next), next.trial === true);
  };

  const cleanups: (() => void)[] = [];
  return {
    service,
    history,
    get network() {
      return network;
    },
    get connectors() {
      return crms.connectors;
    },
    get connectorProblems() {
      return crms.problems;
    },
    openLink: (text) => launchLinks.open(text),
    start: () => {
      running = true;
      // First: whoever is asked for before it has begun to load is not found.
      contacts?.start();
      service.start();
      reportProblems(current);
      startCrms();
      reportNetworkProblem();
      cleanups.push(
        watchForWake(clock, interfaces, () => service.wake('changed')),
        watchSettings(join(home, 'settings.json'), () => apply(reloadConfiguration())),
      );
    },
    apply,
    reopenConnectors: () => {
      preparation.abort();
      crms = createCrms(current);
      service.useConnectors(listConnectors(contacts, crms));
      if (running) startCrms();
    },
    finish: () => service.finish(),
    stop: () => {
      running = false;
      for (const cleanup of cleanups.splice(0)) cleanup();
      preparation.abort();
      service.stop();
      contacts?.stop();
      history.close();
    },
  };
}

type Crms = ReturnType<typeof openConnectors>;

function listConnectors(contacts: ContactsFile | null, crms: Crms): readonly Connector[] {
  return [...(contacts === null ? [] : [contacts]), ...crms.connectors];
}

const StoredAgent = z.object({
  userId: z.string().nullable(),
  extensionId: z.string().nullable(),
  extensionNumber: z.string().nullable(),
  numbers: z.array(z.string()),
});

/** Who the agent was, beside the calls. */
function createAgentStore(history: CallHistory): AgentStore {
  const key = (setting: string): string => `agent:${setting}`;
  return {
    get: (setting) => {
      const text = history.getValue(key(setting));
      const agent = StoredAgent.safeParse(text === null ? null : parseJson(text));
      return agent.success ? agent.data : null;
    },
    set: (setting, agent) => history.setValue(key(setting), JSON.stringify(agent)),
  };
}
