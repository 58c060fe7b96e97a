import type { CrmView } from '../../src-preload/contract.ts';

/** What the contacts say: one person's fields, or several people to choose from, or why there is nothing. */
export function Crm({
  crm,
  open,
}: {
  readonly crm: CrmView;
  readonly open: (connector: string, id: string) => void;
}) {
  return (
    // A group, no landmark: with several calls there are several of them.
    <section className="crm" role="group" aria-label={crm.source}>
      <div className="source">
        <span>{crm.source}</span>
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
            <li key={`${hit.connector}/${hit.id}`} className="hit">
              <div className="hit-text">
                <div className="hit-name" title={hit.name}>
                  {hit.name}
                </div>
                <div className="hit-detail">{hit.detail}</div>
              </div>
              {hit.open !== null && (
                <button
                  type="button"
                  className="link"
                  aria-label={hit.open.spoken}
                  onClick={() => open(hit.connector, hit.id)}
                >
                  {hit.open.label}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {crm.note !== null && <p className="note">{crm.note}</p>}
      {crm.troubles.map((sentence) => (
        <p className="note trouble" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  );
}
