import { useEffect, useState } from 'react';
import { formatDuration } from '../../src-core/util/format-time.ts';
import type { CardView, PopupBridge } from '../../src-preload/ipc/popup.ts';
import { CrmPane } from './CrmPane.tsx';

interface CardProps extends Pick<PopupBridge, 'send'> {
  readonly card: CardView;
}

/** One call. A live region announces ringing calls; stray keys do nothing here. */
export function Card({ card, send }: CardProps) {
  const titleId = `who-${card.callId}`;
  return (
    // Only a script can focus the card, so that keys typed then press no button.
    <article className={`card ${card.tone}`} aria-labelledby={titleId} tabIndex={-1}>
      <StateBar card={card} send={send} />
      <div className="who" role="alert">
        {card.reading !== null && <div className="note">{card.reading}</div>}
        <h1 id={titleId} className="name" title={card.name}>
          {card.name}
        </h1>
        {card.detail !== null && (
          <div className="detail soft" title={card.detail}>
            {card.detail}
          </div>
        )}
      </div>
      <CallerNumber card={card} send={send} />
      {card.chips.length > 0 && (
        <ul className="chips">
          {card.chips.map((chip) => (
            <li key={chip.text} className="chip ellipsis" title={chip.hint ?? undefined}>
              {chip.text}
            </li>
          ))}
        </ul>
      )}
      {card.crm !== null && <CrmPane crm={card.crm} send={send} />}
      <CardActions card={card} send={send} />
    </article>
  );
}

function StateBar({ card, send }: CardProps) {
  return (
    <header className="bar handle">
      <span className="dot" aria-hidden="true" />
      <span className="ellipsis" role="status">
        {card.state}
      </span>
      <Timer {...card} />
      <button
        type="button"
        className="close"
        aria-label={card.close}
        title={card.close}
        onClick={() => send({ type: 'close', callId: card.callId })}
      >
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M2 2l8 8M10 2l-8 8" />
        </svg>
      </button>
    </header>
  );
}

/** The number; a click copies it. */
function CallerNumber({ card: { callId, number }, send }: CardProps) {
  if (number === null) return null;
  return (
    <div className="number">
      {number.copy === null ? (
        <span className="digits">{number.text}</span>
      ) : (
        <button
          type="button"
          className={number.copy.isDone ? 'copy done' : 'copy'}
          aria-label={number.copy.ariaLabel}
          onClick={() => send({ type: 'copy', callId })}
        >
          <span className="digits">{number.text}</span>
          <span className="copy-label" aria-live="polite">
            {number.copy.isDone && <span aria-hidden="true">✓ </span>}
            {number.copy.label}
          </span>
        </button>
      )}
    </div>
  );
}

function CardActions({ card: { callId, actions }, send }: CardProps) {
  if (actions.length === 0) return null;
  return (
    <footer className="actions">
      {actions.map(({ kind, label, isPrimary, match }) => (
        <button
          key={kind}
          type="button"
          className={isPrimary ? 'action primary' : 'action'}
          onClick={() => {
            if (kind === 'callBack' || kind === 'reveal') send({ type: kind, callId });
            else if (match === null) send({ type: 'close', callId });
            else send({ type: 'open', callId, ...match });
          }}
        >
          {label}
        </button>
      ))}
    </footer>
  );
}

/** The seconds since the state began, while it is running; otherwise the time or duration that the view gives. */
function Timer({ isRunning, since, timeText }: Pick<CardView, 'isRunning' | 'since' | 'timeText'>) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning, since]);
  // Announced every second, it would drown the caller's name.
  return (
    <span className="time" role="timer" aria-live="off">
      {isRunning ? formatDuration((now - since) / 1_000) : timeText}
    </span>
  );
}
