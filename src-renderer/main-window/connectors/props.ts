import type { RefObject } from 'react';
import type { ConnectorsCommand } from '../../../src-preload/ipc/connectors.ts';
import type { PageProps } from '../page-props.ts';

/** A part of the page: its view, and the way to send commands. */
export type PartProps<View> = PageProps<View, ConnectorsCommand>;

/** What the page can show. */
export interface ContentProps<Content> extends Pick<PartProps<Content>, 'dispatch'> {
  /** of the page */
  readonly heading: string;
  /** the heading of the content */
  readonly title: RefObject<HTMLHeadingElement | null>;
  readonly content: Content;
}
