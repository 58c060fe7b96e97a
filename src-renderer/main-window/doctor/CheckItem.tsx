import type { CheckView } from '../../../src-preload/ipc/doctor.ts';

/** One check: what was checked, its result, and what to do. The title is a heading unless the list has one. */
export function CheckItem({
  check: { title, state, stateLabel, message, remedy },
  titleAs: Title,
}: {
  readonly check: CheckView;
  readonly titleAs: 'h2' | 'p';
}) {
  return (
    <li className={`check panel tight ${state}`}>
      <Title className="check-title">{title}</Title>
      <p className="check-state help">{stateLabel}</p>
      {message !== null && <p className="check-message soft">{message}</p>}
      {remedy !== null && (
        <p className="check-remedy note">
          <b>{remedy.label}</b> {remedy.text}
        </p>
      )}
    </li>
  );
}
