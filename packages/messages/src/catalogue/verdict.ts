import { entries } from '../entries.ts';

/** What the evidence adds up to. */
export const VERDICT = entries({
  'verdict.nothing': {
    en: 'Nothing was found that tells where this comes from: its origin is unknown.',
    ja: '出所を示すものは見つかりませんでした。出所は不明です。',
  },
  'verdict.not-all-seen': {
    en: 'No content credential was found, and not all of it was looked at: its origin is unknown.',
    ja: 'コンテンツクレデンシャルは見つかりませんでしたが、すべてを調べたわけではありません。出所は不明です。',
  },
  'verdict.remote': {
    en: 'Its content credential is kept elsewhere and was not fetched: its origin is unknown until it is.',
    ja: 'コンテンツクレデンシャルは別の場所に保管されており、取得していません。取得するまで出所は不明です。',
  },
  'verdict.remote.failed': {
    en: 'Its content credential is kept elsewhere and could not be fetched ({why:message}): its origin is unknown until it is.',
    ja: 'コンテンツクレデンシャルは別の場所に保管されており、取得できませんでした（{why:message}）。取得するまで出所は不明です。',
  },
  'verdict.remote.unread': {
    en: 'Its own content credential is kept elsewhere and was not read.',
    ja: 'このファイル自身のコンテンツクレデンシャルは別の場所に保管されており、読んでいません。',
  },
  'verdict.not-checked': { en: 'Not checked.', ja: '検証していません。' },
  'verdict.store-alone': {
    en: 'This is a manifest store without its content: verify the content and give it this store.',
    ja: 'これは内容を伴わないマニフェストストアです。内容のファイルを、このストアを指定して検証してください。',
  },
  'verdict.key-compromised': {
    en: 'It was signed with the key of {who:message}, which has been in other hands since {since:time}. No trusted time stamp shows that it was signed before, so nothing it says counts.',
    ja: '{who:message}の鍵で署名されていますが、この鍵は{since:time}以降、他人の手に渡っています。それより前に署名したことを示す信頼できるタイムスタンプがないため、記載されたことは一切考慮しません。',
  },
  'verdict.unsigned': {
    en: 'Its content credential shows no signature that holds, so nothing it says counts.',
    ja: 'コンテンツクレデンシャルに有効な署名がないため、記載されたことは一切考慮しません。',
  },
  'verdict.signed': {
    en: '{said:message}; {content:message}.',
    ja: '{said:message}。{content:message}。',
  },
  'verdict.ingredient-doubt': {
    en: 'Something it was made from did not check out.',
    ja: '使われた素材の中に、検証で問題が見つかったものがあります。',
  },
  'verdict.reformatted': {
    en: 'A program saved this text anew: it differs from what was signed in nothing but {differs:list}.',
    ja: 'この文章は保存し直されています。署名されたものと異なるのは{differs:list}だけです。',
  },
  'verdict.part': {
    en: 'A part of this text was signed, and nothing shows where the rest comes from.',
    ja: 'この文章の一部には署名がありますが、残りの出所を示すものはありません。',
  },
  'verdict.parts': {
    en: 'Parts of this text were signed, and nothing shows where the rest comes from.',
    ja: 'この文章のいくつかの部分には署名がありますが、残りの出所を示すものはありません。',
  },
  'verdict.altered': {
    en: 'Changed after it was signed: it is no longer what {signer:message} signed.',
    ja: '署名の後に変更されています。{signer:message}が署名した内容ではなくなっています。',
  },
  'verdict.altered.longer': {
    en: 'The text in front of its credential is longer than what was signed (bytes more: {count:count}), and what was signed is not in it as it was: it was both moved and changed, or something was put into it.',
    ja: 'クレデンシャルの前の文章は署名時より{count:count}バイト長く、署名された文章はそのままの形では見つかりません。文章が移されたうえで変更されたか、途中に何かが加えられています。',
  },
  'verdict.altered.shorter': {
    en: 'The text is now shorter than when it was signed (bytes less: {count:count}); other parts may have been changed as well.',
    ja: '文章が署名時より{count:count}バイト短くなっています。ほかの部分も変更されているかもしれません。',
  },
  'verdict.altered.development': {
    en: 'Changed after it was signed: it is no longer what {signer:message} signed with a development certificate.',
    ja: '署名の後に変更されています。{signer:message}が開発用証明書で署名した内容ではなくなっています。',
  },
  'verdict.credential-altered': {
    en: 'Its content credential is no longer what {signer:message} signed, so nothing it says counts.',
    ja: 'コンテンツクレデンシャルは、{signer:message}が署名したものではなくなっているため、記載されたことは一切考慮しません。',
  },
  'verdict.credential-altered.development': {
    en: 'Its content credential is no longer what {signer:message} signed with a development certificate, so nothing it says counts.',
    ja: 'コンテンツクレデンシャルは、{signer:message}が開発用証明書で署名したものではなくなっているため、記載されたことは一切考慮しません。',
  },
  'verdict.invalid': {
    en: 'Its content credential does not hold, so nothing it says counts.',
    ja: 'コンテンツクレデンシャルが有効でないため、記載されたことは一切考慮しません。',
  },
  'verdict.contradiction': {
    en: 'Its evidence contradicts itself.',
    ja: '見つかった証拠が互いに矛盾しています。',
  },
  'verdict.unknown': { en: 'Its origin is unknown.', ja: '出所は不明です。' },

  'verdict.mark.says': {
    en: '{what:message}, says {mark:message} (content id {contentId:id}, by chance in less than {odds:chance} of pictures); no signature confirms it, and nothing shows whether it was changed.',
    ja: '{mark:message}（コンテンツID {contentId:id}、偶然に現れる割合は画像の{odds:chance}未満）によれば、{what:message}です。署名による裏付けはなく、変更されたかどうかは分かりません。',
  },
  'verdict.mark.compromised': {
    en: '{mark:message} was found (content id {contentId:id}), whose key has been in other hands since {since:time}: anybody may have put it there, so it says nothing.',
    ja: '{mark:message}が見つかりました（コンテンツID {contentId:id}）。ただし鍵は{since:time}以降、他人の手に渡っており、誰が付けたか分からないため、何の根拠にもなりません。',
  },
  'verdict.mark.silent': {
    en: '{mark:message} was found (content id {contentId:id}, by chance in less than {odds:chance} of pictures), which does not say how it was made: its origin is unknown.',
    ja: '{mark:message}が見つかりました（コンテンツID {contentId:id}、偶然に現れる割合は画像の{odds:chance}未満）。どのように作られたかは示していないため、出所は不明です。',
  },
  'verdict.mark.remote': {
    en: 'Its content credential is kept elsewhere and was not read.',
    ja: 'コンテンツクレデンシャルは別の場所に保管されており、読んでいません。',
  },
  'verdict.mark.adds': {
    en: '{mark:message} marks what was {what:message} (content id {contentId:id}, by chance in less than {odds:chance} of pictures).',
    ja: '「{what:message}」に付けられる{mark:message}があります（コンテンツID {contentId:id}、偶然に現れる割合は画像の{odds:chance}未満）。',
  },
  'verdict.text-mark.says': {
    en: '{what:message}, says {mark:message} in the words of {percent:count} % of the text (by chance in less than {odds:chance} of texts); whether it was changed is not shown by it.',
    ja: '文章の{percent:count} %の言葉にある{mark:message}（偶然に現れる割合は文章の{odds:chance}未満）によれば、{what:message}です。変更されたかどうかは分かりません。',
  },
  'verdict.text-mark.silent': {
    en: '{mark:message} is in the words of {percent:count} % of the text (by chance in less than {odds:chance} of texts), which does not say how it was made.',
    ja: '文章の{percent:count} %の言葉に{mark:message}があります（偶然に現れる割合は文章の{odds:chance}未満）。どのように作られたかは示していません。',
  },
  'verdict.text-mark.part': {
    en: '{mark:message} is in the words of a part, {percent:count} % of the text (by chance in less than {odds:chance} of texts): that part was drawn with its key, and of the rest it says nothing.',
    ja: '文章の一部（{percent:count} %）の言葉に{mark:message}があります（偶然に現れる割合は文章の{odds:chance}未満）。その部分はこの鍵で生成されたものですが、残りについては何も示していません。',
  },
  'verdict.mark.as-named': {
    en: 'The watermark that it names is in the picture (content id {contentId:id}).',
    ja: 'コンテンツクレデンシャルが示す電子透かしが画像にあります（コンテンツID {contentId:id}）。',
  },
  'verdict.mark.as-well': {
    en: '{mark:message} was found as well (content id {contentId:id}).',
    ja: '{mark:message}も見つかりました（コンテンツID {contentId:id}）。',
  },

  'verdict.declared': {
    en: '{what:message}, says a note in the file that anybody could have written; no signature confirms it, and nothing shows whether it was changed.',
    ja: 'ファイル内の記載によれば、{what:message}です。この記載は誰でも書けるものです。署名による裏付けはなく、変更されたかどうかは分かりません。',
  },
  'verdict.declared.possible': {
    en: 'A note in the file that anybody could have written says that AI may have made it.',
    ja: '誰でも書けるファイル内の記載に、AIが作った可能性があるとあります。',
  },
  'verdict.declared.tool': {
    en: 'A note in the file that anybody could have written names a program that makes content with AI: {name:name}.',
    ja: '誰でも書けるファイル内の記載に、AIで作るソフトの名前があります：{name:name}。',
  },
  'verdict.declared.camera': {
    en: 'A note in the file that anybody could have written names a camera or another device: {name:name}.',
    ja: '誰でも書けるファイル内の記載に、カメラなどの機器の名前があります：{name:name}。',
  },
  'verdict.declared.disputed': {
    en: 'Notes in the file that anybody could have written contradict each other ({said:list}): its origin is unknown.',
    ja: '誰でも書けるファイル内の記載が互いに矛盾しています（{said:list}）。出所は不明です。',
  },
  'verdict.declared.beside': {
    en: 'A note in the file that anybody could have written says it was {what:message}.',
    ja: '誰でも書けるファイル内の記載には「{what:message}」とあります。',
  },

  'verdict.record.unavailable': {
    en: 'The registry could not be asked, and may know more.',
    ja: 'レジストリに問い合わせることができませんでした。レジストリにはさらに情報があるかもしれません。',
  },
  'verdict.record.none': {
    en: 'The registry has no record of it.',
    ja: 'レジストリにその記録はありません。',
  },
  'verdict.record.of': {
    en: 'The record of the content id {contentId:id} is of what {said:message}.',
    ja: 'コンテンツID {contentId:id} の記録は、{said:message}についてのものです。',
  },
  'verdict.record.known': {
    en: 'It is on record (content id {contentId:id}).',
    ja: 'レジストリに記録があります（コンテンツID {contentId:id}）。',
  },
  'verdict.record.known.since': {
    en: 'It is on record since {time:time} (content id {contentId:id}).',
    ja: 'レジストリに{time:time}からの記録があります（コンテンツID {contentId:id}）。',
  },
  'verdict.recovered.hash': {
    en: 'Recovered from the registry: {said:message}. Bit for bit it is what was handed out.',
    ja: 'レジストリから復元しました。{said:message}。提供されたものとビット単位で同一です。',
  },
  'verdict.recovered.watermark': {
    en: 'Recovered by its watermark (content id {contentId:id}, by chance in less than {odds:chance} of pictures): {said:message}.',
    ja: '電子透かしから復元しました（コンテンツID {contentId:id}、偶然に現れる割合は画像の{odds:chance}未満）。{said:message}。',
  },
  'verdict.recovered.text-mark': {
    en: 'Recovered by the words of {percent:count} % of the text (content id {contentId:id}, by chance in less than {odds:chance} of texts): {said:message}.',
    ja: '文章の{percent:count} %の言葉から復元しました（コンテンツID {contentId:id}、偶然に現れる割合は文章の{odds:chance}未満）。{said:message}。',
  },
  'verdict.recovered.likeness': {
    en: 'Recovered by its likeness ({distance:count} of 256 bits differ from a recorded fingerprint): {said:message}.',
    ja: '類似性から復元しました（記録されたフィンガープリントとの相違は256ビット中{distance:count}ビット）。{said:message}。',
  },
  'verdict.recovered.likenesses': {
    en: 'It resembles {count:count} recorded outputs, and which one it is cannot be told: {said:list}.',
    ja: '記録された{count:count}件の出力に似ており、どれであるかは分かりません。{said:list}。',
  },
  'verdict.look.same': {
    en: 'It looks like what was recorded.',
    ja: '見た目は記録されたものと一致します。',
  },
  'verdict.look.undecided': {
    en: 'Whether it looks like what was recorded cannot be told.',
    ja: '見た目が記録されたものと一致するかどうかは判断できません。',
  },
  'verdict.look.none': {
    en: 'What it looked like is not on record.',
    ja: '見た目は記録されていません。',
  },
  'verdict.changes-unknown': {
    en: 'Nothing shows what was changed since.',
    ja: 'その後に何が変更されたかは分かりません。',
  },
  'verdict.likeness-no-proof': {
    en: 'A likeness is no proof: others may have made something that looks the same.',
    ja: '類似性は証明にはなりません。ほかの人が同じ見た目のものを作った可能性もあります。',
  },
});
