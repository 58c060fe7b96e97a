import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { DoneContent } from '../../../src-preload/ipc/welcome.ts';
import { StatusLine } from './StatusLine.tsx';
import type { StepProps } from './send.ts';

/** What happens from now on, and where to go. */
export function DoneStep({ content: { status, points, nextPages }, dispatch }: StepProps<DoneContent>) {
  const title = useId();
  return (
    <>
      <StatusLine status={status} />
      <ul className="welcome-points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <h3 id={title}>{nextPages.label}</h3>
      <ul className="buttons" aria-labelledby={title}>
        {nextPages.pages.map(({ page, label }) => (
          <li key={page}>
            <Button className="button" onPress={() => void dispatch({ type: 'leave', page })}>
              {label}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
