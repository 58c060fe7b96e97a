import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from './util/clock.ts';
import { openConnectors } from './crm/open-connectors.ts';
import { openHistory, type CallHistory } from './history/call-history.ts';
import type { Connector } from './lookup/connector.ts';
import { createContactsFile, type ContactsFile } from './contacts/contacts-file.ts';
import { toContactsNotices } from './contacts/contacts-notices.ts';
import type { Translate } from './i18n/index.ts';
import { CallService } from './service/call-service.ts';
import type { ServiceEvents } from './service/app-state.ts';
import type { ConfigurationChange } from './settings/configuration-change.ts';
import type { Configuration, SettingProblem } from './settings/load-settings.ts';
import type { SettingsStore } from './settings/settings-store.ts';
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
  /** the words of CRM fields */
  readonly translateFor: (configuration: Configuration) => Translate;
}

/** How programs out there are reached. */
export interface NetworkAccess {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
}

/** Assembles all that is behind a window or a terminal; it is not started. From now on it follows the settings. */
export function createCore(store: CoreStore, deps: CoreDeps): Core {
  return new Core(store, deps);
}

type CoreStore = Pick<SettingsStore, 'current' | 'secrets' | 'onChange'>;

/** The whole service. A changed setting replaces only the parts that it concerns. */
export class Core {
  readonly service: CallService;
  readonly history: CallHistory;
  readonly #store: CoreStore;
  readonly #deps: CoreDeps;
  readonly #launchLinks = new LaunchLinkSource(() => performance.now());
  readonly #cleanups: (() => void)[] = [];
  #network: NetworkAccess;
  #contacts: ContactsFile | null;
  #crms: Crms;
  #preparation = new AbortController();
  #isRunning = false;

  constructor(store: CoreStore, deps: CoreDeps) {
    const { current } = store;
    const { clock, events } = deps;
    this.#store = store;
    this.#deps = deps;
    this.history = openHistory({
      path: join(current.home, 'history.sqlite'),
      clock,
      // Later: the service does not exist yet.
      onError: ({ code, ...params }) => {
        clock.after(0, () => this.service.addNotice({ level: 'warn', code, params }));
      },
    });
    this.#network = this.#createNetwork(current);
    this.#contacts = this.#createContacts(current);
    this.#crms = this.#createCrms(current);
    this.service = new CallService({
      settings: current.settings,
      sources: this.#createSources(current),
      history: this.history,
      connectors: this.#allConnectors,
      clock,
      events,
    });
    this.#cleanups.push(store.onChange((change) => this.#apply(change)));
  }

  /** How Zoom and the CRMs are reached, and what is wrong with the certificates for it. */
  get network(): NetworkAccess {
    return this.#network;
  }

  /** The CRMs that are asked now. */
  get connectors(): readonly Connector[] {
    return this.#crms.connectors;
  }

  /** What is wrong with the CRMs of the settings. */
  get connectorProblems(): readonly SettingProblem[] {
    return this.#crms.problems;
  }

  start(): void {
    this.#isRunning = true;
    // First: a caller who is looked up before the file has begun to load is not found.
    this.#contacts?.start();
    this.service.start();
    this.#reportProblems(this.#store.current);
    this.#prepareCrms();
    this.#reportNetworkProblem();
    const { clock, interfaces } = this.#deps;
    this.#cleanups.push(watchForWake(clock, interfaces, () => this.service.wake('changed')));
  }

  /** Opens a `chakushin:` link that the system was asked to open. */
  openLink(text: string): void {
    this.#launchLinks.open(text);
  }

  /** Reopens all CRMs: somebody signed in to one of them, which is no setting. */
  reopenConnectors(): void {
    this.#reopenCrms(this.#store.current);
    this.#useConnectors();
    if (this.#isRunning) this.#prepareCrms();
  }

  /** Resolves when what is under way is written. `stop` may follow. */
  finish(): Promise<void> {
    return this.service.finish();
  }

  stop(): void {
    this.#isRunning = false;
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#preparation.abort();
    this.service.stop();
    this.#contacts?.stop();
    this.history.close();
  }

  #apply(change: ConfigurationChange): void {
    const { current } = change;
    if (change.has('problems')) this.#reportProblems(current);
    if (change.has('settings')) this.service.useSettings(current.settings);
    if (change.has('settings.network')) {
      this.#network = this.#createNetwork(current);
      this.#reportNetworkProblem();
    }
    this.#applyToConnectors(change);
    if (change.has('settings.network', 'account', 'webhook'))
      this.service.useSources(this.#createSources(current), current.trial === true);
  }

  #applyToConnectors(change: ConfigurationChange): void {
    const isContactsChange = change.has('settings.contacts', 'settings.country');
    const isCrmChange =
      change.has('settings.network', 'settings.connectors', 'settings.country', 'settings.language') ||
      change.has('account', 'webhook');
    if (!isContactsChange && !isCrmChange) return;
    if (isContactsChange) {
      this.#contacts?.stop();
      this.#contacts = this.#createContacts(change.current);
      if (this.#isRunning) this.#contacts?.start();
    }
    if (isCrmChange) this.#reopenCrms(change.current);
    this.#useConnectors();
    if (isCrmChange && this.#isRunning) this.#prepareCrms();
  }

  #reopenCrms(configuration: Configuration): void {
    this.#preparation.abort();
    this.#crms = this.#createCrms(configuration);
  }

  #prepareCrms(): void {
    this.#preparation = new AbortController();
    void this.#crms.prepare(this.#preparation.signal);
    this.#reportProblems(this.#crms);
  }

  #useConnectors(): void {
    this.service.useConnectors(this.#allConnectors);
  }

  get #allConnectors(): readonly Connector[] {
    return [...(this.#contacts === null ? [] : [this.#contacts]), ...this.#crms.connectors];
  }

  #reportProblems({ problems }: Pick<Configuration, 'problems'>): void {
    for (const { name, code } of problems) this.service.addNotice({ level: 'error', code, params: { name } });
  }

  #reportNetworkProblem(): void {
    const { caFileProblem } = this.#network;
    if (caFileProblem !== null) this.service.addNotice({ level: 'error', code: caFileProblem, params: {} });
  }

  #createNetwork({ settings }: Configuration): NetworkAccess {
    const { roots, problem } = loadTrustedRoots({
      extraFile: settings.network.caFile,
      nodeExtraFile: this.#deps.extraRootsFile,
    });
    const transport = createNodeTransport(createProxyRoute(this.#deps.resolveProxy, roots));
    return { transport, caFileProblem: problem };
  }

  #createSources({ account, webhook, trial }: Configuration): readonly CallSource[] {
    const { clock } = this.#deps;
    const { transport } = this.#network;
    const storeOptions = trial === true ? {} : { agentStore: createAgentStore(this.history) };
    return [
      ...(account === null ? [] : [new ZoomWebSocketSource(account, { transport, clock, ...storeOptions })]),
      ...(webhook === null ? [] : [new ZoomWebhookSource(webhook, { transport, clock })]),
      this.#launchLinks,
    ];
  }

  #createContacts({ settings }: Configuration): ContactsFile | null {
    if (settings.contacts === null) return null;
    return createContactsFile({
      path: settings.contacts,
      country: settings.country,
      onReport: (report) => {
        for (const notice of toContactsNotices(report)) this.service.addNotice(notice);
      },
    });
  }

  #createCrms(configuration: Configuration): Crms {
    const { clock, translateFor } = this.#deps;
    const { transport } = this.#network;
    const { secrets } = this.#store;
    return openConnectors(configuration, { transport, secrets, clock, t: translateFor(configuration) });
  }
}

type Crms = ReturnType<typeof openConnectors>;

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
