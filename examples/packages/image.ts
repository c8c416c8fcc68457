import { decodeImage, encodeImage } from '@provenance/image';
import { generateArt } from '../art.ts';

const png = await generateArt(1, { width: 128, height: 96 });
const image = await decodeImage(png, { maxPixels: 1_000_000, timeoutSeconds: 10 }); // files are hostile
console.log(image.mediaType, image.width, image.height, image.channels, image.bitDepth);

const jpeg = await encodeImage(image, { mediaType: 'image/jpeg', quality: 90 });
console.log((await decodeImage(jpeg)).mediaType);
