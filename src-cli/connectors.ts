import { systemClock } from '../src-core/clock.ts';
import { openConnectors } from '../src-core/connectors.ts';
import { KeychainClient } from '../src-core/keychain-client.ts';
import { withEnvironment, type SecretStore } from '../src-core/secret-store.ts';
import type { Beginning } from './begin.ts';
import { forkKeychainWorker } from './keychain.ts';
import { terminalWay } from './way.ts';

/** Secrets as the terminal finds them: in the environment, else in the keychain. `close` ends what was begun for that. */
export function terminalSecrets(environment: Beginning['environment']): {
  readonly store: SecretStore;
  readonly close: () => void;
} {
  const keychain = new KeychainClient(forkKeychainWorker, systemClock);
  return { store: withEnvironment(keychain, environment), close: () => keychain.close() };
}

/** The CRMs of the settings, for one command. */
export function terminalConnectors({
  environment,
  configuration,
  t,
}: Pick<Beginning, 'environment' | 'configuration' | 't'>): ReturnType<typeof openConnectors> & {
  readonly close: () => void;
} {
  const { transport } = terminalWay(configuration);
  const { store, close } = terminalSecrets(environment);
  return { ...openConnectors(configuration, { transport, secrets: store, clock: systemClock, t }), close };
}
