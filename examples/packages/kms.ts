import { createDevelopmentCertificates } from '@provenance/c2pa';
import { kmsSigner, openKey } from '@provenance/kms';

// In production: the certificate that an authority gave you for the key.
const { certificates } = await createDevelopmentCertificates({ alg: 'ES256' });
const key = await openKey('awskms:///alias/signing'); // or awsKey('alias/signing') of @provenance/kms/aws
const signer = await kmsSigner(key, { certificates }); // for mark(), sign() and all that takes a signer
console.log(key.service, signer.alg); // nothing has been asked yet
