import type { Field } from '../field/field.ts';
import type { Meaning } from './label.ts';

/**
 * The graph that ComfyUI ran (`prompt`) or shows (`workflow`): in PNG texts, in EXIF fields that begin with
 * these words, in comments of films. Python writes NaN into it, so it need not be JSON, and is not parsed:
 * what is asked is only which nodes it has.
 */
const GRAPH = /^\s*(?:(?:prompt|workflow)\s*:\s*)?\{/i;
const NODE =
  /"(?:class_type|type)"\s*:\s*"[^"]{0,100}(?:Sampler|Generate|TextToImage|ImageToVideo)/i;
const MODEL = /"(?:ckpt_name|unet_name|model_name)"\s*:\s*"([^"\\]{1,200})"/g;
const MOST_MODELS = 10;

export function comfyUiOf({ name, value }: Field): Meaning | null {
  const has = (key: string) => value.includes(`"${key}"`);
  const isGraph =
    GRAPH.test(value) &&
    (has('class_type') ||
      (has('nodes') && (name === 'workflow' || has('links') || has('last_node_id'))));
  if (!isGraph) return null;
  const models = new Set<string>();
  for (const [, model = ''] of value.matchAll(MODEL)) {
    if (models.size < MOST_MODELS) models.add(model);
  }
  // Graphs also scale or cut pictures: only one that samples a model makes any.
  const label = NODE.test(value)
    ? ({ kind: 'ai-generated', meaning: 'generation-workflow' } as const)
    : ({ kind: 'generator', meaning: 'workflow' } as const);
  return { ...label, standard: 'comfyui', value: [...models].join(', ') };
}

/** EXIF fields that ComfyUI uses for its graphs are those of a camera's maker and model. */
export function isGraphField(value: string): boolean {
  return /^\s*(?:prompt|workflow)\s*:\s*\{/i.test(value);
}
