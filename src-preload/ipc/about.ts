/** What the app is, for whoever must tell somebody. */
export interface AboutView {
  readonly heading: string;
  readonly description: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly copy: string;
  /** where the settings, the database and the logs are */
  readonly openFolder: string;
}

export type AboutCommand = { readonly type: 'copy' } | { readonly type: 'openFolder' };
