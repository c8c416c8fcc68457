import { entries } from '../../entries.ts';

/** What `trace` has found, and what a receipt proves. */
export const TRACE = entries({
  'trace.unreadable': {
    en: 'it cannot be read, and its very bytes are not on record: get it again from its source.',
    ja: '読み取れず、同じバイト列の記録もありません。入手元から取り直してください。',
  },
  'trace.none': {
    en: 'no origin record of it is in this registry.',
    ja: 'このレジストリに来歴記録はありません。',
  },
  'trace.not-looked': {
    en: 'its very bytes are not on record, and it was not looked at for more: {why:messages}',
    ja: '同じバイト列の記録はなく、それ以上は調べられませんでした。{why:messages}',
  },
  'trace.mark': {
    en: 'Its watermark has the content id {contentId:id}.',
    ja: '電子透かしのコンテンツIDは {contentId:id} です。',
  },
  'trace.mark.compromised': {
    en: 'Somebody else may have the key of this mark since {since:time}, so it counts for nothing.',
    ja: 'この印の鍵は{since:time}から他人の手に渡っているおそれがあり、手がかりになりません。',
  },
  'trace.one': { en: '{file:path}: {said:message}.', ja: '{file:path}：{said:message}。' },
  'trace.several': {
    en: '{file:path}: looks like {count:count} recorded outputs, and which one it is cannot be told.',
    ja: '{file:path}：記録された{count:count}件の出力に似ており、どれであるかは分かりません。',
  },
  'trace.parts': {
    en: '{file:path}: parts of it carry the marks of {count:count} recorded outputs.',
    ja: '{file:path}：一部に、記録された{count:count}件の出力の電子透かしがあります。',
  },
  'trace.parts.unlike': {
    en: '{file:path}: parts of it carry the marks of {count:count} recorded outputs, {unlike:count} of which read otherwise: their marks were carried here.',
    ja: '{file:path}：一部に、記録された{count:count}件の出力の電子透かしがあります。うち{unlike:count}件は文章が異なり、電子透かしが移されたものです。',
  },
  'trace.no-registry': {
    en: '{file:path}: there is no registry here to ask; others say:',
    ja: '{file:path}：照会できるレジストリがここにはありません。他の提供者の回答：',
  },
  'trace.differs': {
    en: 'does not look like what was {said:message}, whose mark or label it has',
    ja: '電子透かしまたはラベルは「{said:message}」のものですが、見た目は一致しません',
  },
  'trace.alike': {
    en: 'looks like what was {said:message}',
    ja: '「{said:message}」に似ています',
  },
  'trace.handed-out': {
    en: 'handed out by {issuer:name} at {time:time}',
    ja: '{issuer:name}が{time:time}に提供したもの',
  },
  'trace.handed-out.model': {
    en: 'handed out by {issuer:name} at {time:time}, made with {model:name}',
    ja: '{issuer:name}が{time:time}に提供したもの（{model:name}で作成）',
  },

  'trace.row.content-id': { en: 'Content id', ja: 'コンテンツID' },
  'trace.row.issuer': { en: 'Issuer', ja: '発行者' },
  'trace.row.time': { en: 'Time', ja: '日時' },
  'trace.row.model': { en: 'Model', ja: 'モデル' },
  'trace.row.request': { en: 'Request', ja: '要求番号' },
  'trace.row.prompt': { en: 'Prompt', ja: 'プロンプト' },
  'trace.row.handed-out': { en: 'Handed out', ja: '提供したもの' },
  'trace.row.kept-until': { en: 'Kept until', ja: '保存期限' },
  'trace.row.found-by': { en: 'Found by', ja: '手がかり' },
  'trace.row.look': { en: 'Look', ja: '見た目' },
  'trace.row.receipt': { en: 'Receipt', ja: '受領証' },
  'trace.row.log': { en: 'Log', ja: 'ログ' },
  'trace.row.media-type': { en: 'Media type', ja: 'メディア種別' },
  'trace.row.content-hash': { en: 'Content hash', ja: '内容のハッシュ' },
  'trace.row.credential': { en: 'Credential', ja: 'クレデンシャル' },
  'trace.row.key': { en: 'Watermark key', ja: '電子透かしの鍵' },
  'trace.row.entry': { en: 'Log entry', ja: 'ログの項目' },

  'trace.time': { en: '{time:time}', ja: '{time:time}' },
  'trace.prompt': {
    en: 'a salted hash is on record: {hash:id}',
    ja: 'ソルト付きハッシュの記録があります：{hash:id}',
  },
  'trace.content': {
    en: '{mediaType:id}, SHA-256 {hash:id}',
    ja: '{mediaType:id}、SHA-256ハッシュ {hash:id}',
  },
  'trace.by.hash': {
    en: 'its bytes, which are those that were handed out',
    ja: '提供されたものとバイト列が同一',
  },
  'trace.by.watermark': {
    en: 'its watermark (by chance in less than {odds:chance} of pictures)',
    ja: '電子透かし（偶然に現れる割合は画像の{odds:chance}未満）',
  },
  'trace.by.text-watermark': {
    en: 'the watermark in its words (by chance in less than {odds:chance} of texts)',
    ja: '文章の電子透かし（偶然に現れる割合は文章の{odds:chance}未満）',
  },
  'trace.by.manifest': {
    en: 'the label of the credential in it, which anybody can copy',
    ja: '中にあるクレデンシャルのラベル（誰でも写し取れます）',
  },
  'trace.by.content-id': {
    en: 'the content id that was asked for; no content was looked at',
    ja: '指定されたコンテンツID（内容は調べていません）',
  },
  'trace.by.request-id': {
    en: 'the number of its request; no content was looked at',
    ja: '指定されたリクエスト番号（内容は調べていません）',
  },
  'trace.by.fingerprint': {
    en: 'its likeness, which is no proof',
    ja: '見た目の類似（証明にはなりません）',
  },
  'trace.by.compromised': {
    en: 'its likeness, which is no proof; its watermark counts for nothing, as somebody else may have the key since {since:time}',
    ja: '見た目の類似（証明にはなりません。電子透かしの鍵は{since:time}から他人の手に渡っているおそれがあり、手がかりになりません）',
  },
  'trace.look.same': { en: 'it looks like what was recorded', ja: '記録されたものと一致します' },
  'trace.look.different': {
    en: 'it does NOT look like what was recorded: the mark or the label may have been copied',
    ja: '記録されたものと一致しません。電子透かしまたはラベルが写し取られた可能性があります',
  },
  'trace.look.undecided': {
    en: 'whether it looks like what was recorded cannot be told',
    ja: '記録されたものと一致するかどうか判断できません',
  },
  'trace.look.none': { en: 'there was nothing to compare', ja: '比べるものがありませんでした' },
  'trace.look.bits': {
    en: '{look:message} ({distance:count} of 256 bits of the fingerprint differ)',
    ja: '{look:message}（フィンガープリント256ビット中{distance:count}ビット相違）',
  },

  'receipt.holds': { en: 'its signature holds', ja: '署名は有効です' },
  'receipt.fails': { en: 'does not hold: {why:message}', ja: '有効ではありません：{why:message}' },
  'receipt.compromised': {
    en: 'somebody else may have the key that signed it, since {since:time}, so it proves nothing: it is not both dated before and under a head by another key',
    ja: '署名した鍵は{since:time}以降、漏えいの可能性があるため、何の証明にもなりません（それより前の日時で、かつ別の鍵によるヘッドに含まれる、という条件を満たしていません）',
  },
  'receipt.compromised.counts': {
    en: 'its signature holds. Somebody else may have the key since {since:time}; it is dated before, and under a head by another key',
    ja: '署名は有効です。鍵は{since:time}以降、漏えいの可能性がありますが、それより前の日時で、別の鍵によるヘッドに含まれています',
  },
  'receipt.not-held': {
    en: 'The receipt does not hold: {why:message}.',
    ja: '受領証は有効ではありません：{why:message}。',
  },
  'receipt.says': { en: '{said:message}.', ja: '{said:message}。' },
  'receipt.own-certificate': {
    en: 'The certificate is that of the file itself, which anybody can make: give the issuer’s with --cert.',
    ja: '証明書は受領証に入っていたもので、誰でも作れます。発行者の証明書を--certで指定してください。',
  },
  'receipt.proved': {
    en: 'entry {index:count}, counted from 0, in a log of {entries:message}; proved against the head that was signed at {time:time}',
    ja: '{entries:message}のログの項目{index:count}（先頭は0）であることを、{time:time}に署名されたヘッドに照らして証明済み',
  },
  'receipt.not-proved': {
    en: 'not proved: {why:message}',
    ja: '証明されていません：{why:message}',
  },
  'receipt.certificate': {
    en: 'another certificate signed it than the one given',
    ja: '指定されたものとは別の証明書で署名されています',
  },
  'receipt.delegation': {
    en: 'the record key was not certified to sign it then',
    ja: '記録用の鍵は、その時点でこれに署名する証明を受けていません',
  },
  'receipt.signature': { en: 'its signature does not hold', ja: '署名が有効ではありません' },
  'receipt.issuer': {
    en: 'it names another issuer than the certificate does',
    ja: '記載された発行者が証明書と異なります',
  },
  'inclusion.none': { en: 'there is no proof', ja: '証明がありません' },
  'inclusion.certificate': {
    en: 'another certificate signed the head of the log than the one given',
    ja: 'ログのヘッドが、指定されたものとは別の証明書で署名されています',
  },
  'inclusion.delegation': {
    en: 'the record key was not certified to sign the head of the log then',
    ja: '記録用の鍵は、その時点でログのヘッドに署名する証明を受けていません',
  },
  'inclusion.signature': {
    en: 'the signature of the head of the log does not hold',
    ja: 'ログのヘッドの署名が有効ではありません',
  },
  'inclusion.log': { en: 'the heads are of two logs', ja: '二つの異なるログのヘッドです' },
  'inclusion.receipt': {
    en: 'the proof is that of another record',
    ja: '別の記録についての証明です',
  },
  'inclusion.path': {
    en: 'the proof does not lead to the head of the log',
    ja: '証明がログのヘッドに行き着きません',
  },
  'receipt.written': {
    en: "Wrote the receipt to {file:path}: anybody can check it with `provenance trace --check` and the issuer's certificate.",
    ja: '受領証を{file:path}に書き出しました。`provenance trace --check`と発行者の証明書があれば、誰でも確かめられます。',
  },
  'receipt.not-written': {
    en: 'no receipt was written: there is not exactly one record.',
    ja: '該当する記録が1件ではないため、受領証は書き出していません。',
  },
});
