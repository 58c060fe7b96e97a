import { createHash } from 'node:crypto';

/** What one sign-in in the browser is proved with. `verifier` is a secret. */
export interface PkceProof {
  /** shown to the token's server alone */
  readonly verifier: string;
  /** goes with the browser to the page to sign in at, and says nothing of the verifier */
  readonly challenge: string;
  /** what the browser must bring back, so that no other page can end our sign-in */
  readonly state: string;
}

/** 32 bytes each, as RFC 7636 §4.1 advises: more than anybody guesses. */
const RANDOM_BYTES = 32;

/** @param random so many bytes that nobody can foretell */
export function createPkceProof(random: (bytes: number) => Buffer): PkceProof {
  const verifier = random(RANDOM_BYTES).toString('base64url');
  return { verifier, challenge: toChallenge(verifier), state: random(RANDOM_BYTES).toString('base64url') };
}

/** By the method S256 of RFC 7636 §4.2. */
export function toChallenge(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
