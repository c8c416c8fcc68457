import type { Thumbnail } from './ask.ts';
import { element } from './element.ts';
import { phrase } from './words.ts';

/** What is shown of pictures that come out of files: nothing that could hold a script. */
const TYPES = /^image\/(jpeg|png|webp)$/;
const MOST_CHARACTERS = 2 ** 19;

/** Addresses of what is on the page now. */
const addresses = new Set<string>();

/** A picture of its bytes, of the type that was checked and of no other; null for what is none. */
export function thumbnail(shown: Thumbnail | null): HTMLElement | null {
  if (shown === null || !TYPES.test(shown.mediaType) || shown.data.length > MOST_CHARACTERS) {
    return null;
  }
  const bytes = Uint8Array.from(atob(shown.data), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: shown.mediaType }));
  addresses.add(address);
  const alt = phrase('page.tree.thumbnail');
  const image = element('img', { class: 'thumbnail', src: address, alt, decoding: 'async' });
  // What a browser cannot draw leaves no broken frame.
  image.addEventListener('error', () => image.remove());
  return image;
}

/** Lets go of all pictures that were drawn before: the page is drawn anew. */
export function forgetThumbnails(): void {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses.clear();
}
