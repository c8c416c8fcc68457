import type { Field } from '../field/field.ts';
import { isGraphField } from './comfyui.ts';
import type { Meaning } from './label.ts';

/** Names that mean nothing else, wherever they stand as words. */
const AI_TOOLS = [
  'Midjourney',
  'DALL[-·• ]?E(?: ?[23])?',
  'OpenAI',
  'ChatGPT',
  'GPT-4o',
  'gpt-image(?:-\\d)?',
  'Adobe Firefly',
  'Firefly Image \\d',
  'Stable ?Diffusion',
  'Stability AI',
  'DreamStudio',
  'AUTOMATIC1111',
  'SD\\.Next',
  'ComfyUI',
  'InvokeAI',
  'NovelAI',
  'Fooocus',
  'Draw Things',
  'Google AI',
  'Google Gemini',
  'Imagen [34]',
  'Nano Banana',
  'Microsoft Designer',
  'Bing Image Creator',
  'Image Creator from Designer',
  'Ideogram',
  'Leonardo\\.? ?AI',
  'Black Forest Labs',
  'FLUX\\.[12]',
  'Playground AI',
  'Recraft',
  'Krea AI',
  'RunwayML',
  'Craiyon',
  'NightCafe',
  'Meta AI',
  'Imagined with AI',
  'xAI Grok',
  'Amazon Titan Image',
  'Amazon Nova Canvas',
  'Suno AI',
  'ElevenLabs',
  'Seedream',
  'Doubao',
  'Hunyuan',
  'Qwen-Image',
];

/** Names that are words besides: only at the beginning of a field that is for programs. */
const AI_TOOLS_IN_PROGRAM_FIELDS = [
  'Firefly',
  'Gemini',
  'Imagen',
  'Flux',
  'Sora',
  'Veo',
  'Runway',
  'Pika',
  'Luma Dream Machine',
  'Kling',
  'Krea',
  'Grok',
  'Suno',
  'Udio',
  'Playground',
  'Leonardo',
  'Jimeng',
];

/** Names written without blanks between words. */
const AI_TOOLS_ANYWHERE = ['豆包', '即梦', '通义万相', '文心一格', '混元'];

const ANYWHERE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${AI_TOOLS.join('|')})(?![\\p{L}\\p{N}])|${AI_TOOLS_ANYWHERE.join('|')}`,
  'iu',
);
const AT_THE_BEGINNING = new RegExp(
  `^\\s*(?:${AI_TOOLS_IN_PROGRAM_FIELDS.join('|')})(?![\\p{L}\\p{N}])`,
  'iu',
);

/** Fields for the program that wrote the file. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'Software',
  'tiff:Software',
  'xmp:CreatorTool',
  'stEvt:softwareAgent',
  'pdf:Producer',
  'RAWDevelopingSoftware',
  'ImageEditingSoftware',
  'OriginatingProgram',
  'Creator',
  'Producer',
  'generator',
  'ISFT',
  'TSSE',
  'vendor',
  'ENCODER',
  '\xa9too',
  '\xa9swr',
  'com.apple.quicktime.software',
]);

/** Fields in which generators sign with their name, and people write what they like. */
const CREDITS: ReadonlySet<string> = new Set([
  'Artist',
  'tiff:Artist',
  'dc:creator',
  'photoshop:Credit',
  'Credit',
  'Source',
  'Author',
  'ImageDescription',
  'tiff:ImageDescription',
  'dc:description',
  'photoshop:Instructions',
  'SpecialInstructions',
  'IART',
  'ICMT',
  'ITCH',
  'TENC',
  'TPE1',
  'COM',
  '21FE',
  '\xa9cmt',
  '\xa9ART',
]);

const MAKES: ReadonlySet<string> = new Set([
  'Make',
  'tiff:Make',
  '\xa9mak',
  'com.apple.quicktime.make',
]);
const MODELS: ReadonlySet<string> = new Set([
  'Model',
  'tiff:Model',
  '\xa9mod',
  'com.apple.quicktime.model',
]);

/** Longer texts are prose. */
const LONGEST_CREDIT = 1000;

/** Programs and devices by the fields that are for their names. */
export function nameOf({ form, name, value }: Field): Meaning | null {
  const standard = 'name';
  if (MAKES.has(name) || MODELS.has(name)) {
    if (isGraphField(value)) return null;
    return { kind: 'camera', standard, meaning: MAKES.has(name) ? 'device-make' : 'device-model' };
  }
  const isProgram = PROGRAMS.has(name);
  const isCredit = CREDITS.has(name) || (form === 'id3' && /^(?:COMM|TXXX)/.test(name));
  if ((!isProgram && !isCredit) || value.length > LONGEST_CREDIT) return null;
  const credit = creditOf(value);
  if (credit !== null) return credit;
  if (ANYWHERE.test(value) || (isProgram && AT_THE_BEGINNING.test(value))) {
    return { kind: 'generator', standard, meaning: 'ai-tool-named' };
  }
  return isProgram ? { kind: 'software', standard, meaning: 'software-named' } : null;
}

/** Lines that the services write themselves, into whatever field is for credits. */
function creditOf(value: string): Meaning | null {
  const line = value.trim();
  if (/^(?:made|created|generated) with (?:Google )?AI$/i.test(line)) {
    return { kind: 'ai-generated', standard: 'name', meaning: 'credit-made-with-ai' };
  }
  if (/^edited with (?:Google )?AI$/i.test(line)) {
    return { kind: 'ai-edited', standard: 'name', meaning: 'credit-edited-with-ai' };
  }
  return null;
}
