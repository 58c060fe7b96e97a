import { z } from 'zod';
import { parseJson } from '../../util/parse-json.ts';

const Stored = z.object({
  refreshToken: z.string().min(1),
  clientSecret: z.string().min(1).nullable().default(null),
});

/** The stored part of a sign-in, all secrets. No access token, because Windows stores 2,560 bytes at most. */
export type StoredSignIn = Readonly<z.infer<typeof Stored>>;

export function writeSignIn({ refreshToken, clientSecret }: StoredSignIn): string {
  return JSON.stringify({ refreshToken, clientSecret });
}

/** null if the text is not a sign-in. */
export function readSignIn(text: string | null): StoredSignIn | null {
  const stored = Stored.safeParse(text === null ? null : parseJson(text));
  return stored.success ? stored.data : null;
}
