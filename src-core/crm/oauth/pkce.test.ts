import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { toChallenge, createPkceProof } from './pkce.ts';

/** RFC 7636, appendix B. */
const OCTETS = Buffer.from([
  116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
  240, 91, 88, 5, 88, 83, 132, 141, 121,
]);

test('computes verifier and challenge of the example in RFC 7636', () => {
  const { verifier, challenge } = createPkceProof((bytes) => {
    expect(bytes).toBe(OCTETS.length);
    return OCTETS;
  });
  expect(verifier).toBe('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  expect(toChallenge(verifier)).toBe(challenge);
});

test('creates distinct verifiers and states of URL-safe characters', () => {
  const one = createPkceProof(randomBytes);
  const other = createPkceProof(randomBytes);
  const all = [one.verifier, one.state, other.verifier, other.state];
  expect(new Set(all).size).toBe(4);
  for (const text of all) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/u);
});
