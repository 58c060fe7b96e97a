import type { ComponentProps } from 'react';
import { Button } from 'react-aria-components';

/** A button that shows a text. */
export function TextButton({
  label,
  look,
  ...props
}: Omit<ComponentProps<typeof Button>, 'children' | 'className'> & {
  readonly label: string;
  readonly look?: 'primary' | 'danger' | 'small' | undefined;
}) {
  return (
    <Button {...props} className={look === undefined ? 'button' : `button ${look}`}>
      {label}
    </Button>
  );
}
