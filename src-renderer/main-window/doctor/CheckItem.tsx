import type { CheckView } from '../../../src-preload/ipc/doctor.ts';

/** One check of the doctor: what was looked at, how it stands, what to do. Where it stands alone its title is a heading. */
export function CheckItem({
  check: { title, state, stateLabel, message, remedy },
  titleAs: Title,
}: {
  readonly check: CheckView;
  readonly titleAs: 'h2' | 'p';
}) {
  return (
    <li className={`check ${state}`}>
      <Title className="check-title">{title}</Title>
      <p className="check-state">{stateLabel}</p>
      {message !== null && <p className="check-message">{message}</p>}
      {remedy !== null && (
        <p className="check-remedy">
          <b>{remedy.label}</b> {remedy.text}
        </p>
      )}
    </li>
  );
}
