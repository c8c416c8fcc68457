import type { SignerDescription, SoftwareDescription } from '@provenance/c2pa';
import { plainText, quoted } from './plain-text.ts';

/** Who a certificate names, as a person would call them. Null where it names nobody. */
export function signerName(signer: SignerDescription | null): string | null {
  return plainText(signer?.organization ?? signer?.commonName ?? '') || null;
}

export function shownName(issuer: string | null): string {
  return issuer === null ? 'a signer without a name' : quoted(issuer);
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

export function shownTime(time: string): string {
  return RFC3339.test(time) ? time : quoted(time);
}

export function software(software: SoftwareDescription | null): string | null {
  if (software === null) return null;
  return plainText(software.version ? `${software.name} ${software.version}` : software.name);
}

/** Begins a sentence. */
export function linesText([first, last]: readonly [number, number]): string {
  return first === last ? `Line ${first}` : `Lines ${first} to ${last}`;
}
