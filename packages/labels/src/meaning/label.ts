import type { FieldForm } from '../field/field.ts';

/** What a label is about. */
export type LabelKind =
  /** It says that AI made the content. */
  | 'ai-generated'
  /** It says that AI changed or partly made it. */
  | 'ai-edited'
  /** It says that AI may have made it, or that somebody suspects so. */
  | 'ai-possible'
  /** It says that a device captured it. */
  | 'captured'
  /** It says that it was made in another way. */
  | 'made-otherwise'
  /** It says nothing of how the content was made, or nothing that is in its vocabulary. */
  | 'no-origin'
  /** A camera or another device is named: that says where a file began, and not what became of it. */
  | 'camera'
  /** A program is named that makes content with AI. */
  | 'generator'
  /** A program is named. */
  | 'software'
  /** More about an AI system that was used: its name, its version, the prompt. */
  | 'ai-detail'
  /** Somebody reserves a right against mining or training. */
  | 'rights-reservation'
  /** The same, but that nothing is reserved, or nothing said. */
  | 'rights-statement';

/** Where the rule stands by which a field is a label. */
export type LabelStandard =
  /** IPTC Photo Metadata, Digital Source Type. */
  | 'iptc-source-type'
  /** IPTC Photo Metadata 2025.1, the four fields on AI. */
  | 'iptc-ai'
  /** GB 45438-2025 (China). */
  | 'aigc'
  /** The habits of programs that write their settings into what they make. */
  | 'stable-diffusion'
  | 'comfyui'
  | 'invokeai'
  | 'novelai'
  | 'fooocus'
  | 'midjourney'
  /** A program or device in a field for such names, or a line of credit. */
  | 'name'
  /** PLUS License Data Format, Data Mining. */
  | 'plus'
  /** TDM Reservation Protocol. */
  | 'tdm'
  /** The words `noai` and `noimageai` in a page's instructions for robots. */
  | 'noai';

/** What a label says. Stable; words for people are made elsewhere. */
export type LabelMeaning =
  /** A term of the vocabulary that tells the origin: see {@link LabelKind}. */
  | 'source-type'
  /** A term of the vocabulary that tells no origin (a composite, a recording of a screen). */
  | 'source-type-open'
  /** A term that is in no vocabulary. */
  | 'source-type-unknown'
  | 'aigc-is-ai'
  | 'aigc-may-be-ai'
  | 'aigc-is-suspected'
  /** The label is there, and says nothing that the standard knows. */
  | 'aigc-unreadable'
  /** Settings of a run of a model: made by AI. */
  | 'generation-settings'
  /** A graph of nodes that samples a model. */
  | 'generation-workflow'
  /** A graph of nodes that does not. */
  | 'workflow'
  | 'credit-made-with-ai'
  | 'credit-edited-with-ai'
  | 'ai-tool-named'
  | 'software-named'
  | 'device-make'
  | 'device-model'
  | 'ai-system'
  | 'ai-system-version'
  | 'ai-prompt'
  | 'ai-prompt-writer'
  | 'mining-prohibited'
  | 'mining-prohibited-except-search'
  | 'training-prohibited'
  | 'generative-training-prohibited'
  | 'mining-constrained'
  | 'mining-allowed'
  | 'mining-unspecified'
  | 'mining-reserved'
  | 'mining-not-reserved'
  | 'mining-policy'
  | 'constraints'
  | 'no-ai'
  | 'no-image-ai';

/** Something that a file says of itself, and that anybody could have written into it. */
export interface DeclaredLabel {
  readonly kind: LabelKind;
  readonly standard: LabelStandard;
  readonly meaning: LabelMeaning;
  readonly place: {
    /** The part of the file, in the words of the container: `APP1`, `tEXt`, `moov`. */
    readonly part: string;
    readonly form: FieldForm;
    /** The field in it, by the form's own name: `Iptc4xmpExt:DigitalSourceType`, `UserComment`. */
    readonly field: string;
  };
  /**
   * What stands there: hostile text, at most `valueLength` characters. Prompts are left out, as people
   * wrote them for a machine and not for whoever checks the file: of settings there is the line behind
   * them, of graphs the models' names, of a field for a prompt nothing.
   */
  readonly value: string;
  /** The value was longer. */
  readonly isCut: boolean;
}

/** A label without its place, as a rule makes it from a field. */
export interface Meaning extends Pick<DeclaredLabel, 'kind' | 'standard' | 'meaning'> {
  /** Default: the field's value. */
  readonly value?: string;
}
