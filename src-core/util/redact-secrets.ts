/**
 * `text` without these secrets, plain or percent-encoded: should a server repeat what it was sent, that goes no
 * further. Very short ones are left, being part of other words.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length >= 6)
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
