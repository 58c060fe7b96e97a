import { join } from 'node:path';
import { app } from 'electron/main';
import { App } from './app.ts';
import { registerAppScheme, serveApp } from './security/app-protocol.ts';
import { readArguments } from './arguments.ts';
import { createKeychainSpawner } from './system/keychain-process.ts';
import { hardenWindows } from './security/window-hardening.ts';
import { requestSingleInstance, onLaunchLink, onSecondInstance, registerLaunchLinks } from './deep-links.ts';
import { findSoundFile } from './system/sounds.ts';
import { systemClock } from '../src-core/util/clock.ts';
import { KeychainClient } from '../src-core/secrets/keychain-client.ts';
import { withEnvironment } from '../src-core/secrets/secret-store.ts';
import { SessionSecrets } from '../src-core/secrets/session-secrets.ts';
import { SettingsStore } from '../src-core/settings/settings-store.ts';
import { readManagedSettings } from '../src-core/settings/policies.ts';
import { getHome, NO_MANAGED_SETTINGS } from '../src-core/settings/load-settings.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import { startDemo } from '../src-simulator/demo.ts';
import { createDemoHome, removeDemoHome } from '../src-simulator/demo-home.ts';

// What must be settled before Electron is ready; the rest is begun by it.
const args = readArguments(process.argv);
const demoHome = args.demo ? createDemoHome() : null;
// A packaged app takes its settings from its own store only: an environment is too easily set by others.
const environment: Readonly<Record<string, string | undefined>> = app.isPackaged ? {} : process.env;
const home = demoHome ?? getHome(environment);

// As root (containers, CI) Chromium has no sandbox to enable; run.js says so with this switch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
// Windows shows notifications only of an app that it knows by the name under which it is installed (electron-builder.yml).
if (process.platform === 'win32') app.setAppUserModelId('jp.chakushin.app');
app.setPath('userData', join(home, 'browser'));

const earlyLinks: string[] = args.link === null ? [] : [args.link];
/** Until there is something to show them, links wait. */
let openLaunchLink = (link: string): void => void earlyLinks.push(link);
onLaunchLink((link) => openLaunchLink(link));

if (requestSingleInstance(args.link)) {
  app.whenReady().then(startApp).catch(exitWithError);
} else {
  // The first instance shows its window or the call; this one ends.
  app.exit(0);
}

async function startApp(): Promise<void> {
  const root = app.getAppPath();
  hardenWindows();
  /** Before the settings are read no window asks for a sound. */
  let getSettings = (): Settings | null => null;
  serveApp(join(root, 'out', 'renderer'), (name) => {
    const settings = getSettings();
    return settings === null ? null : findSoundFile(name, settings, join(root, 'resources', 'sounds'));
  });
  const demo =
    demoHome === null
      ? null
      : await startDemo(demoHome, join(root, 'resources', 'contacts.csv'), process.env);
  const keychain = new KeychainClient(createKeychainSpawner(join(root, 'out', 'main')), systemClock);
  const env = demo?.environment ?? environment;
  const store = new SettingsStore({
    env,
    managed: demo === null ? readManagedSettings({ env }) : NO_MANAGED_SETTINGS,
    secrets: new SessionSecrets(withEnvironment(keychain, env)),
    clock: systemClock,
    shouldRepair: true,
  });
  getSettings = () => store.current.settings;
  const chakushin = new App({
    store,
    keychain,
    environment: env,
    extraRootsFile: environment['NODE_EXTRA_CA_CERTS'] ?? null,
    root,
    shouldPrintJson: args.json,
    isDemo: demo !== null,
  });
  listenToProcess(chakushin, store, keychain);

  // macOS passes no argument at login but says so here.
  chakushin.start(args.hidden || app.getLoginItemSettings().wasOpenedAtLogin);
  store.startWatching();
  registerLaunchLinks();
  openLaunchLink = (link) => chakushin.openLaunchLink(link);
  for (const link of earlyLinks.splice(0)) openLaunchLink(link);
  if (demo === null) return;
  await chakushin.playTour(demo.simulator);
  if (!args.tour) return;
  await demo.close();
  app.quit();
}

/** Further starts, the end of the process, signals, and errors that nothing caught. */
function listenToProcess(chakushin: App, store: SettingsStore, keychain: KeychainClient): void {
  onSecondInstance((link) => {
    if (link === null) chakushin.openMainWindow();
    else chakushin.openLaunchLink(link);
  });
  app.on('activate', () => chakushin.openMainWindow());
  // Without windows the app goes on in the tray.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', () => {
    // First: what ends with the app must apply no settings any more.
    store.close();
    chakushin.stop();
    keychain.close();
  });
  process.on('exit', () => {
    if (demoHome !== null) removeDemoHome(demoHome);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  process.on('uncaughtException', (error) => chakushin.reportFault(error));
  process.on('unhandledRejection', (reason) => chakushin.reportFault(reason));
}

function exitWithError(error: unknown): void {
  process.stderr.write(
    `Chakushin could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  if (demoHome !== null) removeDemoHome(demoHome);
  app.exit(1);
}
