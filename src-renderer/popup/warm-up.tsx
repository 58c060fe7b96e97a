import type { Root } from 'react-dom/client';
import type { CardView } from '../../src-preload/contract.ts';
import { painted } from './painted.ts';
import { Popup } from './Popup.tsx';

/** Nobody: signs of both languages and every part of a card. */
const SAMPLE: CardView = {
  callId: 'warm-up',
  tone: 'ringing',
  state: '着信中 Incoming call',
  running: false,
  since: 0,
  clock: '0:00',
  reading: 'ふりがな',
  name: '氏名 Name',
  detail: '会社 Company',
  number: { text: '00-0000-0000', copy: { label: 'コピー Copy', spoken: '', done: true } },
  chips: [{ text: '外線 PSTN', hint: null }],
  crm: {
    source: '連絡先',
    asOf: '0:00',
    rows: [{ label: '担当', value: 'Owner' }],
    hits: [
      {
        connector: '',
        id: '',
        name: '氏名',
        detail: '完全一致',
        chosen: false,
        tools: [{ label: 'この人', spoken: null, command: { type: 'ready' } }],
      },
    ],
    note: '完全一致',
    troubles: ['応答がありません'],
    tools: [{ label: '再検索', spoken: null, command: { type: 'ready' } }],
  },
  actions: [{ kind: 'open', label: 'レコードを開く', primary: true, match: null }],
  close: '',
};

/**
 * Paints one card while the window has never been shown: fonts are loaded and code is compiled then, which would
 * make the first caller of the day wait for a fifth of a second.
 */
export async function warmUp(root: Root): Promise<void> {
  root.render(
    <Popup
      view={{
        revision: 0,
        language: 'ja',
        compact: false,
        cards: [SAMPLE],
        more: null,
        sound: null,
      }}
      send={() => undefined}
    />,
  );
  await painted(0);
  root.render(null);
}
