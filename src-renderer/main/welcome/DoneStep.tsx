import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { DoneContent } from '../../../src-preload/pages/welcome.ts';
import { StandingLine } from './StandingLine.tsx';
import type { StepProps } from './tell.ts';

/** What happens from now on, and where to go. */
export function DoneStep({ content: { standing, points, links }, tell }: StepProps<DoneContent>) {
  const title = useId();
  return (
    <>
      <StandingLine standing={standing} />
      <ul className="welcome-points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <h3 id={title}>{links.label}</h3>
      <ul className="buttons" aria-labelledby={title}>
        {links.pages.map(({ page, label }) => (
          <li key={page}>
            <Button className="button" onPress={() => void tell({ type: 'leave', page })}>
              {label}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
