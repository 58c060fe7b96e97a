import { join } from 'node:path';
import { app } from 'electron/main';
import { chooseLanguage, type Language } from '../src-core/i18n/index.ts';
import { KeychainClient } from '../src-core/secrets/keychain-client.ts';
import { withEnvironment } from '../src-core/secrets/secret-store.ts';
import { SessionSecrets } from '../src-core/secrets/session-secrets.ts';
import { getHome, NO_MANAGED_SETTINGS, readConfiguration } from '../src-core/settings/load-settings.ts';
import { readManagedSettings } from '../src-core/settings/policies.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import { SettingsStore } from '../src-core/settings/settings-store.ts';
import { systemClock } from '../src-core/util/clock.ts';
import type { Environment } from '../src-core/util/environment.ts';
import { createDemoHome, removeDemoHome } from '../src-simulator/demo-home.ts';
import { startDemo } from '../src-simulator/demo.ts';
import { App } from './app.ts';
import { readArguments } from './arguments.ts';
import { onLaunchLink, onSecondInstance, registerLaunchLinks, requestSingleInstance } from './deep-links.ts';
import { reloadOnBuild } from './dev-reload.ts';
import { registerAppScheme, serveApp } from './security/app-protocol.ts';
import { hardenWindows } from './security/window-hardening.ts';
import { createKeychainSpawner } from './system/keychain-process.ts';
import { findSoundFile } from './system/sounds.ts';

// What must be set before Electron is ready.
const args = readArguments(process.argv);
const demoHome = args.demo ? createDemoHome() : null;
// A packaged app ignores the environment, which is too easily set by others.
const environment: Environment = app.isPackaged ? {} : process.env;
const home = demoHome ?? getHome(environment);

// Chromium has no sandbox as root (containers, CI): scripts/ then turns it off.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
// Windows shows notifications only of an installed app, by this name (electron-builder.yml).
if (process.platform === 'win32') app.setAppUserModelId('jp.chakushin.app');
app.setPath('userData', join(home, 'browser'));

const earlyLinks: string[] = args.link === null ? [] : [args.link];
/** Queues links until the app can open them. */
let openLaunchLink = (link: string): void => void earlyLinks.push(link);
onLaunchLink((link) => openLaunchLink(link));

if (requestSingleInstance(args.link)) {
  app.whenReady().then(startApp).catch(exitWithError);
} else {
  // The first instance shows its window, or the call of the link.
  app.exit(0);
}

async function startApp(): Promise<void> {
  const root = app.getAppPath();
  hardenWindows();
  /** Null until the settings are read. */
  let getSettings = (): Settings | null => null;
  serveApp(join(root, 'out', 'renderer'), (name) => {
    const settings = getSettings();
    return settings === null ? null : findSoundFile(name, settings, join(root, 'resources', 'sounds'));
  });
  const demo =
    demoHome === null
      ? null
      : await startDemo({ home: demoHome, root, language: getDemoLanguage(demoHome), env: process.env });
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

  // macOS passes no argument at login.
  chakushin.start(args.hidden || app.getLoginItemSettings().wasOpenedAtLogin);
  store.startWatching();
  if (!app.isPackaged && process.env['CHAKUSHIN_DEV'] !== undefined)
    reloadOnBuild(join(root, 'out', 'renderer'));
  registerLaunchLinks();
  openLaunchLink = (link) => chakushin.openLaunchLink(link);
  for (const link of earlyLinks.splice(0)) openLaunchLink(link);
  if (demo === null) return;
  await chakushin.playTour(demo.simulator);
  if (!args.tour) return;
  await demo.close();
  app.quit();
}

function getDemoLanguage(demoHome: string): Language {
  const { settings } = readConfiguration({ ...process.env, CHAKUSHIN_HOME: demoHome });
  return chooseLanguage(settings.language, app.getPreferredSystemLanguages());
}

/** Further instances, quitting, signals, and uncaught errors. */
function listenToProcess(chakushin: App, store: SettingsStore, keychain: KeychainClient): void {
  onSecondInstance((link) => {
    if (link === null) chakushin.openMainWindow();
    else chakushin.openLaunchLink(link);
  });
  app.on('activate', () => chakushin.openMainWindow());
  // Keeps the app running in the tray.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', () => {
    // First, so that no settings are applied while the app ends.
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
