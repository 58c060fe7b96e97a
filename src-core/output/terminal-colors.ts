import { styleText } from 'node:util';

/** Only one per text, because Node 20 paints a list of styles even without colors. */
export type TextStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** In color if stdout is a terminal with colors; respects NO_COLOR and FORCE_COLOR. */
export function paint(style: TextStyle, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
