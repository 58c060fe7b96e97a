import { z } from 'zod';
import { parseJson } from '../../util/parse-json.ts';

/** What is kept of a sign-in. Both are secrets. Access tokens are not kept: Windows takes 2,560 bytes at most. */
export interface StoredSignIn {
  readonly refreshToken: string;
  readonly clientSecret: string | null;
}

const Stored = z.object({
  refreshToken: z.string().min(1),
  clientSecret: z.string().min(1).nullable().default(null),
});

export function writeSignIn({ refreshToken, clientSecret }: StoredSignIn): string {
  return JSON.stringify({ refreshToken, clientSecret });
}

/** null for what is no sign-in. */
export function readSignIn(text: string | null): StoredSignIn | null {
  const stored = Stored.safeParse(text === null ? null : parseJson(text));
  return stored.success ? stored.data : null;
}
