import type { RefObject } from 'react';
import type { ConnectorsCommand, ConnectorsView } from '../../../src-preload/ipc/connectors.ts';
import type { PageProps } from '../page-props.ts';

export type ConnectorsDispatch = PageProps<ConnectorsView, ConnectorsCommand>['dispatch'];

/** What each content of the page is drawn with. */
export interface ContentProps<Content> {
  /** of the page */
  readonly heading: string;
  /** the heading at which the content begins */
  readonly title: RefObject<HTMLHeadingElement | null>;
  readonly content: Content;
  readonly dispatch: ConnectorsDispatch;
}
