import type { StatusView } from '../../src-preload/contract.ts';
import type { Send } from './Popup.tsx';

/** Shown when somebody asks for the app: that it runs, whether it is connected, who called last. */
export function Status({ status, send }: { readonly status: StatusView; readonly send: Send }) {
  return (
    <article
      className={status.connected ? 'card quiet status connected' : 'card missed status'}
      aria-label={status.title}
    >
      <div className="who first">
        <h1 className="name">{status.title}</h1>
        <p className="connection" role="status">
          <span className="dot" aria-hidden="true" />
          {status.connection}
        </p>
        {status.beside.map((sentence) => (
          <p className="beside" key={sentence}>
            {sentence}
          </p>
        ))}
        {status.contacts.map((sentence) => (
          <p className="beside" key={sentence}>
            {sentence}
          </p>
        ))}
        {status.away !== null && <p className="away">{status.away}</p>}
        {status.hint !== null && <p className="note">{status.hint}</p>}
        {status.notices.length > 0 && (
          <ul className="notices">
            {status.notices.map((notice) => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        )}
      </div>
      <section className="crm" aria-label={status.recentTitle}>
        <div className="source">
          <span>{status.recentTitle}</span>
        </div>
        {status.recent.length === 0 && <p className="note">{status.noRecent}</p>}
        <ul className="recent">
          {status.recent.map((call) => (
            <li key={call.key} className="recent-call">
              <span className="when">{call.when}</span>
              <span className="recent-who" title={call.who}>
                {call.who}
              </span>
              <span className="recent-number">{call.number}</span>
              <span className="recent-what">{call.what}</span>
            </li>
          ))}
        </ul>
      </section>
      <footer className="actions">
        <button type="button" className="action primary" onClick={() => send({ type: 'closeStatus' })}>
          {status.close}
        </button>
        {status.reconnect !== null && (
          <button type="button" className="action" onClick={() => send({ type: 'reconnect' })}>
            {status.reconnect}
          </button>
        )}
        <button type="button" className="action" onClick={() => send({ type: 'quit' })}>
          {status.quit}
        </button>
      </footer>
    </article>
  );
}
