/** A program that sends a request to a keychain that hangs, and does not close it. */
import { systemClock, type Clock } from '../util/clock.ts';
import { KeychainClient } from '../secrets/keychain-client.ts';
import { createKeychainSpawner } from '../../src-cli/keychain-process.ts';

const [script = ''] = process.argv.slice(2);
/** Timeout of the hanging request. `null` keeps the default, which leaves a process time to start. */
let limitMs: number | null = null;
const clock: Clock = { ...systemClock, after: (ms, run) => systemClock.after(limitMs ?? ms, run) };
const keychain = new KeychainClient(createKeychainSpawner(script), clock, 600_000);
const print = (text: string | null): void => void process.stdout.write(`${String(text)}\n`);

print(await keychain.get('pid'));
limitMs = 100;
const hung = keychain.get('hang').catch(String);
limitMs = null;
print(await hung);
print(await keychain.get('pid'));
