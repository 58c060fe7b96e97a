/** Where and as what to sign in by OAuth 2 (RFC 6749) with PKCE (RFC 7636), in the browser. */
export interface OAuthProvider {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** a client secret is asked for besides, and kept with the tokens */
  readonly requiresClientSecret: boolean;
  readonly scope: string;
  /** further parameters of the page to sign in at */
  readonly parameters: Readonly<Record<string, string>>;
  /** where the browser comes back to: `http://localhost:<port>/callback`, registered there in just these words */
  readonly redirectPort: number;
}
