import type { CrmView, PopupBridge } from '../../src-preload/ipc/popup.ts';

/** The look-up's result: one person's fields, several people to choose from, or why there is neither. */
export function CrmPane({ crm, send }: Pick<PopupBridge, 'send'> & { readonly crm: CrmView }) {
  return (
    // A group instead of a landmark, as several calls have several panes.
    <section className="crm" role="group" aria-label={crm.source}>
      <div className="source soft">
        <span className="ellipsis" title={crm.source}>
          {crm.source}
        </span>
        {crm.asOf !== null && <span className="as-of">{crm.asOf}</span>}
      </div>
      {crm.rows.length > 0 && (
        <dl className="rows">
          {crm.rows.map(({ label, value }) => (
            <div key={label} className="row">
              <dt className="soft ellipsis" title={label}>
                {label}
              </dt>
              <dd className="ellipsis" title={value}>
                {value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {crm.matches.length > 0 && (
        <ul className="hits">
          {crm.matches.map((match) => (
            <li key={`${match.connector}/${match.id}`} className={match.isChosen ? 'hit chosen' : 'hit'}>
              <div className="ellipsis" title={match.name}>
                {match.name}
              </div>
              <div className="note">{match.detail}</div>
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
        <p className="note failure" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Actions({ actions, send }: Pick<CrmView, 'actions'> & Pick<PopupBridge, 'send'>) {
  if (actions.length === 0) return null;
  return (
    <div className="tools">
      {actions.map(({ label, ariaLabel, command }) => (
        <button
          key={label}
          type="button"
          className="link"
          aria-label={ariaLabel ?? undefined}
          onClick={() => send(command)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
