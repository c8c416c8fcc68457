import { type AttackGroup, chain } from './attack.ts';
import { jpeg } from './codecs.ts';
import { crop } from './crops.ts';
import { noise } from './filters.ts';
import { cut, fitted } from './rotations.ts';
import { resize, stretch } from './sizes.ts';
import { brightness } from './tone.ts';

export const combined: AttackGroup = {
  'jpeg 80 + crop .71 + brightness .5': chain(jpeg(80), crop(0.71), brightness(0.5)),
  'jpeg 60 + crop .71 + brightness .5': chain(jpeg(60), crop(0.71), brightness(0.5)),
  'jpeg 40 + crop .71 + brightness .5': chain(jpeg(40), crop(0.71), brightness(0.5)),
  'rotate 15 + resize .8 + jpeg 75': chain(cut(15), resize(0.8), jpeg(75)),
  'crop .71 + rotate 10 + jpeg 60': chain(crop(0.71), cut(10), jpeg(60)),
  'resize .5 + jpeg 50': chain(resize(0.5), jpeg(50)),
  'resize .5 + jpeg 50 + noise 5': chain(resize(0.5), jpeg(50), noise(5)),
  'crop .5 + jpeg 50': chain(crop(0.5), jpeg(50)),
  'rotate 5 fitted + jpeg 75': chain(fitted(5), jpeg(75)),
  'rotate 10 + resize .7 + jpeg 60': chain(cut(10), resize(0.7), jpeg(60)),
  'aspect 1.1 x .95 + jpeg 70': chain(stretch(1.1, 0.95), jpeg(70)),
  'jpeg 80 + crop .98 + jpeg 70': chain(jpeg(80), crop(0.98), jpeg(70)),
};
