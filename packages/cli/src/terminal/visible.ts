import { visible } from '@provenance/messages';

export { visible };

/**
 * One line of NDJSON, harmless on a terminal: JSON.stringify leaves bidirectional and C1 control
 * characters as they are, and JSON lets any character be escaped without changing the value.
 */
export function jsonLine(value: unknown): string {
  return `${visible(JSON.stringify(value), byUnits)}\n`;
}

const byUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');
