/** A program that asks a keychain which hangs, and forgets to close it. */
import { systemClock } from '../util/clock.ts';
import { KeychainClient } from '../secrets/keychain-client.ts';
import { createKeychainSpawner } from '../../src-cli/keychain-process.ts';

const [script = '', limitMs = ''] = process.argv.slice(2);
const keychain = new KeychainClient(createKeychainSpawner(script), systemClock, Number(limitMs));
const print = (text: string | null): void => void process.stdout.write(`${String(text)}\n`);

print(await keychain.get('pid'));
print(await keychain.get('hang').catch(String));
print(await keychain.get('pid'));
