import type { CrmTool, CrmView } from '../../src-preload/contract.ts';
import type { Send } from './Popup.tsx';

/** What the contacts say: one person's fields, or several people to choose from, or why there is nothing. */
export function Crm({ crm, send }: { readonly crm: CrmView; readonly send: Send }) {
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
      {crm.hits.length > 0 && (
        <ul className="hits">
          {crm.hits.map((hit) => (
            <li key={`${hit.connector}/${hit.id}`} className={hit.chosen ? 'hit chosen' : 'hit'}>
              <div className="hit-name" title={hit.name}>
                {hit.name}
              </div>
              <div className="hit-detail">{hit.detail}</div>
              <Tools tools={hit.tools} send={send} />
            </li>
          ))}
        </ul>
      )}
      {(crm.note !== null || crm.tools.length > 0) && (
        <div className="said">
          {crm.note !== null && <p className="note">{crm.note}</p>}
          <Tools tools={crm.tools} send={send} />
        </div>
      )}
      {crm.troubles.map((sentence) => (
        <p className="note trouble" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Tools({ tools, send }: { readonly tools: readonly CrmTool[]; readonly send: Send }) {
  if (tools.length === 0) return null;
  return (
    <div className="tools">
      {tools.map(({ label, spoken, command }) => (
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
