import { VisuallyHidden } from 'react-aria-components';
import type { TestResults } from '../../../src-preload/ipc/welcome.ts';
import { CheckItem } from '../doctor/CheckItem.tsx';

/** What a test has found so far, each check with what to do. */
export function CheckResults({
  results: { heading, checks, announcement },
}: {
  readonly results: TestResults;
}) {
  return (
    <div className="welcome-results">
      {/* There before it is filled, and short: the whole list, read at every change, would be too much. */}
      <VisuallyHidden>
        <p role="status">{announcement}</p>
      </VisuallyHidden>
      {checks.length > 0 && (
        <>
          <h4>{heading}</h4>
          <ol className="checks">
            {checks.map((check) => (
              <CheckItem key={check.name} check={check} titleAs="p" />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
