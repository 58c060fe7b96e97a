import type { Standing } from '../../../src-preload/pages/welcome.ts';

/** How something stands; the frame reads the connection out, so that this does not. */
export function StandingLine({ standing: { tone, sentence } }: { readonly standing: Standing }) {
  return (
    <p className={`welcome-standing ${tone}`}>
      <span className="dot" aria-hidden="true" />
      {sentence}
    </p>
  );
}
