/** How wide a character is, in whatever unit `room` is in. */
type WidthOf = (sign: string) => number;

/**
 * A text in lines no wider than `room`; words that are wider are cut. Goes over the text once: how long people write is
 * theirs to say, and the process has others to serve.
 */
export function wrap(text: string, room: number, widthOf: WidthOf): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, room, widthOf));
}

function wrapLine(text: string, room: number, widthOf: WidthOf): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const breakOff = () => {
    lines.push(line);
    line = '';
    used = 0;
  };
  for (const word of text.split(' ')) {
    const wide = Array.from(word).reduce((sum, sign) => sum + widthOf(sign), 0);
    if (line !== '' && used + widthOf(' ') + wide > room) breakOff();
    if (line !== '') {
      line += ' ';
      used += widthOf(' ');
    }
    for (const sign of word) {
      if (line !== '' && used + widthOf(sign) > room) breakOff();
      line += sign;
      used += widthOf(sign);
    }
  }
  return [...lines, line];
}
