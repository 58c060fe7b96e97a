import type { ConnectorTestResult } from '../../../src-core/crm/test-connector.ts';
import type { Exchange } from '../../../src-core/network/recording-transport.ts';
import type { Translate } from '../../../src-core/i18n/index.ts';
import type { ConnectorTestView, RequestView } from '../../../src-preload/ipc/connectors.ts';
import type { ConnectorTestState } from './connector-test.ts';

/** A number to test and the result. @param state null before a test */
export function connectorTestView(
  state: ConnectorTestState | null,
  number: string,
  t: Translate,
): ConnectorTestView {
  const result = state?.result ?? null;
  const isRunning = state !== null && result === null;
  return {
    title: t('connectors.try.title'),
    field: { label: t('connectors.try.label'), help: t('connectors.try.help'), value: number },
    button: t(isRunning ? 'connectors.try.stop' : 'connectors.try.button'),
    isRunning,
    status: isRunning ? t('connectors.try.running') : result === null ? '' : formatOutcome(result, t),
    failure: result?.error ?? null,
    matches: {
      title: t('connectors.try.matches'),
      items: (result?.matches ?? []).map((match) => ({
        name: match.name,
        company: match.company,
        grade: match.grade,
        gradeLabel: t(`connectors.grade.${match.grade}`),
        reason: match.why,
        matchedField: t('connectors.try.matched', { field: match.matchedField, number: match.matchedNumber }),
        screenPop: match.popReason,
        opensAt: match.host === null ? null : t('connectors.try.where', { host: match.host }),
      })),
    },
    requests: {
      title: t('connectors.try.requests'),
      note: t('connectors.try.note'),
      items: (result?.exchanges ?? state?.exchanges ?? []).map((exchange) =>
        toRequestView(exchange, isRunning, t),
      ),
    },
  };
}

function formatOutcome({ matches, error, exchanges, elapsedMs }: ConnectorTestResult, t: Translate): string {
  const ms = Math.round(elapsedMs);
  // If nothing was requested, the error alone says why.
  if (error !== null) return exchanges.length === 0 ? '' : t('connectors.try.no-answer', { ms });
  return matches.length === 0
    ? t('connectors.try.nobody', { ms })
    : t('connectors.try.found', { count: matches.length, ms });
}

function toRequestView(
  { method, address, body, status, fault, elapsedMs }: Exchange,
  isRunning: boolean,
  t: Translate,
): RequestView {
  const outcome = fault === null ? `HTTP ${status ?? ''}` : t(`connector-trial.fault.${fault}`);
  return {
    method,
    address,
    body,
    outcome:
      elapsedMs === null
        ? t(isRunning ? 'connectors.try.waiting' : 'connectors.try.unfinished')
        : t('connectors.try.outcome', { outcome, ms: elapsedMs }),
    isError: fault !== null || (status !== null && status >= 400),
  };
}
