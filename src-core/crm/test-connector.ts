import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { getFieldLabel } from './field-labels.ts';
import { parseSecret } from './sign-in.ts';
import {
  checkEntry,
  openConnector,
  type ConnectorConfiguration,
  type ConnectorDeps,
  type OpenConnector,
  type WrongSetting,
} from './open-connectors.ts';
import { rejectOnAbort, TimeoutError, withTimeout } from '../util/timeout.ts';
import { createRecordingTransport, type Exchange } from '../network/recording-transport.ts';
import { HttpError } from '../network/transport.ts';
import type { Translate } from '../i18n/index.ts';
import { NO_CHOICE } from '../lookup/choices.ts';
import type { Match } from '../lookup/connector.ts';
import { CONNECTOR_KINDS } from './registry.ts';
import { applyChoice, lookUp, findConfidentMatch, type FinishedLookup } from '../lookup/lookup.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import {
  toSecretKey,
  SecretStoreError,
  type SecretStore,
  type SecretStoreFault,
} from '../secrets/secret-store.ts';
import { formatList, formatMatchReason, formatLookupFailure } from '../output/messages.ts';

/** A long contact list takes this long to load. */
const PREPARE_TIMEOUT_MS = 30_000;

export interface TestedMatch extends Pick<
  Match,
  'name' | 'company' | 'matchedField' | 'matchedNumber' | 'grade'
> {
  /** why it is shown for this number */
  readonly why: string;
  /** host of its page; null = it has no page */
  readonly host: string | null;
  /** whether its page would open automatically, if the settings allow that */
  readonly canPop: boolean;
  /** why, or why not */
  readonly popReason: string;
}

/** Result of a test look-up. Has no secrets. */
export interface ConnectorTestResult {
  /** invalid settings; no request was sent if there are any */
  readonly wrong: readonly WrongSetting[];
  /** requests in order, with masked numbers; those without an end were not finished */
  readonly exchanges: readonly Exchange[];
  /** best first */
  readonly matches: readonly TestedMatch[];
  /** what went wrong, and what to do; null = nothing, even if no one was found */
  readonly error: string | null;
  /** of the look-up, without loading before it */
  readonly elapsedMs: number;
}

export interface ConnectorTestRequest {
  /** as in settings.json; it need not be saved or enabled */
  readonly entry: unknown;
  readonly number: PhoneNumber;
  /** an entered token that is not stored; null = the stored one, as for every sign-in in the browser */
  readonly secret: string | null;
}

/**
 * Looks up a number in one connector, without a cache. Stores only what a sign-in renews. Rejects only with HttpError, when
 * `signal` aborts.
 */
export async function testConnector(
  { entry: rawEntry, number, secret: typedSecret }: ConnectorTestRequest,
  deps: ConnectorDeps & {
    readonly configuration: ConnectorConfiguration;
    /** monotonic, in ms */
    readonly stopwatch: () => number;
    /** called when a request starts, and again under the same index when it ends */
    readonly onExchange?: (exchange: Exchange) => void;
  },
  signal: AbortSignal,
): Promise<ConnectorTestResult> {
  const { configuration, clock, t, stopwatch } = deps;
  const check = checkEntry(rawEntry);
  if ('wrong' in check)
    return toInvalidResult(check.wrong, TypedSchema.safeParse(rawEntry).data?.type ?? '', t);
  const { entry } = check;
  const takesSecret = CONNECTOR_KINDS.get(entry.type)?.getSignIn(entry)?.kind === 'secret';
  const parsedSecret = takesSecret && typedSecret !== null ? parseSecret(typedSecret) : { kind: 'empty' };
  if ('kind' in parsedSecret && parsedSecret.kind === 'unusable')
    return { ...EMPTY_RESULT, error: t('cli.sign-in.unusable') };
  const exchanges = new Map<number, Exchange>();
  const transport = createRecordingTransport(
    deps.transport,
    getAskedNumber(number),
    (exchange) => {
      exchanges.set(exchange.index, exchange);
      deps.onExchange?.(exchange);
    },
    stopwatch,
  );
  const enteredSecret = 'secret' in parsedSecret ? parsedSecret.secret : null;
  const { secrets, getFault } = createTestSecrets(deps.secrets, toSecretKey(entry.id), enteredSecret);
  const opened = openConnector(entry, configuration, { transport, secrets, clock, t });
  if ('wrong' in opened) return toInvalidResult([{ key: opened.wrong, place: opened.wrong }], entry.type, t);
  const lookup = await rejectOnAbort(
    runLookup(opened, number, deps, signal),
    signal,
    () => new HttpError('timeout'),
  );
  return {
    wrong: [],
    exchanges: [...exchanges.values()],
    matches: lookup.status === 'found' ? lookup.matches.map((match) => toTestedMatch(match, lookup, t)) : [],
    error: formatLookupError(lookup, getFault(), t),
    elapsedMs: lookup.status === 'skipped' ? 0 : lookup.elapsedMs,
  };
}

/** The digits that connectors are asked for; other kinds of numbers are sent nowhere. */
function getAskedNumber(number: PhoneNumber): string {
  if (number.kind === 'external') return number.e164;
  return number.kind === 'extension' ? number.extension : '';
}

const TypedSchema = z.object({ type: z.string() });

const EMPTY_RESULT = { wrong: [], exchanges: [], matches: [], elapsedMs: 0 };

function toInvalidResult(wrong: readonly WrongSetting[], type: string, t: Translate): ConnectorTestResult {
  const fields = wrong.map(({ key, place }) => {
    const name = getFieldLabel(type, key, t);
    return place === key ? name : t('setting.named', { label: name, name: place });
  });
  return { ...EMPTY_RESULT, wrong, error: t('connector-trial.unusable', { fields: formatList(fields, t) }) };
}

/** Looks up the number. If that is too slow, loads what it waits for and tries again, as the next call would. */
async function runLookup(
  { connector, prepare }: OpenConnector,
  number: PhoneNumber,
  { clock, stopwatch }: { readonly clock: Clock; readonly stopwatch: () => number },
  signal: AbortSignal,
): Promise<FinishedLookup> {
  const lookUpOnce = (): Promise<FinishedLookup> =>
    new Promise((resolve) => {
      lookUp([connector], number, {
        clock,
        stopwatch,
        onResult: (result) => {
          if (result.status !== 'found' || !result.searching) resolve(applyChoice(result, NO_CHOICE));
        },
      });
    });
  const first = await lookUpOnce();
  if (first.status !== 'error' || first.failures.every(({ kind }) => kind !== 'slow')) return first;
  try {
    await withTimeout(PREPARE_TIMEOUT_MS, clock, signal, prepare);
  } catch (error) {
    // The second look-up runs even if loading has not finished.
    if (!(error instanceof TimeoutError)) throw error;
  }
  return await lookUpOnce();
}

function toTestedMatch(match: Match, lookup: FinishedLookup, t: Translate): TestedMatch {
  const { name, company, matchedField, matchedNumber, grade, url } = match;
  const popReason = getPopReason(match, lookup);
  return {
    name,
    company,
    matchedField,
    matchedNumber,
    grade,
    why: formatMatchReason(match, t),
    host: url === null ? null : new URL(url).host,
    canPop: popReason === 'alone',
    popReason: t(`connector-trial.opening.${popReason}`),
  };
}

function getPopReason(match: Match, lookup: FinishedLookup): 'alone' | 'not-exact' | 'shared' | 'no-page' {
  if (findConfidentMatch(lookup) === match) return 'alone';
  if (match.grade !== 'exact') return 'not-exact';
  return match.url === null ? 'no-page' : 'shared';
}

function formatLookupError(
  lookup: FinishedLookup,
  fault: SecretStoreFault | null,
  t: Translate,
): string | null {
  switch (lookup.status) {
    case 'found':
    case 'none':
      return null;
    case 'skipped':
      return t('connector-trial.skipped');
    case 'error':
      // If the keychain can't be read, `signed-out` says nothing.
      if (fault !== null && lookup.failures.some(({ kind }) => kind === 'signed-out'))
        return `${t(`check.keychain.${fault}`)} ${t(`remedy.keychain.${fault}`)}`;
      return lookup.failures.map((failure) => formatLookupFailure(failure, t)).join(' ');
  }
}

/**
 * A store with one replaced secret, which is not stored.
 * @param secret replaces the one of `key`; null = the stored one
 * @returns getFault why the last secret could not be read, or null
 */
function createTestSecrets(
  store: SecretStore,
  key: string,
  secret: string | null,
): { readonly secrets: SecretStore; readonly getFault: () => SecretStoreFault | null } {
  let fault: SecretStoreFault | null = null;
  const get = async (name: string): Promise<string | null> => {
    if (name === key && secret !== null) return secret;
    try {
      return await store.get(name);
    } catch (error) {
      if (error instanceof SecretStoreError) fault = error.fault;
      throw error;
    }
  };
  const set: SecretStore['set'] = (name, value) => store.set(name, value);
  return { secrets: { get, set, remove: (name) => store.remove(name) }, getFault: () => fault };
}
