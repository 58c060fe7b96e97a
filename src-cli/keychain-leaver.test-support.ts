/** A program that asks a keychain which hangs, and forgets to close it. */
import { systemClock } from '../src-core/clock.ts';
import { KeychainClient } from '../src-core/keychain-client.ts';
import { keychainWorkerAt } from './keychain.ts';

const [script = '', limitMs = ''] = process.argv.slice(2);
const keychain = new KeychainClient(keychainWorkerAt(script), systemClock, Number(limitMs));
const tell = (text: string | null): void => void process.stdout.write(`${String(text)}\n`);

tell(await keychain.get('pid'));
tell(await keychain.get('hang').catch(String));
tell(await keychain.get('pid'));
