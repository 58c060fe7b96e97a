import type { CrmAction, CrmView } from '../../src-preload/ipc/popup.ts';
import type { Send } from './send.ts';

/** What the contacts say: one person's fields, or several people to choose from, or why there is nothing. */
export function CrmPane({ crm, send }: { readonly crm: CrmView; readonly send: Send }) {
  return (
    // A group, no landmark: with several calls there are several of them.
    <section className="crm" role="group" aria-label={crm.source}>
      <div className="source">
        <span className="source-name" title={crm.source}>
          {crm.source}
        </span>
        {crm.asOf !== null && <span className="as-of">{crm.asOf}</span>}
      </div>
      {crm.rows.length > 0 && (
        <dl className="rows">
          {crm.rows.map(({ label, value }) => (
            <div key={label} className="row">
              <dt title={label}>{label}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {crm.matches.length > 0 && (
        <ul className="hits">
          {crm.matches.map((match) => (
            <li key={`${match.connector}/${match.id}`} className={match.isChosen ? 'hit chosen' : 'hit'}>
              <div className="hit-name" title={match.name}>
                {match.name}
              </div>
              <div className="hit-detail">{match.detail}</div>
              <Actions actions={match.actions} send={send} />
            </li>
          ))}
        </ul>
      )}
      {(crm.note !== null || crm.actions.length > 0) && (
        <div className="said">
          {crm.note !== null && <p className="note">{crm.note}</p>}
          <Actions actions={crm.actions} send={send} />
        </div>
      )}
      {crm.failures.map((sentence) => (
        <p className="note trouble" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Actions({ actions, send }: { readonly actions: readonly CrmAction[]; readonly send: Send }) {
  if (actions.length === 0) return null;
  return (
    <div className="tools">
      {actions.map(({ label, ariaLabel: spoken, command }) => (
        <button
          key={label}
          type="button"
          className="link"
          aria-label={spoken ?? undefined}
          onClick={() => send(command)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
