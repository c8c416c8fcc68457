import { xmlTags } from '@provenance/container';
import { ProvenanceError } from '@provenance/content';

const NAME = 'dcterms:provenance';
const NAMESPACE = 'http://purl.org/dc/terms/';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
/** Of the property, as an attribute of a description or as an element (ISO 16684-1 7.4). */
const ATTRIBUTE = /(\sdcterms:provenance\s*=\s*)("[^"]*"|'[^']*')/;

/**
 * An XMP packet that says where the manifest store lies (C2PA 2.4 clause 11.5): `dcterms:provenance`, in the
 * place of an older one or in a description of its own. All else in the packet stays as it is.
 *
 * @param packet Null: there is none yet.
 * @throws ProvenanceError CREDENTIAL_NOT_CARRIED for a packet that is no XMP in UTF-8; ContainerError malformed.
 */
export function withLink(packet: Uint8Array | null, url: string): Uint8Array {
  const text = packet === null ? EMPTY : decode(packet);
  return Buffer.from(replaced(text, url) ?? added(text, url));
}

const EMPTY = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

function replaced(text: string, url: string): string | null {
  let from = -1;
  for (const { kind, name, start, end } of xmlTags(text)) {
    if (from !== -1) {
      if (name !== NAME) throw noRoom();
      return `${text.slice(0, from)}${escaped(url)}${text.slice(start)}`;
    }
    if (name === NAME && kind === 'start') from = end;
    const tag = text.slice(start, end);
    const found = ATTRIBUTE.exec(tag);
    if (found === null) continue;
    const at = start + found.index;
    const linked = `${found[1]}"${escaped(url)}"`;
    return `${text.slice(0, at)}${linked}${text.slice(at + found[0].length)}`;
  }
  return null;
}

/** Behind all that is described, as the same thing. */
function added(text: string, url: string): string {
  let about = '';
  for (const { kind, name, start, end } of xmlTags(text)) {
    const local = name.slice(name.indexOf(':') + 1);
    if (local === 'Description' && about === '') {
      about =
        /\s[\w.-]*:?about\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text.slice(start, end))?.[1] ?? '';
    }
    if (local !== 'RDF') continue;
    const made = `<rdf:Description xmlns:rdf="${RDF}" rdf:about="${about}" xmlns:dcterms="${NAMESPACE}" ${NAME}="${escaped(url)}"/>`;
    if (kind === 'end') return `${text.slice(0, start)}${made}${text.slice(start)}`;
    if (kind === 'start') continue;
    const open = `${text.slice(0, end - 2)}>`;
    return `${open}${made}</${name}>${text.slice(end)}`;
  }
  throw noRoom();
}

function escaped(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function decode(packet: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(packet);
  } catch {
    throw noRoom();
  }
}

/** What is thrown where a packet is there and cannot be changed, or grows too long. */
export function noRoom(): ProvenanceError {
  const detail = 'The XMP of the file cannot take the link to a credential.';
  return new ProvenanceError('CREDENTIAL_NOT_CARRIED', detail);
}
