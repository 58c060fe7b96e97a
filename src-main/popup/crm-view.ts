import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import { findSingleMatch, type MatchSource } from '../../src-core/lookup/lookup.ts';
import { isSameRecord } from '../../src-core/lookup/rank.ts';
import { isBrowserAction, getPopRule } from '../../src-core/service/screen-pop.ts';
import { formatMatchReason, formatLookupFailure } from '../../src-core/output/messages.ts';
import type { CallSnapshot } from '../../src-core/service/app-state.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import type { CrmAction, CrmView, CrmMatchView } from '../../src-preload/ipc/popup.ts';
import { formatTime } from '../../src-core/util/format-time.ts';

/** People listed for one number; more would fill the screen. */
const MAX_MATCHES = 4;
/** An answer that is younger is as good as one from now. */
const FRESH_MS = 60_000;

/** What the pane depends on besides the call. */
interface CrmViewContext {
  readonly language: Language;
  readonly t: Translate;
  readonly now: number;
  readonly settings: Pick<Settings, 'screenPop'>;
}

/** The pane of a card: what the contacts say, and what can be said or asked there; null = there was nothing to ask. */
export function crmView(snapshot: CallSnapshot, context: CrmViewContext): CrmView | null {
  const { call, lookup } = snapshot;
  const { t } = context;
  const { callId } = call;
  const empty = {
    source: t('crm.source'),
    asOf: null,
    rows: [],
    matches: [],
    note: null,
    failures: [],
    actions: [],
  };
  const refreshAction: CrmAction = {
    label: t('action.again'),
    ariaLabel: null,
    command: { type: 'lookAgain', callId },
  };
  const undoAction: CrmAction = {
    label: t('action.undoChoice'),
    ariaLabel: null,
    command: { type: 'undoChoice', callId },
  };
  switch (lookup.status) {
    case 'skipped':
      return null;
    case 'searching':
      return { ...empty, note: t('crm.searching') };
    case 'error':
      return {
        ...empty,
        note: t('crm.error'),
        failures: lookup.failures.map((failure) => formatLookupFailure(failure, t)),
        actions: [refreshAction, ...createPageActions(snapshot, t)],
      };
    case 'none': {
      const hasRejected = lookup.rejected > 0;
      return {
        ...empty,
        note: hasRejected ? t('crm.rejected', { count: lookup.rejected }) : t('crm.none'),
        failures: lookup.failures.map((failure) => formatLookupFailure(failure, t)),
        actions: [...(hasRejected ? [undoAction] : []), ...createPageActions(snapshot, t), refreshAction],
      };
    }
    case 'found': {
      const failures = lookup.failures.map((failure) => formatLookupFailure(failure, t));
      const base: CrmView = { ...empty, ...originView(lookup.sources, context), failures };
      const rejected = lookup.rejected > 0 ? t('crm.rejected', { count: lookup.rejected }) : null;
      const singleMatch = findSingleMatch(lookup);
      // Nobody surely: then it may be somebody new.
      const unsureActions = lookup.matches.every(({ grade }) => grade === 'weak')
        ? createPageActions(snapshot, t)
        : [];
      if (singleMatch === null) {
        const hiddenCount = lookup.matches.length - MAX_MATCHES;
        const note = joinParts([hiddenCount > 0 ? t('crm.more', { count: hiddenCount }) : null, rejected]);
        const matches = lookup.matches
          .slice(0, MAX_MATCHES)
          .map((match) => matchView(match, snapshot, context));
        return {
          ...base,
          matches,
          note,
          actions: [...(rejected === null ? [] : [undoAction]), ...unsureActions],
        };
      }
      const isChosen = lookup.chosen !== null;
      const owner = singleMatch.owner === null ? [] : [{ label: t('crm.owner'), value: singleMatch.owner }];
      const note = joinParts([
        formatMatchReason(singleMatch, t),
        isChosen ? t('crm.chosen') : null,
        rejected,
      ]);
      const actions = [
        createRejectAction(singleMatch, callId, t),
        ...(isChosen || rejected !== null ? [undoAction] : []),
        ...unsureActions,
      ];
      return { ...base, rows: [...owner, ...singleMatch.fields], note, actions };
    }
  }
}

/** Whose answer it is, and from when, where that is not now. */
function originView(
  sources: readonly MatchSource[],
  { t, now, language }: CrmViewContext,
): Pick<CrmView, 'source' | 'asOf'> {
  const names = sources.map(({ name }) => name);
  const oldest = Math.min(...sources.map(({ asOf }) => asOf ?? now));
  return {
    source: [t('crm.source'), ...names].join(' ・ '),
    asOf: now - oldest < FRESH_MS ? null : t('crm.asOf', { time: formatTime(oldest, language) }),
  };
}

function matchView(
  match: Match,
  { call, lookup }: CallSnapshot,
  { t, settings }: CrmViewContext,
): CrmMatchView {
  const { callId } = call;
  const { connector, id, name } = match;
  const owner = match.owner === null ? null : t('crm.ownerLine', { owner: match.owner });
  const openAction: CrmAction = {
    label: t('action.openShort'),
    ariaLabel: t('action.openOf', { name }),
    command: { type: 'open', callId, connector, id },
  };
  const chooseAction: CrmAction = {
    label: t('action.choose'),
    ariaLabel: t('action.chooseOf', { name }),
    command: { type: 'choose', callId, connector, id, isMatch: true },
  };
  const canOpen = match.url !== null && isBrowserAction(getPopRule(call, settings).click);
  return {
    connector,
    id,
    // Of colleagues on their company's number, the name tells who it is: it must not be what is cut.
    name: joinParts([name, match.company]) ?? name,
    detail: joinParts([formatMatchReason(match, t), owner]) ?? '',
    isChosen: lookup.status === 'found' && isSameRecord(match, lookup.chosen),
    actions: [...(canOpen ? [openAction] : []), chooseAction, createRejectAction(match, callId, t)],
  };
}

function createRejectAction({ connector, id, name }: Match, callId: string, t: Translate): CrmAction {
  return {
    label: t('action.reject'),
    ariaLabel: t('action.rejectOf', { name }),
    command: { type: 'choose', callId, connector, id, isMatch: false },
  };
}

/** Where a new person can be written down, or searched for by hand. */
function createPageActions({ call: { callId }, crmPages }: CallSnapshot, t: Translate): readonly CrmAction[] {
  return crmPages.flatMap(({ connector, name, create, search }): CrmAction[] => {
    const createAction = (page: 'create' | 'search'): CrmAction => ({
      label: t(`action.${page}`, { connector: name }),
      ariaLabel: null,
      command: { type: 'crmPage', callId, connector, page },
    });
    return [...(create ? [createAction('create')] : []), ...(search ? [createAction('search')] : [])];
  });
}

/** Parts of a line; null = there are none. */
export function joinParts(parts: readonly (string | null)[]): string | null {
  const text = parts.filter((part) => part !== null).join(' ・ ');
  return text === '' ? null : text;
}
