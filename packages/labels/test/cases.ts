import { deflateRawSync, deflateSync } from 'node:zlib';
import { concat, jpegSegment, riffChunk } from '@provenance/container';
import {
  aigc,
  ascii,
  avif,
  box,
  comment,
  escaped,
  exifSegment,
  flac,
  frame,
  gif,
  gifXmp,
  id3,
  iimDataset,
  info,
  itemList,
  jpeg,
  jxl,
  keyedList,
  mp3,
  mp4,
  pdf,
  photoshopSegment,
  png,
  pngCompressed,
  pngInternational,
  pngText,
  rawProfile,
  sourceType,
  svg,
  text,
  tiff,
  userData,
  utf8,
  wav,
  webp,
  wideComment,
  xmp,
  xmpBox,
  xmpSegment,
} from './files.ts';

type Place = readonly [part: string, form: string, field: string];
type Said = readonly [kind: string, standard: string, meaning: string, value: string];

/** One file with what must be read in it, said by hand. */
export interface Case {
  readonly name: string;
  readonly why: string;
  readonly mediaType?: string;
  readonly file: Uint8Array;
  readonly labels: readonly (readonly [Said, Place])[];
  readonly unread?: readonly (readonly [part: string, reason: string])[];
}

const IPTC = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const DST = 'Iptc4xmpExt:DigitalSourceType';
const IN_XMP: Place = ['APP1', 'xmp', DST];
const AIGC_FIELD = 'TC260:AIGC';
const PARAMETERS =
  'a lighthouse\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: test';
const SETTINGS = 'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: test';
const GRAPH = JSON.stringify({
  3: { class_type: 'KSampler', inputs: { seed: 5 } },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'test.safetensors' } },
});

const aiGenerated = (standard: string, meaning: string, value: string): Said => [
  'ai-generated',
  standard,
  meaning,
  value,
];
const isAi = aiGenerated('aigc', 'aigc-is-ai', aigc());
const generatedType = aiGenerated(
  'iptc-source-type',
  'source-type',
  `${IPTC}trainedAlgorithmicMedia`,
);
const trained = xmp(sourceType(`${IPTC}trainedAlgorithmicMedia`));

/** A digital source type in a JPEG. */
function typed(name: string, why: string, value: string, kind: string, meaning: string): Case {
  const file = jpeg(xmpSegment(xmp(sourceType(value))));
  return { name, why, file, labels: [[[kind, 'iptc-source-type', meaning, value], IN_XMP]] };
}

const reservation = (
  name: string,
  why: string,
  inside: string,
  said: Said,
  field: string,
): Case => ({
  name,
  why,
  file: jpeg(xmpSegment(xmp(inside))),
  labels: [[said, ['APP1', 'xmp', field]]],
});

export const CASES: readonly Case[] = [
  typed(
    'source type: generated',
    'The term for media that a trained model made.',
    `${IPTC}trainedAlgorithmicMedia`,
    'ai-generated',
    'source-type',
  ),
  typed(
    'source type with https',
    'Google writes the address so.',
    `${IPTC.replace('http:', 'https:')}trainedAlgorithmicMedia`,
    'ai-generated',
    'source-type',
  ),
  typed(
    'source type: a bare term',
    'A mistake that occurs, and says the same.',
    'trainedAlgorithmicMedia',
    'ai-generated',
    'source-type',
  ),
  typed(
    'source type: partly',
    'A composite with parts of a trained model is changed or partly made by AI.',
    `${IPTC}compositeWithTrainedAlgorithmicMedia`,
    'ai-edited',
    'source-type',
  ),
  typed(
    'source type: captured',
    'The label of a camera is declared like any other.',
    `${IPTC}digitalCapture`,
    'captured',
    'source-type',
  ),
  typed(
    'source type: made by hand',
    'Neither AI nor a camera, says the note.',
    `${IPTC}digitalCreation`,
    'made-otherwise',
    'source-type',
  ),
  typed(
    'source type: a screen',
    'What was on the screen may be anything.',
    `${IPTC}screenCapture`,
    'no-origin',
    'source-type-open',
  ),
  typed(
    'source type: none of the vocabulary',
    'An unknown term must not become “not AI”.',
    `${IPTC}handMade`,
    'no-origin',
    'source-type-unknown',
  ),
  typed(
    'source type: of another vocabulary',
    'Only the addresses of IPTC and C2PA name its terms.',
    'http://example.com/trainedAlgorithmicMedia',
    'no-origin',
    'source-type-unknown',
  ),
  {
    name: 'source type as attribute',
    why: 'XMP may write a simple property as an attribute of its description.',
    file: jpeg(
      xmpSegment(xmp('', `Iptc4xmpExt:DigitalSourceType="${IPTC}trainedAlgorithmicMedia"`)),
    ),
    labels: [[generatedType, IN_XMP]],
  },
  {
    name: 'source type as rdf:resource',
    why: 'A URI may be written as a resource.',
    file: jpeg(
      xmpSegment(
        xmp(`<Iptc4xmpExt:DigitalSourceType rdf:resource="${IPTC}trainedAlgorithmicMedia"/>`),
      ),
    ),
    labels: [[generatedType, IN_XMP]],
  },
  {
    name: 'source type of an ingredient',
    why: 'What is nested in another property is said of something else.',
    file: jpeg(
      xmpSegment(
        xmp(
          `<xmpMM:Ingredients><rdf:Bag><rdf:li rdf:parseType="Resource">${sourceType(`${IPTC}trainedAlgorithmicMedia`)}</rdf:li></rdf:Bag></xmpMM:Ingredients>`,
        ),
      ),
    ),
    labels: [],
  },
  {
    name: 'prefix of somebody else',
    why: 'A name is told by its namespace: the prefix is anybody’s.',
    file: jpeg(
      xmpSegment(
        utf8(
          `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:Iptc4xmpExt="http://example.com/"><rdf:Description>${sourceType(`${IPTC}trainedAlgorithmicMedia`)}</rdf:Description></rdf:RDF>`,
        ),
      ),
    ),
    labels: [],
  },
  {
    name: 'IPTC 2025.1',
    why: 'The four fields on AI; the prompt itself is not handed out.',
    file: jpeg(
      xmpSegment(
        xmp(
          '<Iptc4xmpExt:AISystemUsed>Example Model</Iptc4xmpExt:AISystemUsed><Iptc4xmpExt:AISystemVersionUsed>2.1</Iptc4xmpExt:AISystemVersionUsed><Iptc4xmpExt:AIPromptInformation>a secret wish</Iptc4xmpExt:AIPromptInformation><Iptc4xmpExt:AIPromptWriterName>A. Writer</Iptc4xmpExt:AIPromptWriterName>',
        ),
      ),
    ),
    labels: [
      [
        ['ai-detail', 'iptc-ai', 'ai-system', 'Example Model'],
        ['APP1', 'xmp', 'Iptc4xmpExt:AISystemUsed'],
      ],
      [
        ['ai-detail', 'iptc-ai', 'ai-system-version', '2.1'],
        ['APP1', 'xmp', 'Iptc4xmpExt:AISystemVersionUsed'],
      ],
      [
        ['ai-detail', 'iptc-ai', 'ai-prompt', ''],
        ['APP1', 'xmp', 'Iptc4xmpExt:AIPromptInformation'],
      ],
      [
        ['ai-detail', 'iptc-ai', 'ai-prompt-writer', 'A. Writer'],
        ['APP1', 'xmp', 'Iptc4xmpExt:AIPromptWriterName'],
      ],
    ],
  },
  {
    name: 'AIGC in XMP, as element',
    why: 'TC260’s property holds the JSON object.',
    file: jpeg(xmpSegment(xmp(`<TC260:AIGC>${escaped(aigc())}</TC260:AIGC>`))),
    labels: [[isAi, ['APP1', 'xmp', AIGC_FIELD]]],
  },
  {
    name: 'AIGC in XMP, as attribute',
    why: 'The other way to write the same property.',
    file: png(pngInternational('XML:com.adobe.xmp', xmp('', `TC260:AIGC="${escaped(aigc())}"`))),
    labels: [[isAi, ['iTXt', 'xmp', AIGC_FIELD]]],
  },
  {
    name: 'AIGC in EXIF',
    why: 'UserComment holds an object with the label in it.',
    file: jpeg(exifSegment(tiff([], [comment(`{"AIGC":${aigc()}}`)]))),
    labels: [
      [aiGenerated('aigc', 'aigc-is-ai', `{"AIGC":${aigc()}}`), ['APP1', 'exif', 'UserComment']],
    ],
  },
  {
    name: 'AIGC in a PNG text',
    why: 'Keyword AIGC, compressed or not.',
    file: png(pngText('AIGC', aigc()), pngCompressed('AIGC', aigc('2'))),
    labels: [
      [isAi, ['tEXt', 'png-text', 'AIGC']],
      [
        ['ai-possible', 'aigc', 'aigc-may-be-ai', aigc('2')],
        ['zTXt', 'png-text', 'AIGC'],
      ],
    ],
  },
  {
    name: 'AIGC in a bare segment',
    why: 'Some write the word and the object into an APP segment.',
    file: jpeg(jpegSegment(0xe7, utf8(`AIGC${aigc('3')}`))),
    labels: [
      [
        ['ai-possible', 'aigc', 'aigc-is-suspected', aigc('3')],
        ['APP7', 'segment', 'AIGC'],
      ],
    ],
  },
  {
    name: 'AIGC in WAV',
    why: 'A chunk of its own.',
    file: wav(riffChunk('AIGC', utf8(aigc()))),
    labels: [[isAi, ['AIGC', 'riff', 'AIGC']]],
  },
  {
    name: 'AIGC in MP3',
    why: 'A text of the user’s own, under this description.',
    file: mp3(id3(4, frame('TXXX', utf8(`\x03AIGC\0${aigc()}`)))),
    labels: [[isAi, ['TXXX', 'id3', 'TXXX:AIGC']]],
  },
  {
    name: 'AIGC in FLAC',
    why: 'A comment of this name.',
    file: flac(`AIGC=${aigc()}`),
    labels: [
      [
        ['software', 'name', 'software-named', 'test'],
        ['VORBIS_COMMENT', 'vorbis-comment', 'vendor'],
      ],
      [isAi, ['VORBIS_COMMENT', 'vorbis-comment', 'AIGC']],
    ],
  },
  {
    name: 'AIGC in MP4, free name',
    why: 'An item of the movie’s list, under a name of its own.',
    file: mp4(box('moov', itemList('----', aigc(), 'AIGC'))),
    labels: [[isAi, ['ilst', 'quicktime', 'AIGC']]],
  },
  {
    name: 'AIGC in MP4, table of keys',
    why: 'The list of the phones, with reverse domain names.',
    file: mp4(box('moov', keyedList('com.example.AIGC', aigc()))),
    labels: [[isAi, ['ilst', 'quicktime', 'com.example.AIGC']]],
  },
  {
    name: 'AIGC in PDF',
    why: 'An entry of the information dictionary; a text may nest brackets and escape them.',
    file: pdf(`1 0 obj <</AIGC (${aigc().replace('p-1', 'p\\(1')})>> endobj`),
    labels: [
      [
        aiGenerated('aigc', 'aigc-is-ai', aigc().replace('p-1', 'p(1')),
        ['Info', 'pdf-info', 'AIGC'],
      ],
    ],
  },
  {
    name: 'AIGC in front matter',
    why: 'A map of texts at the head of a Markdown text.',
    mediaType: 'text/markdown',
    file: utf8(
      '---\ntitle: A page\nAIGC:\n  Label: "1"\n  ContentProducer: \'test\'\n  ProduceID: p-1\ndate: today\n---\ntext\n',
    ),
    labels: [
      [
        aiGenerated(
          'aigc',
          'aigc-is-ai',
          '{"Label":"1","ContentProducer":"test","ProduceID":"p-1"}',
        ),
        ['front-matter', 'front-matter', 'AIGC'],
      ],
    ],
  },
  {
    name: 'AIGC in front matter, as JSON in a text',
    why: 'YAML may quote the whole object.',
    mediaType: 'text/markdown',
    file: utf8(`---\nAIGC: '${aigc()}'\n---\n`),
    labels: [[isAi, ['front-matter', 'front-matter', 'AIGC']]],
  },
  {
    name: 'AIGC in a comment of a JPEG',
    why: 'The word and the object, wherever a text may stand.',
    file: jpeg(jpegSegment(0xfe, utf8(`AIGC${aigc()}`))),
    labels: [[aiGenerated('aigc', 'aigc-is-ai', `AIGC${aigc()}`), ['COM', 'comment', 'COM']]],
  },
  {
    name: 'AIGC that cannot be read',
    why: 'A label without a value of the standard is there, and says nothing.',
    file: png(pngText('AIGC', '{"Label":"7"}'), pngText('AIGC', '{"Label"')),
    labels: [
      [
        ['no-origin', 'aigc', 'aigc-unreadable', '{"Label":"7"}'],
        ['tEXt', 'png-text', 'AIGC'],
      ],
      [
        ['no-origin', 'aigc', 'aigc-unreadable', '{"Label"'],
        ['tEXt', 'png-text', 'AIGC'],
      ],
    ],
  },
  {
    name: 'AIGC encoded twice',
    why: 'A mistake that occurs; what it says is plain.',
    file: png(pngText('AIGC', JSON.stringify(aigc()))),
    labels: [
      [aiGenerated('aigc', 'aigc-is-ai', JSON.stringify(aigc())), ['tEXt', 'png-text', 'AIGC']],
    ],
  },
  {
    name: 'parameters of a web interface',
    why: 'The prompt is not handed out; the line of settings is.',
    file: png(pngText('parameters', PARAMETERS)),
    labels: [
      [
        aiGenerated('stable-diffusion', 'generation-settings', SETTINGS),
        ['tEXt', 'png-text', 'parameters'],
      ],
    ],
  },
  {
    name: 'parameters in EXIF',
    why: 'JPEG and WebP have them in UserComment, in big-endian letters whatever the block is.',
    file: webp(riffChunk('EXIF', tiff([], [wideComment(PARAMETERS)]))),
    labels: [
      [
        aiGenerated('stable-diffusion', 'generation-settings', SETTINGS),
        ['EXIF', 'exif', 'UserComment'],
      ],
    ],
  },
  {
    name: 'prose that speaks of steps',
    why: 'Settings stand in a line that begins with them, and name more than steps.',
    file: png(
      pngText('Comment', 'Walk these Steps: 20, then rest'),
      pngText('Comment', 'Steps: 20, all of them steep'),
    ),
    labels: [],
  },
  {
    name: 'ComfyUI in PNG',
    why: 'The graph that ran and the graph that is shown; only models are handed out.',
    file: png(
      pngText('prompt', GRAPH),
      pngText('workflow', '{"last_node_id":9,"nodes":[{"type":"UpscaleModel"}],"links":[]}'),
    ),
    labels: [
      [
        aiGenerated('comfyui', 'generation-workflow', 'test.safetensors'),
        ['tEXt', 'png-text', 'prompt'],
      ],
      [
        ['generator', 'comfyui', 'workflow', ''],
        ['tEXt', 'png-text', 'workflow'],
      ],
    ],
  },
  {
    name: 'ComfyUI in WebP',
    why: 'It writes its graphs into the fields of a camera’s maker and model, which name no camera then.',
    file: webp(
      riffChunk(
        'EXIF',
        tiff([
          text(0x010f, `workflow:{"nodes":[{"type":"KSampler"}],"links":[]}`),
          text(0x0110, `prompt:${GRAPH}`),
        ]),
      ),
    ),
    labels: [
      [aiGenerated('comfyui', 'generation-workflow', ''), ['EXIF', 'exif', 'Make']],
      [
        aiGenerated('comfyui', 'generation-workflow', 'test.safetensors'),
        ['EXIF', 'exif', 'Model'],
      ],
    ],
  },
  {
    name: 'a graph that nobody knows',
    why: 'What begins like a graph names no camera, whatever it is.',
    file: webp(riffChunk('EXIF', tiff([text(0x010f, 'workflow: {"id":1}')]))),
    labels: [],
  },
  {
    name: 'InvokeAI, NovelAI, Fooocus, Midjourney',
    why: 'Keywords of their own, and what stands in a common one.',
    file: png(
      pngText('invokeai_metadata', '{"positive_prompt":"a"}'),
      pngText('Software', 'NovelAI'),
      pngText('Comment', '{"prompt":"a","steps":28,"sampler":"k_euler","uc":"b"}'),
      pngText('fooocus_scheme', 'fooocus'),
      pngText('Description', 'a tower --v 6 Job ID: 12345678-1234-1234-1234-123456789abc'),
    ),
    labels: [
      [
        aiGenerated('invokeai', 'generation-settings', ''),
        ['tEXt', 'png-text', 'invokeai_metadata'],
      ],
      [
        ['generator', 'name', 'ai-tool-named', 'NovelAI'],
        ['tEXt', 'png-text', 'Software'],
      ],
      [aiGenerated('novelai', 'generation-settings', ''), ['tEXt', 'png-text', 'Comment']],
      [aiGenerated('fooocus', 'generation-settings', ''), ['tEXt', 'png-text', 'fooocus_scheme']],
      [
        aiGenerated(
          'midjourney',
          'generation-settings',
          'Job ID: 12345678-1234-1234-1234-123456789abc',
        ),
        ['tEXt', 'png-text', 'Description'],
      ],
    ],
  },
  {
    name: 'camera and editor',
    why: 'Maker and model name a camera, which does not say that the picture is still its own.',
    file: jpeg(
      exifSegment(
        tiff([text(0x010f, 'Example Corp'), text(0x0110, 'X-1'), text(0x0131, 'Some Editor 9')]),
      ),
    ),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['APP1', 'exif', 'Make'],
      ],
      [
        ['camera', 'name', 'device-model', 'X-1'],
        ['APP1', 'exif', 'Model'],
      ],
      [
        ['software', 'name', 'software-named', 'Some Editor 9'],
        ['APP1', 'exif', 'Software'],
      ],
    ],
  },
  {
    name: 'generator in EXIF and XMP',
    why: 'Names of programs that make pictures with AI; the history names the last of them.',
    file: jpeg(
      exifSegment(tiff([text(0x0131, 'Midjourney v7'), text(0x013b, 'Stable Diffusion')])),
      xmpSegment(
        xmp(
          '<xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved" stEvt:softwareAgent="Adobe Firefly"/></rdf:Seq></xmpMM:History>',
          'xmp:CreatorTool="Sora"',
        ),
      ),
    ),
    labels: [
      [
        ['generator', 'name', 'ai-tool-named', 'Midjourney v7'],
        ['APP1', 'exif', 'Software'],
      ],
      [
        ['generator', 'name', 'ai-tool-named', 'Stable Diffusion'],
        ['APP1', 'exif', 'Artist'],
      ],
      [
        ['generator', 'name', 'ai-tool-named', 'Sora'],
        ['APP1', 'xmp', 'xmp:CreatorTool'],
      ],
      [
        ['generator', 'name', 'ai-tool-named', 'Adobe Firefly'],
        ['APP1', 'xmp', 'stEvt:softwareAgent'],
      ],
    ],
  },
  {
    name: 'people and words that are called like a program',
    why: 'A name that is a word besides counts only at the head of a field for programs.',
    file: jpeg(
      exifSegment(
        tiff([
          text(0x010e, 'Fireflies and Gemini over the runway'),
          text(0x0131, 'Sorabito 2'),
          text(0x013b, 'Sora Tanaka'),
        ]),
      ),
    ),
    labels: [
      [
        ['software', 'name', 'software-named', 'Sorabito 2'],
        ['APP1', 'exif', 'Software'],
      ],
    ],
  },
  {
    name: 'credit of a service',
    why: 'Google’s lines, in XMP and in IPTC-IIM.',
    file: jpeg(
      photoshopSegment(iimDataset(110, 'Edited with Google AI')),
      xmpSegment(xmp('<photoshop:Credit>Made with Google AI</photoshop:Credit>')),
    ),
    labels: [
      [
        aiGenerated('name', 'credit-made-with-ai', 'Made with Google AI'),
        ['APP1', 'xmp', 'photoshop:Credit'],
      ],
      [
        ['ai-edited', 'name', 'credit-edited-with-ai', 'Edited with Google AI'],
        ['APP13', 'iptc-iim', 'Credit'],
      ],
    ],
  },
  {
    name: 'metadata as ImageMagick writes it',
    why: 'Hexadecimal digits in a compressed text of a PNG.',
    file: png(
      rawProfile('exif', tiff([text(0x0131, 'ComfyUI')])),
      rawProfile('xmp', trained),
      rawProfile('iptc', iimDataset(65, 'InvokeAI')),
    ),
    labels: [
      [
        ['generator', 'name', 'ai-tool-named', 'ComfyUI'],
        ['zTXt', 'exif', 'Software'],
      ],
      [generatedType, ['zTXt', 'xmp', DST]],
      [
        ['generator', 'name', 'ai-tool-named', 'InvokeAI'],
        ['zTXt', 'iptc-iim', 'OriginatingProgram'],
      ],
    ],
  },
  {
    name: 'XMP in PNG, compressed',
    why: 'Both compressed kinds of text; libvips writes XMP as zTXt.',
    file: png(pngInternational('XML:com.adobe.xmp', trained, true)),
    labels: [[generatedType, ['iTXt', 'xmp', DST]]],
  },
  {
    name: 'HEIF',
    why: 'EXIF lies in the file, XMP beside the table of places.',
    file: avif(tiff([text(0x010f, 'Example Corp')]), trained),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['Exif', 'exif', 'Make'],
      ],
      [generatedType, ['mime', 'xmp', DST]],
    ],
  },
  {
    name: 'HEIF, compressed',
    why: 'What the entry calls deflate is zlib to some writers and has no header with others.',
    file: avif(tiff([text(0x010f, 'Example Corp')]), deflateSync(trained), 'deflate'),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['Exif', 'exif', 'Make'],
      ],
      [generatedType, ['mime', 'xmp', DST]],
    ],
  },
  {
    name: 'HEIF, compressed without a header',
    why: 'As above.',
    file: avif(tiff([text(0x010f, 'Example Corp')]), deflateRawSync(trained), 'deflate'),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['Exif', 'exif', 'Make'],
      ],
      [generatedType, ['mime', 'xmp', DST]],
    ],
  },
  {
    name: 'HEIF, compressed in another way',
    why: 'Brotli is not undone here, and what it holds is not looked at.',
    file: avif(tiff([text(0x010f, 'Example Corp')]), trained, 'br'),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['Exif', 'exif', 'Make'],
      ],
    ],
    unread: [['mime', 'compressed']],
  },
  {
    name: 'HEIF, compressed and damaged',
    why: 'Half of a stream: nothing of it is believed.',
    file: avif(
      tiff([text(0x010f, 'Example Corp')]),
      deflateSync(trained).subarray(0, 40),
      'deflate',
    ),
    labels: [
      [
        ['camera', 'name', 'device-make', 'Example Corp'],
        ['Exif', 'exif', 'Make'],
      ],
    ],
    unread: [['mime', 'damaged']],
  },
  {
    name: 'MP4 and QuickTime',
    why: 'The box of XMP, and the text of QuickTime with the four zeros behind its list.',
    file: mp4(xmpBox(trained), box('moov', userData('\xa9swr', 'Runway Gen-4'))),
    labels: [
      [generatedType, ['uuid', 'xmp', DST]],
      [
        ['generator', 'name', 'ai-tool-named', 'Runway Gen-4'],
        ['udta', 'quicktime', '\xa9swr'],
      ],
    ],
  },
  {
    name: 'JPEG XL',
    why: 'Boxes of their own; those that are kept in Brotli are not looked into.',
    file: jxl(box('xml ', trained), box('brob', ascii('Exif'), new Uint8Array(4))),
    labels: [[generatedType, ['xml ', 'xmp', DST]]],
    unread: [['Exif', 'compressed']],
  },
  {
    name: 'GIF',
    why: 'XMP stands there without sub-blocks.',
    file: gif(gifXmp(trained)),
    labels: [[generatedType, ['21FF', 'xmp', DST]]],
  },
  {
    name: 'TIFF',
    why: 'XMP and IIM are fields of the directory.',
    file: tiff([
      { tag: 700, type: 1, data: trained },
      { tag: 33723, type: 7, data: iimDataset(65, 'DALL·E 3') },
    ]),
    labels: [
      [generatedType, ['IFD', 'xmp', DST]],
      [
        ['generator', 'name', 'ai-tool-named', 'DALL·E 3'],
        ['IFD', 'iptc-iim', 'OriginatingProgram'],
      ],
    ],
  },
  {
    name: 'SVG',
    why: 'RDF among the metadata of the drawing.',
    file: svg(
      `<metadata>${new TextDecoder().decode(trained).replace(/<\?xpacket[^>]*>/g, '')}</metadata>`,
    ),
    labels: [[generatedType, ['svg', 'xmp', DST]]],
  },
  {
    name: 'WAV and its lists',
    why: 'INFO, and an ID3 tag in a chunk.',
    file: wav(
      info('ISFT', 'ElevenLabs'),
      riffChunk('id3 ', id3(3, frame('TSSE', ascii('\0Suno v5'), 3))),
    ),
    labels: [
      [
        ['generator', 'name', 'ai-tool-named', 'ElevenLabs'],
        ['ISFT', 'riff', 'ISFT'],
      ],
      [
        ['generator', 'name', 'ai-tool-named', 'Suno v5'],
        ['TSSE', 'id3', 'TSSE'],
      ],
    ],
  },
  {
    name: 'MP3 with XMP',
    why: 'A private frame of this owner.',
    file: mp3(id3(3, frame('PRIV', utf8(`XMP\0${new TextDecoder().decode(trained)}`), 3))),
    labels: [[generatedType, ['PRIV', 'xmp', DST]]],
  },
  reservation(
    'PLUS: no training',
    'The vocabulary of PLUS.',
    '<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING</plus:DataMining>',
    [
      'rights-reservation',
      'plus',
      'training-prohibited',
      'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING',
    ],
    'plus:DataMining',
  ),
  reservation(
    'PLUS: all but search',
    'Search engines may index.',
    '<plus:DataMining>DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING</plus:DataMining>',
    [
      'rights-reservation',
      'plus',
      'mining-prohibited-except-search',
      'DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING',
    ],
    'plus:DataMining',
  ),
  reservation(
    'PLUS: allowed',
    'That nothing is reserved is no reservation.',
    '<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-ALLOWED</plus:DataMining>',
    ['rights-statement', 'plus', 'mining-allowed', 'http://ns.useplus.org/ldf/vocab/DMI-ALLOWED'],
    'plus:DataMining',
  ),
  reservation(
    'TDM: reserved',
    'The reservation protocol of W3C’s group, in XMP.',
    '<tdm:reservation>1</tdm:reservation>',
    ['rights-reservation', 'tdm', 'mining-reserved', '1'],
    'tdm:reservation',
  ),
  reservation(
    'TDM: not reserved',
    'Zero says the contrary.',
    '<tdm:reservation>0</tdm:reservation>',
    ['rights-statement', 'tdm', 'mining-not-reserved', '0'],
    'tdm:reservation',
  ),
  {
    name: 'reservations of a page',
    why: 'In `meta`, in the head alone; a script that writes one is no `meta`.',
    file: utf8(
      '<!doctype html><html><head><script>"<meta name=robots content=noai>"</script><meta name="TDM-Reservation" content="1"><meta name="tdm-policy" content="https://example.com/p"><meta name="robots" content="noindex, noimageai"><meta name="generator" content="Some Site 2"></head><body><meta name="robots" content="noai"></body></html>',
    ),
    labels: [
      [
        ['rights-reservation', 'tdm', 'mining-reserved', '1'],
        ['meta', 'html-meta', 'tdm-reservation'],
      ],
      [
        ['rights-reservation', 'tdm', 'mining-policy', 'https://example.com/p'],
        ['meta', 'html-meta', 'tdm-policy'],
      ],
      [
        ['rights-reservation', 'noai', 'no-image-ai', 'noindex, noimageai'],
        ['meta', 'html-meta', 'robots'],
      ],
      [
        ['software', 'name', 'software-named', 'Some Site 2'],
        ['meta', 'html-meta', 'generator'],
      ],
    ],
  },
  {
    name: 'truncated',
    why: 'What stands before the cut is read, and that something is missing is said.',
    file: png(pngText('AIGC', aigc())).subarray(0, -20),
    labels: [[isAi, ['tEXt', 'png-text', 'AIGC']]],
    unread: [['IDAT', 'truncated']],
  },
  {
    name: 'XMP that is not well-formed',
    why: 'What stands before the fault is read, and the fault is said.',
    file: jpeg(
      xmpSegment(utf8(new TextDecoder().decode(trained).replace('</rdf:Description>', '<a b>'))),
    ),
    labels: [[generatedType, IN_XMP]],
    unread: [['APP1', 'damaged']],
  },
  {
    name: 'entities of its own',
    why: 'Nothing that a document defines is put in: it cannot grow, nor read a file.',
    file: svg(
      `<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><rdf:Description xmp:CreatorTool="&lol;"/></rdf:RDF></metadata>`,
      '<!DOCTYPE svg [<!ENTITY lol "Midjourney"><!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    labels: [
      [
        ['software', 'name', 'software-named', '&lol;'],
        ['svg', 'xmp', 'xmp:CreatorTool'],
      ],
    ],
    unread: [['svg', 'damaged']],
  },
  {
    name: 'APE tag of an MP3',
    why: 'It is not read, and may hold anything.',
    file: concat([
      mp3(id3(4)),
      ascii('APETAGEX'),
      new Uint8Array(24),
      ascii('TAG'),
      new Uint8Array(125),
    ]),
    labels: [],
    unread: [['APE', 'format']],
  },
  {
    name: 'a page of XHTML',
    why: 'Told by its root, though its type begins otherwise.',
    file: utf8(
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="robots" content="noai"/></head></html>',
    ),
    labels: [
      [
        ['rights-reservation', 'noai', 'no-ai', 'noai'],
        ['meta', 'html-meta', 'robots'],
      ],
    ],
  },
  {
    name: 'compressed and locked PDF',
    why: 'Objects in streams are not looked into.',
    file: pdf('1 0 obj <</Type /ObjStm>> endobj', '2 0 obj <</Encrypt 3 0 R>> endobj'),
    labels: [],
    unread: [
      ['ObjStm', 'compressed'],
      ['Encrypt', 'encrypted'],
    ],
  },
  {
    name: 'a format that is not read',
    why: 'Nothing was looked at, and that is said.',
    file: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    labels: [],
    unread: [['file', 'format']],
  },
  {
    name: 'nothing',
    why: 'A picture without any metadata has no label, and nothing is unread.',
    file: jpeg(),
    labels: [],
  },
];
