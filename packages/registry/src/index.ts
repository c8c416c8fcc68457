export type { Fingerprint, OriginRecord } from './record.ts';
export type {
  FoundRecord,
  InclusionProof,
  Registry,
  RegistryReader,
  SimilarRecord,
} from './registry.ts';
