export type { KeyOptions, ServiceKey } from './key.ts';
export { isKeyReference, type OpenKeyOptions, openKey } from './reference.ts';
export { type KmsSignerOptions, kmsSigner } from './signer.ts';
