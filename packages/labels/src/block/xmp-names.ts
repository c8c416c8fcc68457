/** The properties that can be a label, by the address of their namespace: XMP Part 1, and the standards named. */
const KNOWN: Readonly<Record<string, readonly [prefix: string, ...names: string[]]>> = {
  // IPTC Photo Metadata 2025.1; the second name is that of its first edition.
  'http://iptc.org/std/Iptc4xmpExt/2008-02-29/': [
    'Iptc4xmpExt',
    'DigitalSourceType',
    'DigitalSourcefileType',
    'AISystemUsed',
    'AISystemVersionUsed',
    'AIPromptInformation',
    'AIPromptWriterName',
  ],
  // TC260-PG-20258A, for GB 45438-2025.
  'http://www.tc260.org.cn/ns/AIGC/1.0/': ['TC260', 'AIGC'],
  'http://ns.adobe.com/xap/1.0/': ['xmp', 'CreatorTool'],
  'http://ns.adobe.com/xap/1.0/sType/ResourceEvent#': ['stEvt', 'softwareAgent'],
  'http://ns.adobe.com/tiff/1.0/': [
    'tiff',
    'Make',
    'Model',
    'Software',
    'Artist',
    'ImageDescription',
  ],
  'http://ns.adobe.com/exif/1.0/': ['exif', 'UserComment'],
  'http://ns.adobe.com/photoshop/1.0/': ['photoshop', 'Credit', 'Instructions'],
  'http://ns.adobe.com/pdf/1.3/': ['pdf', 'Producer'],
  'http://purl.org/dc/elements/1.1/': ['dc', 'creator', 'description'],
  // PLUS LDF 2023.
  'http://ns.useplus.org/ldf/xmp/1.0/': ['plus', 'DataMining', 'OtherConstraints'],
  // TDM Reservation Protocol (W3C community report of 10 May 2024); its texts write the address in three ways.
  'http://www.w3.org/ns/tdmrep/': ['tdm', 'reservation', 'policy'],
  'http://www.w3.org/ns/tdmrep#': ['tdm', 'reservation', 'policy'],
  'http://www.w3.org/ns/tdmrep': ['tdm', 'reservation', 'policy'],
};

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(KNOWN).flatMap(([uri, [prefix, ...names]]) =>
    names.map((name) => [`${uri} ${name}`, `${prefix}:${name}`]),
  ),
);

/** The usual name of a property that can be a label; null for any other. */
export function knownName({ uri, local }: { uri: string; local: string }): string | null {
  return NAMES.get(`${uri} ${local}`) ?? null;
}
