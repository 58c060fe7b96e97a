import type { Trial } from '../../src-core/connector-trial.ts';
import type { Exchange } from '../../src-core/http/recording-transport.ts';
import type { Translate } from '../../src-core/i18n/index.ts';
import type { RequestView, TrialView } from '../../src-preload/pages/connectors.ts';
import type { TrialFacts } from './connectors-trial.ts';

/**
 * A number that can be tried, and what came of it.
 * @param trial null = nothing was tried here
 * @param number what was tried last, for the next trial
 */
export function trialView(trial: TrialFacts | null, number: string, t: Translate): TrialView {
  const result = trial?.result ?? null;
  const isRunning = trial !== null && result === null;
  return {
    title: t('connectors.try.title'),
    field: { label: t('connectors.try.label'), help: t('connectors.try.help'), value: number },
    button: t(isRunning ? 'connectors.try.stop' : 'connectors.try.button'),
    isRunning,
    status: isRunning ? t('connectors.try.running') : result === null ? '' : outcomeOf(result, t),
    trouble: result?.trouble ?? null,
    matches: {
      title: t('connectors.try.matches'),
      items: (result?.matches ?? []).map((match) => ({
        name: match.name,
        company: match.company,
        grade: match.grade,
        gradeWord: t(`connectors.grade.${match.grade}`),
        why: match.why,
        matched: t('connectors.try.matched', { field: match.matchedField, number: match.matchedNumber }),
        opening: match.opening,
        where: match.host === null ? null : t('connectors.try.where', { host: match.host }),
      })),
    },
    requests: {
      title: t('connectors.try.requests'),
      note: t('connectors.try.note'),
      items: (result?.exchanges ?? trial?.exchanges ?? []).map((exchange) =>
        requestOf(exchange, isRunning, t),
      ),
    },
  };
}

function outcomeOf({ matches, trouble, exchanges, elapsedMs }: Trial, t: Translate): string {
  const ms = Math.round(elapsedMs);
  // Why nobody was asked says all.
  if (trouble !== null) return exchanges.length === 0 ? '' : t('connectors.try.no-answer', { ms });
  return matches.length === 0
    ? t('connectors.try.nobody', { ms })
    : t('connectors.try.found', { count: matches.length, ms });
}

function requestOf(
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
    isFault: fault !== null || (status !== null && status >= 400),
  };
}
