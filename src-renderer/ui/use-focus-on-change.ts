import { useEffect, useRef } from 'react';

/**
 * Focuses an element, by the returned ref, whenever `key` changes: the button that was pressed may be gone,
 * and a screen reader begins to read where the new content begins.
 */
export function useFocusOnChange<E extends HTMLElement>(key: string) {
  const element = useRef<E>(null);
  const previous = useRef(key);
  useEffect(() => {
    if (previous.current !== key) element.current?.focus();
    previous.current = key;
  }, [key]);
  return element;
}
