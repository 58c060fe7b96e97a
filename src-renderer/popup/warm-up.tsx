import type { Root } from 'react-dom/client';
import type { CardView } from '../../src-preload/ipc/popup.ts';
import { waitForPaint } from './painted.ts';
import { Popup } from './Popup.tsx';

/** An invented call with characters of both languages and every part of a card. */
const SAMPLE: CardView = {
  callId: 'warm-up',
  tone: 'ringing',
  state: '着信中 Incoming call',
  isRunning: false,
  since: 0,
  timeText: '0:00',
  reading: 'ふりがな',
  name: '氏名 Name',
  detail: '会社 Company',
  number: { text: '00-0000-0000', copy: { label: 'コピー Copy', ariaLabel: '', isDone: true } },
  chips: [{ text: '外線 PSTN', hint: null }],
  crm: {
    source: '連絡先',
    asOf: '0:00',
    rows: [{ label: '担当', value: 'Owner' }],
    matches: [
      {
        connector: '',
        id: '',
        name: '氏名',
        detail: '完全一致',
        isChosen: false,
        actions: [{ label: 'この人', ariaLabel: null, command: { type: 'ready' } }],
      },
    ],
    note: '完全一致',
    failures: ['応答がありません'],
    actions: [{ label: '再検索', ariaLabel: null, command: { type: 'ready' } }],
  },
  actions: [{ kind: 'open', label: 'レコードを開く', isPrimary: true, match: null }],
  close: '',
};

/**
 * Paints one card before the window is ever shown, which loads the fonts and compiles the code.
 * Otherwise the first caller of the day would appear a fifth of a second later.
 */
export async function warmUp(root: Root): Promise<void> {
  const view = {
    revision: 0,
    language: 'ja',
    isCompact: false,
    cards: [SAMPLE],
    overflowText: null,
    sound: null,
  } as const;
  root.render(<Popup view={view} send={() => undefined} />);
  await waitForPaint(0);
  root.render(null);
}
