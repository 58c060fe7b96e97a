import type { StatusView } from '../../../src-preload/ipc/welcome.ts';

/** How something stands; the frame reads the connection out, so that this does not. */
export function StatusLine({ status: { tone, message } }: { readonly status: StatusView }) {
  return (
    <p className={`welcome-standing ${tone}`}>
      <span className="dot" aria-hidden="true" />
      {message}
    </p>
  );
}
