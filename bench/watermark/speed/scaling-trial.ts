import { detect, embed } from '@provenance/watermark';
import { secretOf } from '../marking.ts';
import { loadPicture, type Picture } from '../pictures/picture.ts';
import type { Size } from '../pictures/size.ts';
import { serve } from '../pool.ts';

export interface Setup {
  readonly size: Size;
  readonly seconds: number;
}

/** Pictures marked and read a second by one thread, for as long as asked. */
serve<Picture, number, Setup>(async (picture, { size, seconds }) => {
  const image = await loadPicture(picture, size);
  const { plan, payload } = secretOf('scaling');
  const once = () => {
    const { data } = embed(image, plan, payload, { verify: false });
    return detect({ ...image, data }, plan);
  };
  for (let i = 0; i < 3; i++) once();
  const start = performance.now();
  let count = 0;
  do {
    once();
    count++;
  } while (performance.now() - start < 1000 * seconds);
  return (1000 * count) / (performance.now() - start);
});
