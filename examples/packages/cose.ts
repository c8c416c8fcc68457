import { createDevelopmentCertificates } from '@provenance/c2pa';
import { algorithmOfKey, parseCertificates, subjectAttribute } from '@provenance/cose';

const { certificates } = await createDevelopmentCertificates({
  alg: 'ES256',
  organization: 'Example Ltd.',
});
const [leaf] = parseCertificates(certificates); // PEM: throws for what is malformed
console.log(subjectAttribute(leaf, 'O'));
console.log(algorithmOfKey(leaf.x509.publicKey), leaf.isAuthority);
