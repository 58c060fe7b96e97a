import { formatNumber, type CountryCode } from '../phone-numbers/phone-number.ts';
import { getDisplayState, type Call } from '../calls/call.ts';
import type { Translate } from '../i18n/index.ts';
import {
  formatOtherSource,
  formatConnection,
  formatMatchReason,
  formatNotice,
  formatLookupFailure,
} from './messages.ts';
import type { Output } from '../service/app-state.ts';
import type { Connection } from '../zoom/call-source.ts';

/** `country` of the reader; `now` in ms since the epoch. */
export interface FormatContext {
  readonly t: Translate;
  readonly country: CountryCode;
  readonly now: number;
}

const iso = (time: number): string => new Date(time).toISOString();

function findCauseCode(connection: Connection): string | null {
  return 'cause' in connection ? connection.cause : null;
}

/** The number as on the card. */
export function formatCallerNumber(call: Call, t: Translate, country: CountryCode): string {
  const { number } = call.caller;
  switch (number.kind) {
    case 'withheld':
      return t('caller.withheld');
    case 'extension':
      return t('caller.extension', { extension: number.extension });
    case 'external':
    case 'service':
      return formatNumber(number, country) ?? t('caller.withheld');
  }
}

/** One JSON line of the terminal (README, "JSON lines"): fields may be added, but never renamed. */
export function toJsonLine(output: Output, context: FormatContext): Readonly<Record<string, unknown>> {
  return { type: output.type, at: iso(context.now), ...toFields(output, context) };
}

type OutputOf<Type extends Output['type']> = Extract<Output, { readonly type: Type }>;
type Fields = Readonly<Record<string, unknown>>;

function toFields(output: Output, context: FormatContext): Fields {
  switch (output.type) {
    case 'connection':
      return toConnectionFields(output, context);
    case 'call':
      return toCallFields(output, context);
    case 'match':
      return toMatchFields(output, context);
    case 'notice': {
      const { level, code } = output.notice;
      return { level, code, message: formatNotice(output.notice, context.t) };
    }
  }
}

function toConnectionFields(
  { connection, otherSources }: OutputOf<'connection'>,
  { t, now }: FormatContext,
): Fields {
  return {
    state: connection.state,
    code: findCauseCode(connection),
    message: formatConnection(connection, t, now),
    retryInMs: connection.state === 'offline' ? Math.max(0, connection.retryAt - now) : null,
    ...(otherSources.length > 0 && {
      beside: otherSources.map((other) => ({
        source: other.source,
        state: other.connection.state,
        code: findCauseCode(other.connection),
        message: formatOtherSource(other, t, now),
      })),
    }),
  };
}

function toCallFields({ call, replaces }: OutputOf<'call'>, { t, country }: FormatContext): Fields {
  const { number } = call.caller;
  return {
    callId: call.callId,
    state: getDisplayState(call),
    caller: {
      number: number.kind === 'external' ? number.e164 : null,
      display: formatCallerNumber(call, t, country),
      name: call.caller.name,
      extension: number.kind === 'extension' ? number.extension : null,
      connectionType: call.caller.connectionType,
      internal: number.kind === 'extension',
      withheld: number.kind === 'withheld',
    },
    callee: call.callee,
    via: call.via,
    ringingSince: iso(call.ringingSince),
    source: call.source,
    ...(replaces !== null && { replaces }),
  };
}

function toMatchFields({ callId, lookup }: OutputOf<'match'>, { t }: FormatContext): Fields {
  const matches = lookup.status === 'found' ? lookup.matches : [];
  return {
    callId,
    status: lookup.status,
    matches: matches.map((match) => ({
      connector: match.connector,
      id: match.id,
      name: match.name,
      company: match.company,
      grade: match.grade,
      reason: formatMatchReason(match, t),
      url: match.url,
    })),
    elapsedMs: 'elapsedMs' in lookup ? lookup.elapsedMs : 0,
    ...('failures' in lookup &&
      lookup.failures.length > 0 && {
        troubles: lookup.failures.map((failure) => ({
          connector: failure.connector,
          code: failure.kind,
          message: formatLookupFailure(failure, t),
        })),
      }),
  };
}
