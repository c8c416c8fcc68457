import { type Assertion, hashPrompt, type Origin, type TrainingMining } from '@provenance/c2pa';
import { say } from '@provenance/messages';
import type { LoadedConfig } from '../config/config.ts';
import { namedFile, namedFiles, namedText } from '../files/named.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { VERSION } from '../terminal/version.ts';

/** The flags that say where content comes from. */
export interface OriginOptions {
  model?: string;
  modelVersion?: string;
  modelId?: string;
  oversight?: 'fully_autonomous' | 'prompt_guided' | 'human_validated';
  generator?: string;
  generatorVersion?: string;
  sourceType?: string;
  parent?: string;
  component?: string[];
  input?: string[];
  trainingMining?: TrainingMining;
  title?: string;
  hashPrompt?: string;
  prompt?: string;
  assertion?: string[];
  discardCredential?: boolean;
}

/**
 * The origin that the flags describe, and the salt of a hashed prompt, which stays with the user.
 *
 * @throws UsageError if flags contradict each other or name a file that cannot be opened.
 */
export async function originOf(
  io: Io,
  options: OriginOptions,
  config: LoadedConfig,
): Promise<{ origin: Origin; salt: string | null }> {
  const { parent, component = [], input = [] } = options;
  refuseContradictions(options);
  const hashed = options.hashPrompt === undefined ? null : hashPrompt(options.hashPrompt);
  const common = {
    generator: {
      name: options.generator ?? config.generator?.name ?? 'provenance',
      version: options.generatorVersion ?? config.generator?.version ?? VERSION,
    },
    when: new Date(),
    ...(options.title !== undefined && { title: options.title }),
    ...(options.model !== undefined && {
      model: {
        name: options.model,
        ...(options.modelVersion !== undefined && { version: options.modelVersion }),
        ...(options.modelId !== undefined && { identifier: options.modelId }),
      },
    }),
    ...(options.oversight && { disclosure: { humanOversightLevel: options.oversight } }),
    ...(options.trainingMining !== undefined && { trainingMining: options.trainingMining }),
    ...(options.prompt !== undefined && { prompt: { text: options.prompt } }),
    ...(hashed && { prompt: { sha256: hashed.sha256 } }),
    ...(options.assertion && {
      assertions: await Promise.all(options.assertion.map((path) => assertionOf(io, path))),
    }),
    ...(options.sourceType !== undefined && { sourceType: options.sourceType }),
  };
  const from =
    parent === undefined ? undefined : { parent: await namedFile(io, '--parent', parent) };
  const inputs = input.length > 0 ? { inputs: await namedFiles(io, '--input', input) } : {};
  const salt = hashed?.salt ?? null;
  if (component.length > 0) {
    const components = await namedFiles(io, '--component', component);
    return { origin: { kind: 'composite', ...common, components, ...from }, salt };
  }
  const origin: Origin = from
    ? { kind: 'edited', ...common, ...inputs, ...from }
    : { kind: 'created', ...common, ...inputs };
  return { origin, salt };
}

function refuseContradictions(options: OriginOptions): void {
  const { model, modelVersion, modelId, oversight, component, input, prompt } = options;
  if (model === undefined && (modelVersion ?? modelId ?? oversight) !== undefined) {
    throw new UsageError(say('mistake.model-missing'));
  }
  // An identifier has its place in the AI disclosure and nowhere else.
  if (modelId !== undefined && oversight === undefined) {
    throw new UsageError(say('mistake.oversight-missing'));
  }
  if (prompt !== undefined && options.hashPrompt !== undefined) {
    throw new UsageError(say('mistake.two-prompts'));
  }
  if (component !== undefined && input !== undefined) {
    throw new UsageError(say('mistake.input-and-component'));
  }
}

async function assertionOf(io: Io, path: string): Promise<Assertion> {
  const text = await namedText(io, '--assertion', path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(
      say('mistake.assertion-json', { file: path, example: '{"label": ..., "data": ...}' }),
    );
  }
  const { label, data } = (value ?? {}) as Partial<Assertion>;
  if (typeof label !== 'string' || data === undefined) {
    const example = '{"label": "com.example.thing", "data": ...}';
    throw new UsageError(say('mistake.assertion', { file: path, example }));
  }
  return { label, data };
}
