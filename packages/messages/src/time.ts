const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * A time as a reader's clock and calendar have it, with the zone: `2026-11-27 21:05:00 UTC+09:00`. The same
 * in every language, years first, so that no day is taken for a month. Null for what is no RFC 3339 time.
 *
 * @param timeZone IANA name; that of the process unless given.
 * @throws RangeError for a time zone that does not exist.
 */
export function shownTime(time: string, timeZone?: string): string | null {
  const date = RFC3339.test(time) ? new Date(time) : new Date(Number.NaN);
  // A 31st of February has the form and is no time.
  if (Number.isNaN(date.getTime())) return null;
  const format = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    ...(timeZone !== undefined && { timeZone }),
  });
  const part = Object.fromEntries(
    format.formatToParts(date).map(({ type, value }) => [type, value]),
  );
  const zone = part.timeZoneName?.replace('GMT', 'UTC').replace('+00:00', '');
  return `${part.year?.padStart(4, '0')}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${zone}`;
}
