import type { PromptHash } from './origin.ts';

export declare function hashPrompt(prompt: string, salt?: Uint8Array): Required<PromptHash>;
