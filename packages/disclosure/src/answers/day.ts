const DAY = 86_400_000;

/** Whether it is a day of the calendar, written YYYY-MM-DD. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** A year later; of a 29 February, 1 March. */
export function yearAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return dayOf(date);
}

/** Whole days from one day to the other; negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/**
 * So many days are kept from a day on where it is for so many months: the last of them is the day before the one
 * of the same number. Of the longest months that there are, as nobody knows when a span begins.
 */
export function daysIn(months: number): number {
  let most = 0;
  // Within four years a leap day comes to stand everywhere; 2000 is the first of four with one.
  for (let from = 0; from < 48; from++) {
    const days = (Date.UTC(2000, from + months) - Date.UTC(2000, from)) / DAY;
    if (days > most) most = days;
  }
  return most - 1;
}

/** In UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
