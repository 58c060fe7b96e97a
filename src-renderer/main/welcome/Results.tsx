import { VisuallyHidden } from 'react-aria-components';
import type { TestResults } from '../../../src-preload/pages/welcome.ts';
import { CheckItem } from '../CheckItem.tsx';

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
              <CheckItem key={line.name} check={line} titleAs="p" />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
