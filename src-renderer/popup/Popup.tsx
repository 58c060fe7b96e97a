import type { PopupView } from '../../src-preload/ipc/popup.ts';
import { Card } from './Card.tsx';
import type { Send } from './send.ts';

/** The popup's picture; a pure function of the view. */
export function Popup({ view, send }: { readonly view: PopupView; readonly send: Send }) {
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
