import type { PopupBridge, PopupView } from '../../src-preload/ipc/popup.ts';
import { Card } from './Card.tsx';

/** The content of the popup window; a pure function of the view. */
export function Popup({ view, send }: Pick<PopupBridge, 'send'> & { readonly view: PopupView }) {
  if (view.cards.length === 0) return null;
  return (
    <div className={view.isCompact ? 'stack compact' : 'stack'}>
      {view.cards.map((card) => (
        <Card key={card.callId} card={card} send={send} />
      ))}
      {view.overflowText !== null && <p className="more">{view.overflowText}</p>}
    </div>
  );
}
