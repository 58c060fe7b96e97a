import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { openConnectors } from './connectors.ts';
import { openHistory, type CallHistory } from './history/call-history.ts';
import type { Connector } from './lookup/connector.ts';
import { createContactsFile, type ContactsFile } from './lookup/contacts-file.ts';
import { contactsNotices } from './lookup/contacts-notices.ts';
import type { Translate } from './i18n/index.ts';
import type { SecretStore } from './secret-store.ts';
import { CallService, type ServiceEvents } from './service.ts';
import { followSettings } from './settings/follow.ts';
import type { Configuration, SettingProblem } from './settings/read.ts';
import type { CallSource } from './sources/source.ts';
import { LaunchLinkSource } from './sources/launch-link.ts';
import { ZoomWebhookSource } from './sources/webhook-source.ts';
import { ZoomWebSocketSource, type AgentMemory } from './sources/zoom-websocket.ts';
import { watchForWaking, type Interfaces } from './wake-watch.ts';
import { parseJson } from './text/parse-json.ts';
import { nodeTransport } from './http/node-transport.ts';
import { routesThrough, type ProxyResolver } from './http/routes.ts';
import type { Transport } from './http/transport.ts';
import { trustedRoots, type CaFileProblem } from './http/trusted-roots.ts';

/** What differs between the app and the terminal. */
export interface Surroundings {
  readonly clock: Clock;
  readonly events: ServiceEvents;
  /** the system's proxy, in the words of a PAC file */
  readonly resolveProxy: ProxyResolver;
  /** NODE_EXTRA_CA_CERTS, where the environment counts */
  readonly extraRootsFile: string | null;
  /** `os.networkInterfaces` */
  readonly interfaces: Interfaces;
  /** Reads the settings anew, when their file changed. */
  readonly reread: () => Configuration;
  /** where the CRMs' secrets are */
  readonly secrets: SecretStore;
  /** the words of CRM fields */
  readonly t: (configuration: Configuration) => Translate;
}

/** The whole service, put together but not started. */
export interface Assembly {
  readonly service: CallService;
  /** Takes a `chakushin:` link that the system was asked to open. */
  openLink(text: string): void;
  start(): void;
  /** These settings hold from now on; what they do not concern goes on undisturbed. */
  apply(configuration: Configuration): void;
  /** Begins anew with all CRMs: somebody signed in to one of them, which no setting tells. */
  reopenConnectors(): void;
  /** the way to Zoom and the CRMs, and what is wrong with the certificates for it */
  readonly way: Way;
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
export interface Way {
  readonly transport: Transport;
  readonly caFileProblem: CaFileProblem | null;
}

/** Puts together all that stands behind a window or a terminal. */
export function assemble(configuration: Configuration, surroundings: Surroundings): Assembly {
  const { home } = configuration;
  const { clock, events, interfaces, reread, secrets } = surroundings;
  let now = configuration;
  let running = false;
  const history = openHistory({
    path: join(home, 'history.sqlite'),
    clock,
    // Told once the service runs: before, nobody would hear of it.
    onTrouble: ({ code, ...params }) => {
      clock.after(0, () => service.notice({ level: 'warn', code, params }));
    },
  });
  const launchLinks = new LaunchLinkSource(() => performance.now());
  const wayFor = ({ settings }: Configuration): Way => {
    const { roots, problem } = trustedRoots({
      extraFile: settings.network.caFile,
      nodeExtraFile: surroundings.extraRootsFile,
    });
    const transport = nodeTransport(routesThrough(surroundings.resolveProxy, roots));
    return { transport, caFileProblem: problem };
  };
  const sourcesFor = ({ account, webhook, trial }: Configuration): readonly CallSource[] => {
    const { transport } = way;
    const memory = trial === true ? {} : { memory: agentMemory(history) };
    return [
      ...(account === null ? [] : [new ZoomWebSocketSource(account, { transport, clock, ...memory })]),
      ...(webhook === null ? [] : [new ZoomWebhookSource(webhook, { transport, clock })]),
      launchLinks,
    ];
  };
  const contactsFor = ({ settings }: Configuration): ContactsFile | null =>
    settings.contacts === null
      ? null
      : createContactsFile({
          path: settings.contacts,
          country: settings.country,
          onReport: (report) => {
            for (const notice of contactsNotices(report)) service.notice(notice);
          },
        });
  const crmsFor = (next: Configuration): Crms =>
    openConnectors(next, { transport: way.transport, secrets, clock, t: surroundings.t(next) });
  const tellProblems = ({ problems }: Pick<Configuration, 'problems'>): void => {
    for (const { name, code } of problems) service.notice({ level: 'error', code, params: { name } });
  };

  let way = wayFor(configuration);
  let contacts = contactsFor(configuration);
  let crms = crmsFor(configuration);
  let preparing = new AbortController();
  const service = new CallService({
    settings: configuration.settings,
    sources: sourcesFor(configuration),
    history,
    connectors: connectorsOf(contacts, crms),
    clock,
    events,
  });
  const beginCrms = (): void => {
    preparing = new AbortController();
    void crms.prepare(preparing.signal);
    tellProblems(crms);
  };
  const beginWay = (): void => {
    const { caFileProblem } = way;
    if (caFileProblem !== null) service.notice({ level: 'error', code: caFileProblem, params: {} });
  };

  const apply = (next: Configuration): void => {
    const before = now;
    now = next;
    const differs = (part: (configuration: Configuration) => unknown): boolean =>
      JSON.stringify(part(before)) !== JSON.stringify(part(next));
    if (differs(({ problems }) => problems)) tellProblems(next);
    if (differs(({ settings }) => settings)) service.useSettings(next.settings);
    const newWay = differs(({ settings }) => settings.network);
    if (newWay) {
      way = wayFor(next);
      beginWay();
    }
    const newContacts = differs(({ settings }) => [settings.contacts, settings.country]);
    const newCrms =
      newWay ||
      differs(({ settings, account, webhook }) => [
        settings.connectors,
        settings.country,
        settings.language,
        account,
        webhook,
      ]);
    if (newContacts || newCrms) {
      if (newContacts) {
        contacts?.stop();
        contacts = contactsFor(next);
      }
      if (newCrms) {
        preparing.abort();
        crms = crmsFor(next);
      }
      if (running && newContacts) contacts?.start();
      service.useConnectors(connectorsOf(contacts, crms));
      if (running && newCrms) beginCrms();
    }
    if (newWay || differs(({ account, webhook }) => [account, webhook]))
      service.useSources(sourcesFor(next), next.trial === true);
  };

  const ends: (() => void)[] = [];
  return {
    service,
    history,
    get way() {
      return way;
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
      tellProblems(now);
      beginCrms();
      beginWay();
      ends.push(
        watchForWaking(clock, interfaces, () => service.wake('changed')),
        followSettings(join(home, 'settings.json'), () => apply(reread())),
      );
    },
    apply,
    reopenConnectors: () => {
      preparing.abort();
      crms = crmsFor(now);
      service.useConnectors(connectorsOf(contacts, crms));
      if (running) beginCrms();
    },
    finish: () => service.finish(),
    stop: () => {
      running = false;
      for (const end of ends.splice(0)) end();
      preparing.abort();
      service.stop();
      contacts?.stop();
      history.close();
    },
  };
}

type Crms = ReturnType<typeof openConnectors>;

function connectorsOf(contacts: ContactsFile | null, crms: Crms): readonly Connector[] {
  return [...(contacts === null ? [] : [contacts]), ...crms.connectors];
}

const RememberedAgent = z.object({
  userId: z.string().nullable(),
  extensionId: z.string().nullable(),
  extensionNumber: z.string().nullable(),
  numbers: z.array(z.string()),
});

/** Who the agent was, beside the calls. */
function agentMemory(history: CallHistory): AgentMemory {
  const key = (setting: string): string => `agent:${setting}`;
  return {
    recall: (setting) => {
      const text = history.remembered(key(setting));
      const agent = RememberedAgent.safeParse(text === null ? null : parseJson(text));
      return agent.success ? agent.data : null;
    },
    keep: (setting, agent) => history.remember(key(setting), JSON.stringify(agent)),
  };
}
