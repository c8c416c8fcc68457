import type { TrustList } from './list.ts';

const DAY = 86_400_000;
/** C2PA says when it will publish a list anew: a year after the last. */
const OLD_AFTER_DAYS = 365;

export interface TrustListAge {
  /** Whole days since its date; 0 for one of today, or of a clock that goes slow. */
  readonly days: number;
  /**
   * `old`: a newer one is due. `frozen`: it is not kept up, whatever its age is. `ahead`: its date lies in
   * the future, so that the clock or the list is wrong.
   */
  readonly state: 'current' | 'old' | 'frozen' | 'ahead';
}

/**
 * How old a list is.
 *
 * @throws RangeError for a time that is none.
 */
export function ageOf({ date, level }: Pick<TrustList, 'date' | 'level'>, now: Date): TrustListAge {
  const passed = now.getTime() - Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(passed))
    throw new RangeError('now must be a time, and the date of the list a day.');
  const days = Math.max(0, Math.floor(passed / DAY));
  if (level === 'older') return { days, state: 'frozen' };
  if (passed < 0) return { days, state: 'ahead' };
  return { days, state: days > OLD_AFTER_DAYS ? 'old' : 'current' };
}
