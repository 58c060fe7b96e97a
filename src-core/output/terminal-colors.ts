import { styleText } from 'node:util';

/** One at a time: Node 20 colours a list of them even where colours are unwanted. */
export type TextStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Text for stdout in colour where it is a terminal that shows colours; NO_COLOR and FORCE_COLOR count. */
export function paint(style: TextStyle, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
