/**
 * Cosine and sine from additions and multiplications alone. `Math.cos` may differ in the last bit
 * between engines, and the mark must not.
 */

const TAU = 6.283185307179586;

/** cos(2 pi x) and sin(2 pi x) for |x| <= 1/8, to double precision. */
function octant(x: number): readonly [number, number] {
  const t = TAU * x;
  const t2 = t * t;
  let cosine = 1;
  let sine = 1;
  for (let i = 9; i > 0; i--) {
    cosine = 1 - (t2 * cosine) / (2 * i * (2 * i - 1));
    sine = 1 - (t2 * sine) / (2 * i * (2 * i + 1));
  }
  return [cosine, t * sine];
}

/** @param turns an angle in full turns, any size @returns [cosine, sine] */
export function unitVector(turns: number): readonly [number, number] {
  const quarter = Math.round(turns * 4);
  const [c, s] = octant(turns - quarter / 4);
  switch (quarter & 3) {
    case 0:
      return [c, s];
    case 1:
      return [-s, c];
    case 2:
      return [-c, -s];
    default:
      return [s, -c];
  }
}
