import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { openConnectors } from './connectors.ts';
import { openHistory, type CallHistory } from './history/call-history.ts';
import { createContactsFile } from './lookup/contacts-file.ts';
import { contactsNotices } from './lookup/contacts-notices.ts';
import type { Translate } from './i18n/index.ts';
import type { SecretStore } from './secret-store.ts';
import { CallService, type ServiceEvents } from './service.ts';
import { followSettings } from './settings/follow.ts';
import type { Configuration } from './settings/read.ts';
import type { CallSource } from './sources/source.ts';
import { LaunchLinkSource } from './sources/launch-link.ts';
import { ZoomWebhookSource } from './sources/webhook-source.ts';
import { ZoomWebSocketSource, type AgentMemory } from './sources/zoom-websocket.ts';
import { watchForWaking, type Interfaces } from './wake-watch.ts';
import { parseJson } from './text/parse-json.ts';
import { nodeTransport } from './http/node-transport.ts';
import { routesThrough, type ProxyResolver } from './http/routes.ts';
import { trustedRoots } from './http/trusted-roots.ts';

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
  /** Reads the settings anew. */
  readonly reread: () => Configuration;
  /** where the CRMs' secrets are */
  readonly secrets: SecretStore;
  /** the words of CRM fields */
  readonly t: Translate;
}

/** The whole service, put together but not started. */
export interface Assembly {
  readonly service: CallService;
  /** Takes a `chakushin:` link that the system was asked to open. */
  openLink(text: string): void;
  start(): void;
  /** Resolves when what was under way is told. `stop` may follow. */
  finish(): Promise<void>;
  stop(): void;
}

/** Puts together all that stands behind a window or a terminal. */
export function assemble(configuration: Configuration, surroundings: Surroundings): Assembly {
  const { settings, home } = configuration;
  const { clock, events, interfaces, reread, secrets, t } = surroundings;
  const history = openHistory({
    path: join(home, 'history.sqlite'),
    clock,
    // Told once the service runs: before, nobody would hear of it.
    onTrouble: ({ code, ...params }) => {
      clock.after(0, () => service.notice({ level: 'warn', code, params }));
    },
  });
  const roots = trustedRoots({
    extraFile: settings.network.caFile,
    nodeExtraFile: surroundings.extraRootsFile,
  });
  const transport = nodeTransport(routesThrough(surroundings.resolveProxy, roots.roots));
  const launchLinks = new LaunchLinkSource(() => performance.now());
  const sourcesFor = ({ account, webhook }: Configuration): readonly CallSource[] => [
    ...(account === null
      ? []
      : [new ZoomWebSocketSource(account, { transport, clock, memory: agentMemory(history) })]),
    ...(webhook === null ? [] : [new ZoomWebhookSource(webhook, { transport, clock })]),
    launchLinks,
  ];
  const contacts =
    settings.contacts === null
      ? null
      : createContactsFile({
          path: settings.contacts,
          country: settings.country,
          onReport: (report) => {
            for (const notice of contactsNotices(report)) service.notice(notice);
          },
        });
  const crms = openConnectors(configuration, { transport, secrets, clock, t });
  const service = new CallService({
    settings,
    sources: sourcesFor(configuration),
    history,
    connectors: [...(contacts === null ? [] : [contacts]), ...crms.connectors],
    clock,
    events,
  });
  const accountOf = ({ account, webhook }: Configuration): string => JSON.stringify([account, webhook]);
  let account = accountOf(configuration);
  const tellProblems = ({ problems }: Pick<Configuration, 'problems'>): void => {
    for (const { name, code } of problems) service.notice({ level: 'error', code, params: { name } });
  };
  const ends: (() => void)[] = [];
  return {
    service,
    openLink: (text) => launchLinks.open(text),
    start: () => {
      contacts?.start();
      service.start();
      const abort = new AbortController();
      ends.push(() => abort.abort());
      void crms.prepare(abort.signal);
      tellProblems(configuration);
      tellProblems(crms);
      if (roots.problem !== null) service.notice({ level: 'error', code: roots.problem, params: {} });
      ends.push(
        watchForWaking(clock, interfaces, () => service.wake('changed')),
        followSettings(join(home, 'settings.json'), () => {
          const next = reread();
          tellProblems(next);
          if (accountOf(next) === account) return;
          account = accountOf(next);
          service.useSources(sourcesFor(next));
        }),
      );
    },
    finish: () => service.finish(),
    stop: () => {
      for (const end of ends.splice(0)) end();
      service.stop();
      contacts?.stop();
      history.close();
    },
  };
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
