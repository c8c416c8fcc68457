import { expect, test } from 'vitest';
import { isKeyReference, openKey } from '../src/index.ts';

test.each([
  ['awskms:///alias/signing', true],
  ['gcpkms://projects/p', true],
  ['azurekms://v.vault.azure.net/keys/a/1', true],
  ['pkcs11:object=a', true],
  ['signing.key', false],
  ['C:\\keys\\signing.key', false],
  ['keys/awskms:///a', false],
  ['awskms:a', true],
  ['awskms://alias/a', true],
  ['https://v.vault.azure.net/keys/a/1', false],
])('%s', (text, is) => {
  expect(isKeyReference(text)).toBe(is);
});

test.each([
  ['awskms:///alias/signing', 'AWS KMS'],
  [
    'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1',
    'Google Cloud KMS',
  ],
  ['azurekms://v.vault.azure.net/keys/signing/0123', 'Azure Key Vault'],
])('%s is opened without a call', async (reference, service) => {
  expect((await openKey(reference)).service).toBe(service);
});

test.each([
  ['signing.key', /begins with none of awskms/],
  ['awskms://alias/a', /begins with none of awskms/],
  ['awskms:///', /names no key/],
  [`awskms:///${'a'.repeat(5000)}`, /begins with none/],
  ['gcpkms://projects/p/cryptoKeys/k', /cryptoKeyVersions/],
  ['azurekms://v.vault.azure.net/keys/signing', /VERSION/],
  ['azurekms://v.vault.azure.net', /VERSION/],
  ['pkcs11:object=a', /no module-path/],
  ['pkcs11:object=a?module-path=/m&pin-value=1234', /PIN does not stand in it/],
  ['pkcs11:object=a?module-path=/m&pin=1234', /known in it are module-path, pin-source/],
  ['pkcs11:label=a?module-path=/m', /known in it are token, object, id, type/],
  ['pkcs11:object=a;object=b?module-path=/m', /object twice/],
  ['pkcs11:object=a%zz?module-path=/m', /two digits/],
  ['pkcs11:object=a;type=public?module-path=/m', /type is not private/],
  ['pkcs11:object=a?module-path=/m?x', /question mark/],
  ['pkcs11:=a?module-path=/m', /known in it/],
])('%s is refused', async (reference, why) => {
  const opened = openKey(reference);
  await expect(opened).rejects.toMatchObject({ code: 'KEY_MALFORMED' });
  await expect(opened).rejects.toThrow(why);
  await expect(opened).rejects.not.toThrow(/1234/);
});
