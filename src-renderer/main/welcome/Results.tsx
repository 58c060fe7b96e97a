import { VisuallyHidden } from 'react-aria-components';
import type { CheckView } from '../../../src-preload/pages/doctor.ts';
import type { TestResults } from '../../../src-preload/pages/welcome.ts';

/** What a test has found so far, each check with what to do. */
export function Results({ results: { heading, lines, told } }: { readonly results: TestResults }) {
  return (
    <div className="welcome-results">
      {/* There before it is filled, and short: the whole list, read at every change, would be too much. */}
      <VisuallyHidden>
        <p role="status">{told}</p>
      </VisuallyHidden>
      {lines.length > 0 && (
        <>
          <h4>{heading}</h4>
          <ol className="checks">
            {lines.map((line) => (
              <Line key={line.name} line={line} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Line({ line: { title, state, stateWord, message, remedy } }: { readonly line: CheckView }) {
  return (
    <li className={`check ${state}`}>
      <p className="check-title">{title}</p>
      <p className="check-state">{stateWord}</p>
      {message !== null && <p className="check-message">{message}</p>}
      {remedy !== null && (
        <p className="check-remedy">
          <b>{remedy.label}</b> {remedy.text}
        </p>
      )}
    </li>
  );
}
