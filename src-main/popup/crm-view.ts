import type { Call } from '../../src-core/calls/call.ts';
import type { Language, Translate } from '../../src-core/i18n/index.ts';
import type { Match } from '../../src-core/lookup/connector.ts';
import { findSingleMatch, type Lookup, type MatchSource } from '../../src-core/lookup/lookup.ts';
import { isSameRecord } from '../../src-core/lookup/rank.ts';
import {
  formatCustomer,
  formatLookupFailure,
  formatMatchReason,
  joinParts,
} from '../../src-core/output/messages.ts';
import type { CallSnapshot } from '../../src-core/service/app-state.ts';
import { getPopRule, isBrowserAction } from '../../src-core/service/screen-pop.ts';
import type { Settings } from '../../src-core/settings/schema.ts';
import { formatTime } from '../../src-core/util/format-time.ts';
import type { CrmAction, CrmMatchView, CrmView, PopupCommand } from '../../src-preload/ipc/popup.ts';

/** Matches listed for one number. */
const MAX_MATCHES = 4;
/** Below this age, an answer counts as current. */
const FRESH_MS = 60_000;

type FoundLookup = Extract<Lookup, { status: 'found' }>;

/** What the view depends on besides the call. */
interface CrmViewContext {
  readonly language: Language;
  readonly t: Translate;
  readonly now: number;
  readonly settings: Pick<Settings, 'screenPop'>;
}

/** The pane of a card: matches and their actions; null if no connector was asked. */
export function crmView(snapshot: CallSnapshot, context: CrmViewContext): CrmView | null {
  const { call, lookup } = snapshot;
  const { t } = context;
  const empty: CrmView = {
    source: t('crm.source'),
    asOf: null,
    rows: [],
    matches: [],
    note: null,
    failures: 'failures' in lookup ? lookup.failures.map((failure) => formatLookupFailure(failure, t)) : [],
    actions: [],
  };
  const refreshAction = createAction(t('action.again'), { type: 'lookAgain', callId: call.callId });
  switch (lookup.status) {
    case 'skipped':
      return null;
    case 'searching':
      return { ...empty, note: t('crm.searching') };
    case 'error':
      return { ...empty, note: t('crm.error'), actions: [refreshAction, ...createPageActions(snapshot, t)] };
    case 'none':
      return {
        ...empty,
        note: formatRejected(lookup, t) ?? t('crm.none'),
        actions: [
          ...(lookup.rejected > 0 ? [createUndoAction(call, t)] : []),
          ...createPageActions(snapshot, t),
          refreshAction,
        ],
      };
    case 'found': {
      const singleMatch = findSingleMatch(lookup);
      return {
        ...empty,
        ...originView(lookup.sources, context),
        ...(singleMatch === null
          ? severalMatchesView(snapshot, lookup, context)
          : singleMatchView(snapshot, lookup, singleMatch, t)),
      };
    }
  }
}

/** Several people have this number. */
function severalMatchesView(
  snapshot: CallSnapshot,
  lookup: FoundLookup,
  context: CrmViewContext,
): Pick<CrmView, 'matches' | 'note' | 'actions'> {
  const { t } = context;
  const hiddenCount = lookup.matches.length - MAX_MATCHES;
  return {
    matches: lookup.matches.slice(0, MAX_MATCHES).map((match) => matchView(match, snapshot, context)),
    note: joinParts(
      [hiddenCount > 0 ? t('crm.more', { count: hiddenCount }) : null, formatRejected(lookup, t)],
      t,
    ),
    actions: [
      ...(lookup.rejected > 0 ? [createUndoAction(snapshot.call, t)] : []),
      ...createNewPersonActions(snapshot, lookup, t),
    ],
  };
}

/** One person has this number. */
function singleMatchView(
  snapshot: CallSnapshot,
  lookup: FoundLookup,
  match: Match,
  t: Translate,
): Pick<CrmView, 'rows' | 'note' | 'actions'> {
  const isChosen = lookup.chosen !== null;
  const owner = match.owner === null ? [] : [{ label: t('crm.owner'), value: match.owner }];
  return {
    rows: [...owner, ...match.fields],
    note: joinParts(
      [formatMatchReason(match, t), isChosen ? t('crm.chosen') : null, formatRejected(lookup, t)],
      t,
    ),
    actions: [
      createRejectAction(match, snapshot.call.callId, t),
      ...(isChosen || lookup.rejected > 0 ? [createUndoAction(snapshot.call, t)] : []),
      ...createNewPersonActions(snapshot, lookup, t),
    ],
  };
}

/** The number of people that the user rejected; null if 0. */
function formatRejected({ rejected }: Pick<FoundLookup, 'rejected'>, t: Translate): string | null {
  return rejected > 0 ? t('crm.rejected', { count: rejected }) : null;
}

/** The connectors that answered, and the time if it was not just now. */
function originView(
  sources: readonly MatchSource[],
  { t, now, language }: CrmViewContext,
): Pick<CrmView, 'source' | 'asOf'> {
  const names = sources.map(({ name }) => name);
  const oldest = Math.min(...sources.map(({ asOf }) => asOf ?? now));
  return {
    source: joinParts([t('crm.source'), ...names], t) ?? '',
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
  const openAction = createAction(
    t('action.openShort'),
    { type: 'open', callId, connector, id },
    t('action.openOf', { name: formatCustomer(name, t) }),
  );
  const chooseAction = createAction(
    t('action.choose'),
    { type: 'choose', callId, connector, id, isMatch: true },
    t('action.chooseOf', { name: formatCustomer(name, t) }),
  );
  const canOpen = match.url !== null && isBrowserAction(getPopRule(call, settings).click);
  return {
    connector,
    id,
    // Colleagues share their company's number, so the name comes first and is not cut off.
    name: joinParts([name, match.company], t) ?? name,
    detail: joinParts([formatMatchReason(match, t), owner], t) ?? '',
    isChosen: lookup.status === 'found' && isSameRecord(match, lookup.chosen),
    actions: [...(canOpen ? [openAction] : []), chooseAction, createRejectAction(match, callId, t)],
  };
}

/** @param ariaLabel for screen readers if the label alone says too little */
function createAction(label: string, command: PopupCommand, ariaLabel: string | null = null): CrmAction {
  return { label, ariaLabel, command };
}

function createUndoAction({ callId }: Call, t: Translate): CrmAction {
  return createAction(t('action.undoChoice'), { type: 'undoChoice', callId });
}

function createRejectAction({ connector, id, name }: Match, callId: string, t: Translate): CrmAction {
  return createAction(
    t('action.reject'),
    { type: 'choose', callId, connector, id, isMatch: false },
    t('action.rejectOf', { name: formatCustomer(name, t) }),
  );
}

/** If all matches are weak, the caller may be a new person. */
function createNewPersonActions(
  snapshot: CallSnapshot,
  lookup: FoundLookup,
  t: Translate,
): readonly CrmAction[] {
  return lookup.matches.every(({ grade }) => grade === 'weak') ? createPageActions(snapshot, t) : [];
}

/** Opens a CRM's page to create a record, or to search for one. */
function createPageActions({ call: { callId }, crmPages }: CallSnapshot, t: Translate): readonly CrmAction[] {
  return crmPages.flatMap(({ connector, name, create, search }): CrmAction[] => {
    const toAction = (page: 'create' | 'search'): CrmAction =>
      createAction(t(`action.${page}`, { connector: name }), { type: 'crmPage', callId, connector, page });
    return [...(create ? [toAction('create')] : []), ...(search ? [toAction('search')] : [])];
  });
}
