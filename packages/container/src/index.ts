export {
  type BmffBox,
  type BmffHeader,
  bmffBoxAt,
  bmffBoxes,
  boxesAt,
  childrenOf,
} from './bmff.ts';
export {
  type BmffItem,
  type BmffItemType,
  bmffItems,
  bmffItemTypes,
  type ItemExtent,
  movedLocations,
} from './bmff-items.ts';
export { visitMedia } from './bmff-media.ts';
export { Edit } from './edit.ts';
export { flacParts } from './flac.ts';
export {
  blocksLength,
  type GifParts,
  gifApplication,
  gifExtension,
  gifExtensionLength,
  gifParts,
  gifScreen,
  joinedBlocks,
} from './gif.ts';
export { type Id3Parts, id3Parts } from './id3.ts';
export {
  type JpegParts,
  jpegIdentifier,
  jpegParts,
  jpegSegment,
  MOST_SEGMENT_BYTES,
} from './jpeg.ts';
export { JPEG_PIECE_HEADER, jpegBoxNumber, jpegStoreSegments } from './jpeg-jumbf.ts';
export { type MpEntry, mpEntries, withMpEntries } from './mpf.ts';
export { ContainerError, type ContainerFault, contentsOf, mostParts, type Part } from './part.ts';
export {
  crc32,
  isAncillary,
  isSafeToCopy,
  PNG_SIGNATURE,
  type PngParts,
  pngChunk,
  pngParts,
} from './png.ts';
export { type RiffParts, riffChunk, riffParts, setRiffLength } from './riff.ts';
export {
  type ByteSource,
  concat,
  latin1,
  latin1Bytes,
  memorySource,
  startsWith,
  viewOf,
} from './source.ts';
export { localName, type SvgElement, type SvgParts, svgParts } from './svg.ts';
export {
  placeBytes,
  type TiffDirectory,
  type TiffEntry,
  type TiffLayout,
  type TiffRow,
  type TiffTable,
  tiffDirectories,
  tiffDirectory,
  tiffLayout,
  tiffNumbers,
  tiffPlace,
  tiffTable,
} from './tiff.ts';
export { type TiffField, TiffFile, tiffFieldBytes } from './tiff-file.ts';
export { type XmlTag, xmlTags } from './xml.ts';
