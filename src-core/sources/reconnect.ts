import type { Grant } from '../zoom/token.ts';
import { LONGEST_RETRY_AFTER_MS } from '../http/transport.ts';
import { backoffMs } from './backoff.ts';
import type { OfflineCause, Refusal } from './source.ts';

/** Connected for this long, a close is a new matter: the back-off begins anew, and Zoom's hourly close is routine. */
const STABLE_MS = 60_000;
/** Routine closes are answered within this time, not all desks of an office in the same instant. */
const ROUTINE_MS = 500;
/** A connection that Zoom ends sooner than this with 1000 was probably replaced by another client's. */
const SHORT_LIVED_MS = 5 * 60_000;
/** That often within that time, and it is sure. */
const EVICTIONS = 3;
const EVICTIONS_WITHIN_MS = 5 * 60_000;
/** Between tries where trying more often would be a fight, or look like an attack: 60 to 120 s. */
const CALM_MS = 60_000;
/** Turned away that often in a row although it worked before: the subscription is gone. */
const TURNED_AWAY_LIMIT = 10;

/** How one try to be connected ended. `livedMs` = time since the welcome. */
export type Ending =
  | { readonly kind: 'closed'; readonly code: number; readonly livedMs: number }
  | { readonly kind: 'silent'; readonly livedMs: number }
  /** Zoom answered `build_connection` without success; `words` are its own, cleaned and without secrets */
  | { readonly kind: 'turned-away'; readonly words: string; readonly livedMs: number }
  /** it never came to a welcome; `waitMs` = what the other side asks us to wait */
  | {
      readonly kind: 'failed';
      readonly cause: OfflineCause;
      readonly detail: string;
      readonly waitMs: number | null;
    }
  | { readonly kind: 'refused'; readonly cause: Refusal; readonly detail: string };

/** What to do now. */
export type NextStep =
  | {
      readonly kind: 'retry';
      readonly waitMs: number;
      /** nobody need hear of it unless the next try fails too; else why there is no connection */
      readonly told: { readonly cause: OfflineCause; readonly detail: string } | null;
      /** the wait must not be cut short, not even after sleep or a change of network */
      readonly firm: boolean;
    }
  | { readonly kind: 'stop'; readonly cause: Refusal; readonly detail: string };

/** All that decides about the next try. Immutable: `afterEnding` gives the next one. */
export interface ReconnectState {
  /** failures in a row, for the back-off */
  readonly attempt: number;
  /** when short-lived connections were closed with 1000, ms since the epoch */
  readonly evictedAt: readonly number[];
  /** another client uses the subscription */
  readonly contested: boolean;
  /** times in a row that Zoom turned us away with a token that it had just given */
  readonly turnedAway: number;
  /** the grant of the next token */
  readonly grant: Grant;
  /** a welcome came since the start */
  readonly welcomed: boolean;
}

export const FRESH_START: ReconnectState = {
  attempt: 0,
  evictedAt: [],
  contested: false,
  turnedAway: 0,
  grant: 'account_credentials',
  welcomed: false,
};

/** A welcome came: whatever kept us out before is over, and the grant of this token stays. */
export function afterWelcome(state: ReconnectState): ReconnectState {
  return { ...state, turnedAway: 0, welcomed: true };
}

/** The machine woke, or its network changed: failures before say nothing of now. */
export function afterChange(state: ReconnectState): ReconnectState {
  return { ...state, attempt: 0 };
}

/**
 * Decides what follows on an ending.
 * @param now ms since the epoch
 * @param random in [0, 1)
 */
export function afterEnding(
  before: ReconnectState,
  ending: Ending,
  now: number,
  random: number,
): { readonly state: ReconnectState; readonly step: NextStep } {
  const lived = 'livedMs' in ending ? ending.livedMs : 0;
  const state: ReconnectState = {
    ...before,
    attempt: lived >= STABLE_MS ? 0 : before.attempt,
    contested: before.contested && lived < SHORT_LIVED_MS,
  };
  switch (ending.kind) {
    case 'closed':
      return afterClose(state, ending, now, random);
    case 'silent':
      return retry(state, 'silent', '', random);
    case 'turned-away':
      return afterTurnedAway(state, ending.words, random);
    case 'failed': {
      const { cause, detail, waitMs } = ending;
      if (waitMs === null) return retry(state, cause, detail, random);
      const backedOff = backoffMs(state.attempt, random);
      const wait = Math.max(backedOff, Math.min(waitMs, LONGEST_RETRY_AFTER_MS));
      return next(
        { ...state, attempt: state.attempt + 1 },
        { kind: 'retry', waitMs: wait, told: { cause, detail }, firm: true },
      );
    }
    case 'refused':
      return next(state, { kind: 'stop', cause: ending.cause, detail: ending.detail });
  }
}

function afterClose(
  before: ReconnectState,
  { code, livedMs }: { readonly code: number; readonly livedMs: number },
  now: number,
  random: number,
): ReturnType<typeof afterEnding> {
  const replaced = code === 1000 && livedMs < SHORT_LIVED_MS;
  // A clock that was set back must not bring together what was hours apart.
  const recent = before.evictedAt.filter((at) => Math.abs(now - at) < EVICTIONS_WITHIN_MS);
  const evictedAt = replaced ? [...recent, now].slice(-EVICTIONS) : recent;
  const contested = before.contested || evictedAt.length >= EVICTIONS;
  const state = { ...before, evictedAt, contested };
  if (replaced && contested) return calm(state, 'evicted', '', random);
  if (livedMs >= STABLE_MS) {
    // Zoom closes about once an hour when the token is over: nothing that anyone need hear of.
    const waitMs = Math.round(random * ROUTINE_MS);
    return next({ ...state, attempt: 1 }, { kind: 'retry', waitMs, told: null, firm: false });
  }
  return retry(state, code === 1006 ? 'broken' : 'closed', '', random);
}

/**
 * Zoom gave a token and does not take it. Another client may have got a newer one meanwhile, which may revoke
 * ours; Zoom's pages disagree on the kind of token: so first a fresh one, then the other kind, once each.
 */
function afterTurnedAway(
  before: ReconnectState,
  words: string,
  random: number,
): ReturnType<typeof afterEnding> {
  const state = { ...before, turnedAway: before.turnedAway + 1 };
  const atOnce: NextStep = { kind: 'retry', waitMs: 0, told: null, firm: false };
  if (state.turnedAway === 1) {
    // Welcomed and turned away by turns is no matter of the token: that would go on for ever without a pause.
    if (state.welcomed && state.attempt > 1) return retry(state, 'turned-away', words, random);
    return next({ ...state, attempt: state.attempt + 1 }, atOnce);
  }
  if (!state.welcomed && state.turnedAway === 2)
    return next({ ...state, grant: otherGrant(state.grant) }, atOnce);
  // What worked before may work again; what never did needs a person.
  if (state.welcomed && state.turnedAway <= TURNED_AWAY_LIMIT)
    return calm(state, 'turned-away', words, random);
  const cause = /\bscopes?\b/iu.test(words) ? 'scope' : 'subscription';
  // The grant that the documentation names first is the one to begin with, should a person ask for another try.
  return next({ ...state, turnedAway: 0, grant: FRESH_START.grant }, { kind: 'stop', cause, detail: words });
}

function otherGrant(grant: Grant): Grant {
  return grant === 'account_credentials' ? 'client_credentials' : 'account_credentials';
}

function retry(
  state: ReconnectState,
  cause: OfflineCause,
  detail: string,
  random: number,
): ReturnType<typeof afterEnding> {
  const waitMs = backoffMs(state.attempt, random);
  return next(
    { ...state, attempt: state.attempt + 1 },
    { kind: 'retry', waitMs, told: { cause, detail }, firm: false },
  );
}

function calm(
  state: ReconnectState,
  cause: OfflineCause,
  detail: string,
  random: number,
): ReturnType<typeof afterEnding> {
  const waitMs = Math.round(CALM_MS * (1 + random));
  return next(state, { kind: 'retry', waitMs, told: { cause, detail }, firm: true });
}

function next(state: ReconnectState, step: NextStep): ReturnType<typeof afterEnding> {
  return { state, step };
}
