import type { WelcomeMessage } from '../../../src-preload/ipc/welcome.ts';
import type { PageProps } from '../page-props.ts';

export interface StepProps<Content> extends Pick<PageProps<Content, WelcomeMessage>, 'dispatch'> {
  readonly content: Content;
}
