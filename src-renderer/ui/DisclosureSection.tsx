import { useId, useState, type ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';

/** A section that is collapsed at first. */
export function DisclosureSection({
  title,
  subject = null,
  level,
  shouldExpand = false,
  children,
}: {
  readonly title: string;
  /** what it belongs to, for screen readers, where several have the same title */
  readonly subject?: string | null;
  readonly level: 3 | 4;
  /** whether it contains something that must be seen */
  readonly shouldExpand?: boolean;
  readonly children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(shouldExpand);
  const [previousShouldExpand, setPreviousShouldExpand] = useState(shouldExpand);
  const buttonId = useId();
  if (shouldExpand !== previousShouldExpand) {
    setPreviousShouldExpand(shouldExpand);
    if (shouldExpand) setIsOpen(true);
  }
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <Heading level={level}>
        <Button
          slot="trigger"
          id={buttonId}
          className="link fold"
          {...(subject !== null && { 'aria-label': `${title}: ${subject}` })}
        >
          <svg className="sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M6 4l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="folded">{children}</DisclosurePanel>
    </Disclosure>
  );
}
