/** A program that asks a keychain which hangs, and forgets to close it. */
import { systemClock } from '../src-core/clock.ts';
import { KeychainClient } from '../src-core/keychain-client.ts';
import { createKeychainSpawner } from './keychain.ts';

const [script = '', limitMs = ''] = process.argv.slice(2);
const keychain = new KeychainClient(createKeychainSpawner(script), systemClock, Number(limitMs));
const print = (text: string | null): void => void process.stdout.write(`${String(text)}\n`);

print(await keychain.get('pid'));
print(await keychain.get('hang').catch(String));
print(await keychain.get('pid'));
