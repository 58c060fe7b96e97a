import { z } from 'zod';
import type { Clock } from './clock.ts';
import { fieldName } from './connector-sentences.ts';
import { readSecret } from './connector-sign-in.ts';
import {
  checkEntry,
  openConnector,
  type ConnectorConfiguration,
  type OpenConnector,
  type WrongSetting,
} from './connectors.ts';
import { orAborted } from './http/node-transport.ts';
import { recordingTransport, type Exchange } from './http/recording-transport.ts';
import type { Transport } from './http/transport.ts';
import type { Translate } from './i18n/index.ts';
import { NO_CHOICE } from './lookup/choices.ts';
import type { Match } from './lookup/connector.ts';
import { CONNECTOR_KINDS } from './lookup/crm/registry.ts';
import { judged, lookUp, surelyThePerson, type FinishedLookup } from './lookup/lookup.ts';
import type { Grade } from './numbers/grade.ts';
import type { PhoneNumber } from './numbers/number.ts';
import {
  connectorSecret,
  SecretStoreError,
  type SecretStore,
  type SecretStoreFault,
} from './secret-store.ts';
import { gradeSentence, troubleSentence } from './sentences.ts';

/** A list of contacts that is read whole takes so long, and is there for the next call. */
const PREPARE_MS = 30_000;

/** Somebody whom a trial found. */
export interface TriedMatch {
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
  readonly opens: boolean;
  /** why, or why not */
  readonly opening: string;
}

/** What came of asking one connector for one number. Holds no secret. */
export interface Trial {
  /** settings for which nobody was asked */
  readonly wrong: readonly WrongSetting[];
  /** what was asked, in order, numbers masked; those without an end were still under way */
  readonly exchanges: readonly Exchange[];
  /** best first */
  readonly matches: readonly TriedMatch[];
  /** why it could not say, and what to do; null = it could, also when it found nobody */
  readonly trouble: string | null;
  /** of the look-up, without what was loaded for it before */
  readonly elapsedMs: number;
}

/** What is to be tried. */
export interface TrialOrder {
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
export async function tryNumber(
  { entry: given, number, secret: typedSecret }: TrialOrder,
  parts: {
    readonly configuration: ConnectorConfiguration;
    readonly transport: Transport;
    readonly secrets: SecretStore;
    readonly clock: Clock;
    readonly t: Translate;
    /** a monotonic clock in ms */
    readonly stopwatch: () => number;
  },
  signal: AbortSignal,
): Promise<Trial> {
  const { configuration, clock, t, stopwatch } = parts;
  const check = checkEntry(given);
  if ('wrong' in check) return unusable(check.wrong, Typed.safeParse(given).data?.type ?? '', t);
  const { entry } = check;
  const takesSecret = CONNECTOR_KINDS.get(entry.type)?.signIn(entry)?.kind === 'secret';
  const typed = takesSecret && typedSecret !== null ? readSecret(typedSecret) : { kind: 'empty' };
  if ('kind' in typed && typed.kind === 'unusable') return { ...NOTHING, trouble: t('cli.sign-in.unusable') };
  const exchanges = new Map<number, Exchange>();
  const transport = recordingTransport(
    parts.transport,
    (exchange) => exchanges.set(exchange.index, exchange),
    stopwatch,
  );
  const secrets = new TrialSecrets(
    parts.secrets,
    'secret' in typed ? { name: connectorSecret(entry.id), secret: typed.secret } : null,
  );
  const opened = openConnector(entry, configuration, { transport, secrets, clock, t });
  if ('wrong' in opened) return unusable([{ key: opened.wrong, place: opened.wrong }], entry.type, t);
  const lookup = await orAborted(ask(opened, number, parts, signal), signal);
  return {
    wrong: [],
    exchanges: [...exchanges.values()],
    matches: lookup.status === 'found' ? lookup.matches.map((match) => tried(match, lookup, t)) : [],
    trouble: troubleIn(lookup, secrets.fault, t),
    elapsedMs: lookup.status === 'skipped' ? 0 : lookup.elapsedMs,
  };
}

const Typed = z.object({ type: z.string() });

/** Nobody was asked. */
const NOTHING = { wrong: [], exchanges: [], matches: [], elapsedMs: 0 };

function unusable(wrong: readonly WrongSetting[], type: string, t: Translate): Trial {
  const fields = wrong.map(({ key, place }) => {
    const name = fieldName(type, key, t);
    return place === key ? name : `${name} (${place})`;
  });
  return { ...NOTHING, wrong, trouble: t('connector-trial.unusable', { fields: fields.join(', ') }) };
}

/**
 * What it says, when it has said it. What came too late for the first time because something had to be loaded before is
 * asked again, as the next call would be.
 */
async function ask(
  { connector, prepare }: OpenConnector,
  number: PhoneNumber,
  { clock, stopwatch }: { readonly clock: Clock; readonly stopwatch: () => number },
  signal: AbortSignal,
): Promise<FinishedLookup> {
  const once = (): Promise<FinishedLookup> =>
    new Promise((resolve) => {
      lookUp([connector], number, {
        clock,
        stopwatch,
        tell: (told) => {
          if (told.status !== 'found' || !told.searching) resolve(judged(told, NO_CHOICE));
        },
      });
    });
  const first = await once();
  if (first.status !== 'error' || first.troubles.every(({ kind }) => kind !== 'slow')) return first;
  const limit = new AbortController();
  const cancelLimit = clock.after(PREPARE_MS, () => limit.abort());
  await prepare(AbortSignal.any([signal, limit.signal]));
  cancelLimit();
  return signal.aborted ? first : await once();
}

function tried(match: Match, lookup: FinishedLookup, t: Translate): TriedMatch {
  const { name, company, matchedField, matchedNumber, grade, url } = match;
  const opening = openingOf(match, lookup);
  return {
    name,
    company,
    matchedField,
    matchedNumber,
    grade,
    why: gradeSentence(match, t),
    host: url === null ? null : new URL(url).host,
    opens: opening === 'alone',
    opening: t(`connector-trial.opening.${opening}`),
  };
}

function openingOf(match: Match, lookup: FinishedLookup): 'alone' | 'not-exact' | 'shared' | 'no-page' {
  if (surelyThePerson(lookup) === match) return 'alone';
  if (match.grade !== 'exact') return 'not-exact';
  return match.url === null ? 'no-page' : 'shared';
}

function troubleIn(lookup: FinishedLookup, fault: SecretStoreFault | null, t: Translate): string | null {
  switch (lookup.status) {
    case 'found':
    case 'none':
      return null;
    case 'skipped':
      return t('connector-trial.skipped');
    case 'error':
      // Not that nobody had signed in: whether somebody has cannot be read.
      if (fault !== null && lookup.troubles.some(({ kind }) => kind === 'signed-out'))
        return `${t(`check.keychain.${fault}`)} ${t(`remedy.keychain.${fault}`)}`;
      return lookup.troubles.map((trouble) => troubleSentence(trouble, t)).join(' ');
  }
}

/** Secrets with one in place of what is stored, which is never stored itself. */
class TrialSecrets implements SecretStore {
  readonly #store: SecretStore;
  readonly #typed: { readonly name: string; readonly secret: string } | null;
  /** why the last one could not be read; null = it could */
  fault: SecretStoreFault | null = null;

  constructor(store: SecretStore, typed: { readonly name: string; readonly secret: string } | null) {
    this.#store = store;
    this.#typed = typed;
  }

  async get(name: string): Promise<string | null> {
    if (name === this.#typed?.name) return this.#typed.secret;
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
