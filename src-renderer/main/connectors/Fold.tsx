import { useId, useState, type ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';

/** A part that is folded away until somebody wants it. */
export function Fold({
  title,
  about = null,
  level,
  isNeeded = false,
  children,
}: {
  readonly title: string;
  /** what it belongs to, where there are several of the same title */
  readonly about?: string | null;
  readonly level: 3 | 4;
  /** it has something that must be seen */
  readonly isNeeded?: boolean;
  readonly children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(isNeeded);
  const [wasNeeded, setWasNeeded] = useState(isNeeded);
  const button = useId();
  if (isNeeded !== wasNeeded) {
    setWasNeeded(isNeeded);
    if (isNeeded) setIsOpen(true);
  }
  return (
    <Disclosure className="crm-fold" isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <Heading level={level}>
        <Button
          slot="trigger"
          id={button}
          className="link fold"
          {...(about !== null && { 'aria-label': `${title}: ${about}` })}
        >
          <svg className="fold-sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M6 4l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="crm-folded">{children}</DisclosurePanel>
    </Disclosure>
  );
}
