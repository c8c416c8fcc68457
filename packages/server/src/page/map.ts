import { say } from '@provenance/messages';
import type { WatermarkMap } from './ask.ts';
import { element, section } from './element.ts';
import { phrase, words } from './words.ts';

/** Of a cell, in standard deviations: one in a thousand without a mark has it. */
const MARKED = 3;
/** Of what is drawn, in pixels. */
const MOST_SIDE = 1000;

/** The picture with what of it carries the mark: the rest is covered. */
export function mapSection(map: WatermarkMap, picture: string): HTMLElement {
  const { scores, columns, rows } = map;
  const all = columns * rows;
  const marked = scores.filter((score) => score >= MARKED).length;
  const said = words(say('page.map.count', { marked, all }));
  const canvas = element('canvas', { role: 'img', 'aria-label': said });
  const image = new Image();
  image.addEventListener('load', () => paint(canvas, image, map));
  image.src = picture;
  return section(
    phrase('page.map'),
    element('figure', {}, canvas, element('figcaption', {}, said)),
    element('p', { class: 'quiet' }, phrase('page.map.can')),
  );
}

function paint(
  canvas: HTMLCanvasElement,
  image: HTMLImageElement,
  { cell, columns, scores }: WatermarkMap,
): void {
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, MOST_SIDE / Math.max(naturalWidth, naturalHeight));
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const side = cell * scale;
  context.lineWidth = 1;
  for (const [i, score] of scores.entries()) {
    if (score >= MARKED) continue;
    const left = (i % columns) * side;
    const top = Math.floor(i / columns) * side;
    // Dark with a stroke of light: seen on any picture, and in print without colour.
    context.fillStyle = 'rgb(20 20 20 / 70%)';
    context.fillRect(left, top, side, side);
    context.strokeStyle = 'rgb(255 255 255 / 60%)';
    context.beginPath();
    context.moveTo(left, top + side);
    context.lineTo(left + side, top);
    context.stroke();
  }
}
