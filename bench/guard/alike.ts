import { basename } from 'node:path';

/** Files that show the same. */
interface Alike {
  readonly files: readonly string[];
  readonly what: string;
}

/**
 * Files that were looked at: which are found for each other is no false find. With the places of one laid on
 * those of another, 37 to 65 parts are alike and lie within 7 units; moved by 25 or more, 0 to 9 do.
 */
export const ALIKE: readonly Alike[] = [
  {
    files: ['earth-blue-marble.jpg', 'earth-day.jpg', 'earth-night.jpg'],
    what: 'maps of the whole Earth in one projection, whose coasts lie at the same places',
  },
];

/** Whether one of the groups has both. */
export function areAlike(path: string, other: string): boolean {
  return ALIKE.some(({ files }) => [path, other].every((each) => files.includes(basename(each))));
}
