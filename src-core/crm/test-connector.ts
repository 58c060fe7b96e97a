import { z } from 'zod';
import type { Clock } from '../util/clock.ts';
import { getFieldLabel } from './field-labels.ts';
import { parseSecret } from './sign-in.ts';
import {
  checkEntry,
  openConnector,
  type ConnectorConfiguration,
  type OpenConnector,
  type WrongSetting,
} from './open-connectors.ts';
import { rejectOnAbort, TimeoutError, withTimeout } from '../util/timeout.ts';
import { createRecordingTransport, type Exchange } from '../network/recording-transport.ts';
import { HttpError, type Transport } from '../network/transport.ts';
import type { Translate } from '../i18n/index.ts';
import { NO_CHOICE } from '../lookup/choices.ts';
import type { Match } from '../lookup/connector.ts';
import { CONNECTOR_KINDS } from './registry.ts';
import { applyChoice, lookUp, findConfidentMatch, type FinishedLookup } from '../lookup/lookup.ts';
import type { Grade } from '../phone-numbers/match-grade.ts';
import type { PhoneNumber } from '../phone-numbers/phone-number.ts';
import {
  toSecretKey,
  SecretStoreError,
  type SecretStore,
  type SecretStoreFault,
} from '../secrets/secret-store.ts';
import { formatMatchReason, formatLookupFailure } from '../output/messages.ts';

/** A list of contacts that is read whole takes so long, and is there for the next call. */
const PREPARE_TIMEOUT_MS = 30_000;

/** Somebody whom a trial found. */
export interface TestedMatch {
  readonly name: string;
  readonly company: string | null;
  /** what the record calls the number that matched, and the number as written there */
  readonly matchedField: string;
  readonly matchedNumber: string;
  readonly grade: Grade;
  /** why it is shown for this number */
  readonly why: string;
  /** where its record would open; null = nowhere */
  readonly host: string | null;
  /** it would open by itself, as far as the settings let records do so and nobody else has the number */
  readonly canPop: boolean;
  /** why, or why not */
  readonly popReason: string;
}

/** What came of asking one connector for one number. Holds no secret. */
export interface ConnectorTestResult {
  /** settings for which nobody was asked */
  readonly wrong: readonly WrongSetting[];
  /** what was asked, in order, numbers masked; those without an end were still under way */
  readonly exchanges: readonly Exchange[];
  /** best first */
  readonly matches: readonly TestedMatch[];
  /** why it could not say, and what to do; null = it could, also when it found nobody */
  readonly error: string | null;
  /** of the look-up, without what was loaded for it before */
  readonly elapsedMs: number;
}

/** What is to be tried. */
export interface ConnectorTestRequest {
  /** as it may stand in settings.json; saved, enabled or neither */
  readonly entry: unknown;
  readonly number: PhoneNumber;
  /** a token that was typed and not stored; null = the stored one. Sign-ins in the browser are the stored ones always */
  readonly secret: string | null;
}

/**
 * Asks one connector for one number, as if it rang, with nothing remembered from before. Stores nothing but what a sign-in
 * renews. Rejects with HttpError when `signal` ends it, and with nothing else.
 */
export async function testConnector(
  { entry: rawEntry, number, secret: typedSecret }: ConnectorTestRequest,
  deps: {
    readonly configuration: ConnectorConfiguration;
    readonly transport: Transport;
    readonly secrets: SecretStore;
    readonly clock: Clock;
    readonly t: Translate;
    /** a monotonic clock in ms */
    readonly stopwatch: () => number;
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
    (exchange) => exchanges.set(exchange.index, exchange),
    stopwatch,
  );
  const secrets = new TestSecrets(
    deps.secrets,
    'secret' in parsedSecret ? { name: toSecretKey(entry.id), secret: parsedSecret.secret } : null,
  );
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
    error: formatLookupError(lookup, secrets.fault, t),
    elapsedMs: lookup.status === 'skipped' ? 0 : lookup.elapsedMs,
  };
}

const TypedSchema = z.object({ type: z.string() });

/** Nobody was asked. */
const EMPTY_RESULT = { wrong: [], exchanges: [], matches: [], elapsedMs: 0 };

function toInvalidResult(wrong: readonly WrongSetting[], type: string, t: Translate): ConnectorTestResult {
  const fields = wrong.map(({ key, place }) => {
    const name = getFieldLabel(type, key, t);
    return place === key ? name : `${name} (${place})`;
  });
  return { ...EMPTY_RESULT, wrong, error: t('connector-trial.unusable', { fields: fields.join(', ') }) };
}

/**
 * What it says, when it has said it. What came too late for the first time because something had to be loaded before is
 * asked again, as the next call would be.
 */
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
    // What is not ready by now is asked all the same.
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
      // Not that nobody had signed in: whether somebody has cannot be read.
      if (fault !== null && lookup.failures.some(({ kind }) => kind === 'signed-out'))
        return `${t(`check.keychain.${fault}`)} ${t(`remedy.keychain.${fault}`)}`;
      return lookup.failures.map((failure) => formatLookupFailure(failure, t)).join(' ');
  }
}

/** Secrets with one in place of what is stored, which is never stored itself. */
class TestSecrets implements SecretStore {
  readonly #store: SecretStore;
  readonly #override: { readonly name: string; readonly secret: string } | null;
  /** why the last one could not be read; null = it could */
  fault: SecretStoreFault | null = null;

  constructor(store: SecretStore, override: { readonly name: string; readonly secret: string } | null) {
    this.#store = store;
    this.#override = override;
  }

  async get(name: string): Promise<string | null> {
    if (name === this.#override?.name) return this.#override.secret;
    try {
      return await this.#store.get(name);
    } catch (error) {
      if (error instanceof SecretStoreError) this.fault = error.fault;
      throw error;
    }
  }

  set(name: string, value: string): Promise<void> {
    return this.#store.set(name, value);
  }

  remove(name: string): Promise<boolean> {
    return this.#store.remove(name);
  }
}
