import { join } from 'node:path';
import { Agent } from './calls/agent.ts';
import type { Clock } from './util/clock.ts';
import { openConnectors } from './crm/open-connectors.ts';
import { CallHistory } from './history/call-history.ts';
import type { Connector } from './lookup/connector.ts';
import { ContactsFile } from './contacts/contacts-file.ts';
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

/** What differs between app and terminal. */
export interface CoreDeps {
  readonly clock: Clock;
  readonly events: ServiceEvents;
  /** the system's proxy, in the format of a PAC file */
  readonly resolveProxy: ProxyResolver;
  /** NODE_EXTRA_CA_CERTS, if the environment is used */
  readonly extraRootsFile: string | null;
  /** `os.networkInterfaces` */
  readonly interfaces: Interfaces;
  /** for the names of CRM fields */
  readonly translateFor: (configuration: Configuration) => Translate;
}

interface NetworkAccess {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
}

type CoreStore = Pick<SettingsStore, 'current' | 'secrets' | 'onChange'>;

/** Everything behind windows and terminal. A changed setting replaces only the parts that depend on it. */
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
    this.history = new CallHistory({
      path: join(current.home, 'history.sqlite'),
      clock,
      // Deferred: the service does not exist yet.
      onError: ({ code, ...params }) => {
        clock.after(0, () => this.service.addNotice({ level: 'warn', code, params }));
      },
    });
    this.#network = this.#createNetwork();
    this.#contacts = this.#createContacts();
    this.#crms = this.#createCrms();
    this.service = new CallService({
      settings: current.settings,
      sources: this.#createSources(),
      history: this.history,
      connectors: this.#allConnectors,
      clock,
      events,
    });
    this.#cleanups.push(store.onChange((change) => this.#apply(change)));
  }

  /** The transport to Zoom and the CRMs, and the problem of its certificates. */
  get network(): NetworkAccess {
    return this.#network;
  }

  /** The CRMs, without the contacts file. */
  get connectors(): readonly Connector[] {
    return this.#crms.connectors;
  }

  get connectorProblems(): readonly SettingProblem[] {
    return this.#crms.problems;
  }

  start(): void {
    this.#isRunning = true;
    // First: a look-up before the file has started to load finds nothing.
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

  /** Reopens all CRMs, after a setting changed or the user signed in to one. */
  reopenConnectors(): void {
    this.#preparation.abort();
    this.#crms = this.#createCrms();
    this.#useConnectors();
    if (this.#isRunning) this.#prepareCrms();
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
      this.#network = this.#createNetwork();
      this.#reportNetworkProblem();
    }
    this.#applyToConnectors(change);
    if (change.has('settings.network', 'account', 'webhook'))
      this.service.useSources(this.#createSources(), current.trial === true);
  }

  #applyToConnectors(change: ConfigurationChange): void {
    const isContactsChange = change.has('settings.contacts', 'settings.contactsColumns', 'settings.country');
    if (isContactsChange) {
      this.#contacts?.stop();
      this.#contacts = this.#createContacts();
      if (this.#isRunning) this.#contacts?.start();
    }
    const isCrmChange =
      change.has('settings.network', 'settings.connectors', 'settings.country', 'settings.language') ||
      change.has('account', 'webhook');
    if (isCrmChange) this.reopenConnectors();
    else if (isContactsChange) this.#useConnectors();
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

  #createNetwork(): NetworkAccess {
    const { roots, problem } = loadTrustedRoots({
      extraFile: this.#store.current.settings.network.caFile,
      nodeExtraFile: this.#deps.extraRootsFile,
    });
    const transport = createNodeTransport(createProxyRoute(this.#deps.resolveProxy, roots));
    return { transport, caFileProblem: problem };
  }

  #createSources(): readonly CallSource[] {
    const { account, webhook, trial } = this.#store.current;
    const { clock } = this.#deps;
    const { transport } = this.#network;
    const storeOptions = trial === true ? {} : { agentStore: createAgentStore(this.history) };
    return [
      ...(account === null ? [] : [new ZoomWebSocketSource(account, { transport, clock, ...storeOptions })]),
      ...(webhook === null ? [] : [new ZoomWebhookSource(webhook, { transport, clock })]),
      this.#launchLinks,
    ];
  }

  #createContacts(): ContactsFile | null {
    const { contacts: path, contactsColumns: columns, country } = this.#store.current.settings;
    if (path === null) return null;
    return new ContactsFile({
      path,
      country,
      columns,
      onReport: (report) => {
        for (const notice of toContactsNotices(report)) this.service.addNotice(notice);
      },
    });
  }

  #createCrms(): Crms {
    const { clock, translateFor } = this.#deps;
    const { transport } = this.#network;
    const { current, secrets } = this.#store;
    return openConnectors(current, { transport, secrets, clock, t: translateFor(current) });
  }
}

type Crms = ReturnType<typeof openConnectors>;

/** Stores the agent in the history file. */
function createAgentStore(history: CallHistory): AgentStore {
  const key = (setting: string): string => `agent:${setting}`;
  return {
    get: (setting) => {
      const text = history.getValue(key(setting));
      return Agent.safeParse(text === null ? null : parseJson(text)).data ?? null;
    },
    set: (setting, agent) => history.setValue(key(setting), JSON.stringify(agent)),
  };
}
