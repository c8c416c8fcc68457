import { entries } from '../entries.ts';

const OTHER_CONTENT = {
  en: 'the content is not what was signed',
  ja: '内容が署名されたものと異なります',
} as const;
const IDENTITY_ELSEWHERE = {
  en: 'an attached identity is about something else than this credential',
  ja: '添えられた身元情報が、このクレデンシャルとは別のものについてのものです',
} as const;
const OTHER_RANGE = {
  en: 'what the hash covers does not fit the file',
  ja: 'ハッシュの対象範囲がファイルと合いません',
} as const;
const UNREADABLE_STATEMENT = {
  en: 'a statement in the credential cannot be read',
  ja: 'クレデンシャルの記載の一部を読めません',
} as const;
const EXPIRED = {
  en: 'the certificate has expired, and nothing proves that it was still valid when it signed',
  ja: '証明書の有効期限が切れており、署名の時点で有効だったことを証明できません',
} as const;
const CHANGED_INGREDIENT = {
  en: 'the credential of an ingredient was changed',
  ja: '素材のクレデンシャルが変更されています',
} as const;
const IDENTITY_OUT_OF_TIME = {
  en: 'an attached identity did not hold at that time',
  ja: '添えられた身元情報が、その時点では有効ではありません',
} as const;
const IDENTITY_UNCHECKED = {
  en: 'an attached identity does not check out',
  ja: '添えられた身元情報を確認できません',
} as const;

/**
 * C2PA status codes (2.4 clause 15.2.2) in the words of somebody who has a file and not the
 * specification, as clauses without capital or full stop.
 */
export const STATUS = entries({
  'status.assertion.dataHash.mismatch': OTHER_CONTENT,
  'status.assertion.bmffHash.mismatch': OTHER_CONTENT,
  'status.assertion.boxesHash.mismatch': OTHER_CONTENT,
  'status.assertion.collectionHash.mismatch': OTHER_CONTENT,
  'status.assertion.multiAssetHash.mismatch': OTHER_CONTENT,
  'status.assertion.dataHash.malformed': OTHER_RANGE,
  'status.assertion.bmffHash.malformed': OTHER_RANGE,
  'status.assertion.boxesHash.malformed': OTHER_RANGE,
  'status.assertion.hashedURI.mismatch': {
    en: 'a statement in the credential was changed after signing',
    ja: 'クレデンシャルの記載の一部が署名の後に変更されています',
  },
  'status.assertion.missing': {
    en: 'a statement that was signed is missing',
    ja: '署名された記載の一部が失われています',
  },
  'status.assertion.undeclared': {
    en: 'the credential holds a statement that was not signed',
    ja: 'クレデンシャルに署名されていない記載があります',
  },
  'status.assertion.outsideManifest': {
    en: 'the credential claims a statement of another one as its own',
    ja: 'クレデンシャルが別のクレデンシャルの記載を自らのものとして示しています',
  },
  'status.assertion.inaccessible': {
    en: 'a statement that was signed cannot be found',
    ja: '署名された記載の一部が見つかりません',
  },
  'status.assertion.selfRedacted': {
    en: 'the credential takes back what it says itself',
    ja: 'クレデンシャルが自らの記載を取り消しています',
  },
  'status.assertion.notRedacted': {
    en: 'a statement that was taken out is there all the same',
    ja: '取り除かれたはずの記載が残っています',
  },
  'status.assertion.action.redacted': {
    en: 'the list of what was done was taken out',
    ja: '行われた操作の一覧が取り除かれています',
  },
  'status.assertion.dataHash.redacted': {
    en: 'the hash of the content was taken out',
    ja: '内容のハッシュが取り除かれています',
  },
  'status.assertion.ingredient.malformed': {
    en: 'what it says of an ingredient cannot be read',
    ja: '素材についての記載を読めません',
  },
  'status.assertion.boxesHash.unknownBox': {
    en: 'the file has other parts than those that were signed',
    ja: '署名されたものと異なる部分がファイルにあります',
  },
  'status.assertion.action.malformed': {
    en: 'the list of what was done breaks the rules',
    ja: '行われた操作の一覧が規則に反しています',
  },
  'status.assertion.action.ingredientMismatch': {
    en: 'an action names an ingredient that is not there',
    ja: '操作が示す素材がありません',
  },
  'status.assertion.action.softBindingMissing': {
    en: 'a watermark is announced but not described',
    ja: '電子透かしがあると示されていますが、その説明がありません',
  },
  'status.assertion.cbor.invalid': UNREADABLE_STATEMENT,
  'status.assertion.json.invalid': UNREADABLE_STATEMENT,
  'status.assertion.multipleHardBindings': {
    en: 'the credential names more than one hash of the content',
    ja: 'クレデンシャルに内容のハッシュが複数あります',
  },
  'status.algorithm.unsupported': {
    en: 'it uses an algorithm that is not allowed',
    ja: '許可されていないアルゴリズムを使っています',
  },
  'status.claim.hardBindings.missing': {
    en: 'the credential is not tied to any content',
    ja: 'クレデンシャルがどの内容にも結び付いていません',
  },
  'status.claim.malformed': {
    en: 'the credential breaks the rules of its format',
    ja: 'クレデンシャルが形式の規則に反しています',
  },
  'status.claim.missing': {
    en: 'the credential makes no claim',
    ja: 'クレデンシャルに主張（クレーム）がありません',
  },
  'status.claim.multiple': {
    en: 'the credential makes more than one claim',
    ja: 'クレデンシャルに主張（クレーム）が複数あります',
  },
  'status.claim.cbor.invalid': {
    en: 'the credential cannot be read',
    ja: 'クレデンシャルを読めません',
  },
  'status.claimSignature.mismatch': {
    en: 'the signature does not match the credential',
    ja: '署名とクレデンシャルが一致しません',
  },
  'status.claimSignature.missing': {
    en: 'the credential is not signed',
    ja: 'クレデンシャルに署名がありません',
  },
  'status.claimSignature.outsideValidity': EXPIRED,
  'status.signingCredential.expired': EXPIRED,
  'status.not-yet-valid': {
    en: 'the certificate was not valid yet at the time that it was judged at',
    ja: '判定の時点では、証明書の有効期間がまだ始まっていません',
  },
  'status.signingCredential.invalid': {
    en: 'the certificate may not sign content credentials',
    ja: 'この証明書はコンテンツクレデンシャルの署名に使えません',
  },
  'status.signingCredential.untrusted': {
    en: 'the signer is not on a trust list',
    ja: '署名者が信頼リストにありません',
  },
  'status.signingCredential.ocsp.revoked': {
    en: 'the certificate was revoked',
    ja: '証明書が失効しています',
  },
  'status.provenance.signingKey.compromised': {
    en: 'somebody else may have the key that signed it',
    ja: '署名に使われた鍵が他人の手に渡ったおそれがあります',
  },
  'status.manifest.inaccessible.malformed': {
    en: 'the credential is damaged',
    ja: 'クレデンシャルが破損しています',
  },
  'status.manifest.multipleParents': {
    en: 'the credential names more than one parent',
    ja: 'クレデンシャルに元のファイルが複数示されています',
  },
  'status.manifest.update.invalid': {
    en: 'the credential updates another in a way that is not allowed',
    ja: 'クレデンシャルが許可されない方法で別のクレデンシャルを更新しています',
  },
  'status.ingredient.manifest.missing': {
    en: 'the credential of an ingredient is missing',
    ja: '素材のクレデンシャルが失われています',
  },
  'status.ingredient.manifest.mismatch': CHANGED_INGREDIENT,
  'status.ingredient.claimSignature.mismatch': {
    en: 'the signature of an ingredient does not hold',
    ja: '素材の署名が有効ではありません',
  },
  'status.ingredient.hashedURI.mismatch': CHANGED_INGREDIENT,
  'status.cawg.x509.credential.untrusted': {
    en: 'an attached identity is not on a trust list',
    ja: '添えられた身元情報が信頼リストにありません',
  },
  'status.cawg.identity.pad.invalid': {
    en: 'an attached identity breaks the rules of its format',
    ja: '添えられた身元情報が形式の規則に反しています',
  },
  'status.cawg.ica.did_unavailable': {
    en: 'an attached identity can only be checked over the network',
    ja: '添えられた身元情報の確認にはネットワークが必要です',
  },
  'status.cawg.identity.cbor.invalid': {
    en: 'an attached identity cannot be read',
    ja: '添えられた身元情報を読み取れません',
  },
  'status.cawg.identity.assertion.mismatch': IDENTITY_ELSEWHERE,
  'status.cawg.identity.assertion.duplicate': {
    en: 'an attached identity names the same assertion twice',
    ja: '添えられた身元情報が同じアサーションを二度示しています',
  },
  'status.cawg.identity.hard_binding_missing': {
    en: 'an attached identity is not about the content',
    ja: '添えられた身元情報が内容についてのものではありません',
  },
  'status.cawg.identity.credential_revoked': {
    en: 'the certificate of an attached identity was revoked',
    ja: '添えられた身元情報の証明書が失効しています',
  },
  'status.cawg.identity.expected_partial_claim.mismatch': {
    en: 'an attached identity was given for a credential with other statements',
    ja: '添えられた身元情報が、別の記載を持つクレデンシャルのために示されたものです',
  },
  'status.cawg.identity.expected_claim_generator.mismatch': {
    en: 'an attached identity was given for a credential of another signer',
    ja: '添えられた身元情報が、別の署名者のクレデンシャルのために示されたものです',
  },
  'status.cawg.identity.unexpected_countersigner': {
    en: 'an attached identity does not expect another one that is there too',
    ja: '添えられた身元情報が想定していない、別の身元情報があります',
  },
  'status.cawg.identity.expected_countersigner.mismatch': {
    en: 'an attached identity expects another one by somebody else',
    ja: '添えられた身元情報が想定する別の身元情報が、他の者のものです',
  },
  'status.cawg.identity.expected_countersigner.missing': {
    en: 'an attached identity expects another one that is not there',
    ja: '添えられた身元情報が想定する別の身元情報がありません',
  },
  'status.cawg.identity.sig_type.unknown': {
    en: 'an attached identity is of a kind that is not known here',
    ja: '添えられた身元情報が、ここでは扱わない種類のものです',
  },
  'status.cawg.x509.signature_mismatch': {
    en: 'the signature of an attached identity does not hold',
    ja: '添えられた身元情報の署名が有効ではありません',
  },
  'status.cawg.x509.algorithm.unsupported': IDENTITY_UNCHECKED,
  'status.cawg.ica.signer_payload.mismatch': IDENTITY_ELSEWHERE,
  'status.cawg.ica.time_stamp.invalid': {
    en: 'the time stamp of an attached identity does not hold',
    ja: '添えられた身元情報のタイムスタンプが有効ではありません',
  },
  'status.cawg.ica.valid_from.missing': IDENTITY_UNCHECKED,
  'status.cawg.ica.valid_from.invalid': IDENTITY_OUT_OF_TIME,
  'status.cawg.ica.valid_until.invalid': IDENTITY_OUT_OF_TIME,
  'status.cawg.ica.invalid_cose_sign1': IDENTITY_UNCHECKED,
  'status.cawg.ica.invalid_alg': IDENTITY_UNCHECKED,
  'status.cawg.ica.invalid_content_type': IDENTITY_UNCHECKED,
  'status.cawg.ica.invalid_issuer': IDENTITY_UNCHECKED,
  'status.cawg.ica.invalid_did_document': IDENTITY_UNCHECKED,
  'status.cawg.ica.verified_identities.missing': IDENTITY_UNCHECKED,
  'status.cawg.ica.verified_identities.invalid': IDENTITY_UNCHECKED,
  'status.cawg.ica.invalid_verifiable_credential': IDENTITY_UNCHECKED,
  'status.cawg.ica.signature_mismatch': {
    en: 'the signature of an attached identity does not hold',
    ja: '添えられた身元情報の署名が有効ではありません',
  },
  'status.other': {
    en: 'the check {status:name} failed',
    ja: '検査{status:name}に通りませんでした',
  },
});
