export {
  algorithmOfCose,
  algorithmOfKey,
  COSE_ALGORITHM,
  fitsKey,
  hashOf,
  isSignature,
  keyInput,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  scalarLength,
  signatureLength,
} from './algorithm.ts';
export {
  type Certificate,
  EXTENSION,
  parseCertificate,
  parseCertificates,
  subjectAttribute,
  thumbprintOf,
} from './certificate.ts';
export { type Der, integerOf, oidOf, readDer, timeOf } from './der.ts';
export { isWeakKey } from './ed25519.ts';
export type { Name } from './name.ts';
