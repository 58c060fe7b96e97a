import type { Language, Translate } from '../src-core/i18n/index.ts';
import type { Match } from '../src-core/lookup/connector.ts';
import { onlyPerson, type Source } from '../src-core/lookup/lookup.ts';
import { isRecord } from '../src-core/lookup/rank.ts';
import { inBrowser, popRule } from '../src-core/screen-pop.ts';
import { gradeSentence, troubleSentence } from '../src-core/sentences.ts';
import type { CallRecord } from '../src-core/service.ts';
import type { Settings } from '../src-core/settings/schema.ts';
import type { CrmTool, CrmView, HitView } from '../src-preload/contract.ts';
import { clock } from './times.ts';

/** People listed for one number; more would fill the screen. */
const MOST_HITS = 4;
/** An answer that is younger is as good as one from now. */
const FRESH_MS = 60_000;

/** What the pane depends on besides the call. */
interface Reader {
  readonly language: Language;
  readonly t: Translate;
  readonly now: number;
  readonly settings: Pick<Settings, 'screenPop'>;
}

/** The pane of a card: what the contacts say, and what can be said or asked there; null = there was nothing to ask. */
export function crmView(record: CallRecord, reader: Reader): CrmView | null {
  const { call, lookup } = record;
  const { t } = reader;
  const { callId } = call;
  const empty = {
    source: t('crm.source'),
    asOf: null,
    rows: [],
    hits: [],
    note: null,
    troubles: [],
    tools: [],
  };
  const again: CrmTool = { label: t('action.again'), spoken: null, command: { type: 'lookAgain', callId } };
  const undo: CrmTool = {
    label: t('action.undoChoice'),
    spoken: null,
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
        troubles: lookup.troubles.map((trouble) => troubleSentence(trouble, t)),
        tools: [again, ...pages(record, t)],
      };
    case 'none': {
      const hidden = lookup.rejected > 0;
      return {
        ...empty,
        note: hidden ? t('crm.rejected', { count: lookup.rejected }) : t('crm.none'),
        troubles: lookup.troubles.map((trouble) => troubleSentence(trouble, t)),
        tools: [...(hidden ? [undo] : []), ...pages(record, t), again],
      };
    }
    case 'found': {
      const troubles = lookup.troubles.map((trouble) => troubleSentence(trouble, t));
      const told = { ...empty, ...origin(lookup.sources, reader), troubles };
      const rejected = lookup.rejected > 0 ? t('crm.rejected', { count: lookup.rejected }) : null;
      const person = onlyPerson(lookup);
      // Nobody surely: then it may be somebody new.
      const unsure = lookup.matches.every(({ grade }) => grade === 'weak') ? pages(record, t) : [];
      if (person === null) {
        const more = lookup.matches.length - MOST_HITS;
        const note = join([more > 0 ? t('crm.more', { count: more }) : null, rejected]);
        const hits = lookup.matches.slice(0, MOST_HITS).map((match) => hitView(match, record, reader));
        return { ...told, hits, note, tools: [...(rejected === null ? [] : [undo]), ...unsure] };
      }
      const isChosen = lookup.chosen !== null;
      const owner = person.owner === null ? [] : [{ label: t('crm.owner'), value: person.owner }];
      const note = join([gradeSentence(person, t), isChosen ? t('crm.chosen') : null, rejected]);
      const tools = [
        rejectTool(person, callId, t),
        ...(isChosen || rejected !== null ? [undo] : []),
        ...unsure,
      ];
      return { ...told, rows: [...owner, ...person.fields], note, tools };
    }
  }
}

/** Whose answer it is, and from when, where that is not now. */
function origin(sources: readonly Source[], { t, now, language }: Reader): Pick<CrmView, 'source' | 'asOf'> {
  const names = sources.map(({ name }) => name);
  const oldest = Math.min(...sources.map(({ asOf }) => asOf ?? now));
  return {
    source: [t('crm.source'), ...names].join(' ・ '),
    asOf: now - oldest < FRESH_MS ? null : t('crm.asOf', { time: clock(oldest, language) }),
  };
}

function hitView(match: Match, { call, lookup }: CallRecord, { t, settings }: Reader): HitView {
  const { callId } = call;
  const { connector, id, name } = match;
  const owner = match.owner === null ? null : t('crm.ownerLine', { owner: match.owner });
  const open: CrmTool = {
    label: t('action.openShort'),
    spoken: t('action.openOf', { name }),
    command: { type: 'open', callId, connector, id },
  };
  const choose: CrmTool = {
    label: t('action.choose'),
    spoken: t('action.chooseOf', { name }),
    command: { type: 'choose', callId, connector, id, is: true },
  };
  const mayOpen = match.url !== null && inBrowser(popRule(call, settings).click);
  return {
    connector,
    id,
    // Of colleagues on their company's number, the name tells who it is: it must not be what is cut.
    name: join([name, match.company]) ?? name,
    detail: join([gradeSentence(match, t), owner]) ?? '',
    chosen: lookup.status === 'found' && isRecord(match, lookup.chosen),
    tools: [...(mayOpen ? [open] : []), choose, rejectTool(match, callId, t)],
  };
}

function rejectTool({ connector, id, name }: Match, callId: string, t: Translate): CrmTool {
  return {
    label: t('action.reject'),
    spoken: t('action.rejectOf', { name }),
    command: { type: 'choose', callId, connector, id, is: false },
  };
}

/** Where a new person can be written down, or searched for by hand. */
function pages({ call: { callId }, links }: CallRecord, t: Translate): readonly CrmTool[] {
  return links.flatMap(({ connector, name, create, search }): CrmTool[] => {
    const tool = (page: 'create' | 'search'): CrmTool => ({
      label: t(`action.${page}`, { connector: name }),
      spoken: null,
      command: { type: 'crmPage', callId, connector, page },
    });
    return [...(create ? [tool('create')] : []), ...(search ? [tool('search')] : [])];
  });
}

/** Parts of a line; null = there are none. */
export function join(parts: readonly (string | null)[]): string | null {
  const text = parts.filter((part) => part !== null).join(' ・ ');
  return text === '' ? null : text;
}
