import { quoted } from './plain-text.ts';

/**
 * C2PA status codes (2.4 clause 15.2.2) in the words of somebody who has a file and not the
 * specification. A code that is not here is shown as it is.
 */
const MEANINGS = table({
  'assertion.dataHash.mismatch': 'the content is not what was signed',
  'assertion.bmffHash.mismatch': 'the content is not what was signed',
  'assertion.boxesHash.mismatch': 'the content is not what was signed',
  'assertion.collectionHash.mismatch': 'the content is not what was signed',
  'assertion.multiAssetHash.mismatch': 'the content is not what was signed',
  'assertion.dataHash.malformed': 'what the hash covers does not fit the file',
  'assertion.bmffHash.malformed': 'what the hash covers does not fit the file',
  'assertion.boxesHash.malformed': 'what the hash covers does not fit the file',
  'assertion.hashedURI.mismatch': 'a statement in the credential was changed after signing',
  'assertion.missing': 'a statement that was signed is missing',
  'assertion.undeclared': 'the credential holds a statement that was not signed',
  'assertion.outsideManifest': 'the credential claims a statement of another one as its own',
  'assertion.inaccessible': 'a statement that was signed cannot be found',
  'assertion.selfRedacted': 'the credential takes back what it says itself',
  'assertion.notRedacted': 'a statement that was taken out is there all the same',
  'assertion.action.redacted': 'the list of what was done was taken out',
  'assertion.dataHash.redacted': 'the hash of the content was taken out',
  'assertion.ingredient.malformed': 'what it says of an ingredient cannot be read',
  'assertion.boxesHash.unknownBox': 'the file has other parts than those that were signed',
  'assertion.action.malformed': 'the list of what was done breaks the rules',
  'assertion.action.ingredientMismatch': 'an action names an ingredient that is not there',
  'assertion.action.softBindingMissing': 'a watermark is announced but not described',
  'assertion.cbor.invalid': 'a statement in the credential cannot be read',
  'assertion.json.invalid': 'a statement in the credential cannot be read',
  'assertion.multipleHardBindings': 'the credential names more than one hash of the content',
  'algorithm.unsupported': 'it uses an algorithm that is not allowed',
  'claim.hardBindings.missing': 'the credential is not tied to any content',
  'claim.malformed': 'the credential breaks the rules of its format',
  'claim.missing': 'the credential makes no claim',
  'claim.multiple': 'the credential makes more than one claim',
  'claim.cbor.invalid': 'the credential cannot be read',
  'claimSignature.mismatch': 'the signature does not fit the credential',
  'claimSignature.missing': 'the credential is not signed',
  'claimSignature.outsideValidity': 'it was signed with an expired certificate',
  'signingCredential.expired': 'it was signed with an expired certificate',
  'signingCredential.invalid': 'the certificate may not sign content credentials',
  'signingCredential.untrusted': 'the signer is not on a trust list',
  'signingCredential.ocsp.revoked': 'the certificate was revoked',
  'manifest.inaccessible.malformed': 'the credential is damaged',
  'manifest.multipleParents': 'the credential names more than one parent',
  'manifest.update.invalid': 'the credential updates another in a way that is not allowed',
  'ingredient.manifest.missing': 'the credential of an ingredient is missing',
  'ingredient.manifest.mismatch': 'the credential of an ingredient was changed',
  'ingredient.claimSignature.mismatch': 'the signature of an ingredient does not hold',
  'ingredient.hashedURI.mismatch': 'the credential of an ingredient was changed',
  'cawg.x509.credential.untrusted': 'an attached identity is not on a trust list',
  'cawg.identity.pad.invalid': 'an attached identity breaks the rules of its format',
});

/** What a status code means, as a clause without capital or full stop. */
export function statusMeaning(code: string): string {
  return MEANINGS.get(code) ?? `the check ${quoted(code)} failed`;
}

const REASONS = table({
  'manifest.text.corruptedWrapper': 'it is damaged',
  'manifest.text.multipleWrappers': 'there is more than one',
  'manifest.html.multipleManifests': 'there is more than one',
  'manifest.structuredText.multipleReferences': 'there is more than one',
  'manifest.structuredText.noManifest': 'its block is not complete',
  'manifest.structuredText.emptyReference': 'its block is empty',
  'text.notUtf8': 'the text is not UTF-8',
  'text.headTooLarge': 'the head of this HTML is too large to be read',
  'content.empty': 'the file is empty',
  'content.unknownType': 'it is no format that is known here',
  'content.tooManyParts': 'it has more parts than any real file, and was not read',
  'content.tookTooLong': 'reading it took too long, and was given up',
  'content.unsupportedType': 'the engine does not handle this format',
});

/** Why there was nothing to judge, as a clause. Sentences of the engine may repeat the file's words. */
export function reasonMeaning(reason: string): string {
  return REASONS.get(reason) ?? MEANINGS.get(reason) ?? quoted(reason, 200);
}

/** Codes come out of files: an object would answer to `constructor` as well. */
function table(meanings: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(meanings));
}
