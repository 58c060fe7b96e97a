import { VisuallyHidden } from 'react-aria-components';
import type { StatusView, TestResults } from '../../../src-preload/ipc/welcome.ts';
import { CheckItem } from '../doctor/CheckItem.tsx';

/** The checks that a test has finished so far. */
export function CheckResults({ results }: { readonly results: TestResults }) {
  const { heading, checks, announcement } = results;
  return (
    <div className="welcome-results column">
      {/* Rendered before it is filled. It is short because announcing the whole list at every change is too much. */}
      <VisuallyHidden>
        <p role="status">{announcement}</p>
      </VisuallyHidden>
      {checks.length > 0 && (
        <>
          <h4>{heading}</h4>
          <ol className="list">
            {checks.map((check) => (
              <CheckItem key={check.name} check={check} titleAs="p" />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** A status sentence. It is no live region, because the frame already announces the connection. */
export function StatusLine({ status: { tone, message } }: { readonly status: StatusView }) {
  return (
    <p className={`status-line ${tone}`}>
      <span className="dot" aria-hidden="true" />
      {message}
    </p>
  );
}

export function Bullets({ points }: { readonly points: readonly string[] }) {
  return (
    <ul className="bullets list">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
