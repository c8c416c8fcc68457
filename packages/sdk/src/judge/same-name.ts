/** Case, width and spaces do not make another name. */
export function isSameName(one: string | null, other: string | null): boolean {
  const plain = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return one !== null && other !== null && plain(one) === plain(other);
}
