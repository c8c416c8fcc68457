import { entries } from '../entries.ts';

/** One finding of one reader. */
export const EVIDENCE = entries({
  'evidence.manifest.none': {
    en: 'There is no content credential in this file.',
    ja: 'このファイルにコンテンツクレデンシャルはありません。',
  },
  'evidence.manifest.none-that-counts': {
    en: 'There is no content credential in this file that counts ({why:message}).',
    ja: 'このファイルに有効なコンテンツクレデンシャルはありません（{why:message}）。',
  },
  'evidence.manifest.text-remote': {
    en: 'The text says that its content credential lies at {url:text}, which was not fetched.',
    ja: '文章によればコンテンツクレデンシャルは{url:text}にありますが、取得していません。',
  },
  'evidence.manifest.text-remote.failed': {
    en: 'The text says that its content credential lies at {url:text}, which could not be fetched ({why:message}).',
    ja: '文章によればコンテンツクレデンシャルは{url:text}にありますが、取得できませんでした（{why:message}）。',
  },
  'evidence.manifest.remote': {
    en: 'The file links to a content credential at {url:text}, which was not fetched.',
    ja: 'このファイルは{url:text}にあるコンテンツクレデンシャルを参照していますが、取得していません。',
  },
  'evidence.manifest.remote.failed': {
    en: 'The file links to a content credential at {url:text}, which could not be fetched: {why:message}.',
    ja: 'このファイルは{url:text}にあるコンテンツクレデンシャルを参照していますが、取得できませんでした（{why:message}）。',
  },
  'evidence.manifest.remote.unnamed': {
    en: 'The file links to a content credential elsewhere, which was not fetched.',
    ja: 'このファイルは別の場所のコンテンツクレデンシャルを参照していますが、取得していません。',
  },
  'evidence.manifest.remote.unnamed.failed': {
    en: 'The file links to a content credential elsewhere, which could not be fetched: {why:message}.',
    ja: 'このファイルは別の場所のコンテンツクレデンシャルを参照していますが、取得できませんでした（{why:message}）。',
  },
  'evidence.manifest.unreadable': {
    en: 'The file or its credential cannot be read: {why:message}.',
    ja: 'ファイルまたはそのクレデンシャルを読めません（{why:message}）。',
  },
  'evidence.manifest.alone': {
    en: 'The file is a manifest store without its content.',
    ja: 'このファイルは内容を伴わないマニフェストストアです。',
  },
  'evidence.manifest.invalid.whole': {
    en: 'The content credential does not hold for the text as it stands; what was signed is in it.',
    ja: 'コンテンツクレデンシャルはこの文章全体に対しては有効ではありませんが、署名されたものがこの中にあります。',
  },
  'evidence.manifest.invalid': {
    en: 'The content credential does not hold.',
    ja: 'コンテンツクレデンシャルが有効ではありません。',
  },
  'evidence.manifest.holds': {
    en: 'The file carries a content credential that holds.',
    ja: 'このファイルには有効なコンテンツクレデンシャルがあります。',
  },
  'evidence.manifest.stolen': {
    en: 'There is a content credential, and nobody can tell who signed it: it proves nothing.',
    ja: 'コンテンツクレデンシャルはありますが、誰が署名したかを確かめられないため、何の証明にもなりません。',
  },
  'evidence.manifest.given-holds': {
    en: 'The content credential that was given for this file holds.',
    ja: 'このファイルのために指定されたコンテンツクレデンシャルは有効です。',
  },

  'evidence.part.line': {
    en: 'Line {first:count} of the text (bytes {start:count} to {end:count}) are what a content credential there was made for.',
    ja: '文章の{first:count}行目（{start:count}から{end:count}バイト）は、そこにあるコンテンツクレデンシャルの対象です。',
  },
  'evidence.part.lines': {
    en: 'Lines {first:count} to {last:count} of the text (bytes {start:count} to {end:count}) are what a content credential there was made for.',
    ja: '文章の{first:count}行目から{last:count}行目（{start:count}から{end:count}バイト）は、そこにあるコンテンツクレデンシャルの対象です。',
  },

  'evidence.signature.holds': { en: 'Signed by {who:message}.', ja: '署名者：{who:message}。' },
  'evidence.signature.compromised': {
    en: 'The key that signed it has been in other hands since {since:time}, and no trusted time stamp shows that it was signed before: nobody can tell who signed it.',
    ja: '署名に使われた鍵は{since:time}以降、他人の手に渡っています。それより前に署名したことを示す信頼できるタイムスタンプがないため、誰が署名したかは分かりません。',
  },
  'evidence.signature.compromised.before': {
    en: 'The key has been in other hands since {since:time}; a trusted time stamp shows that this was signed before.',
    ja: '鍵は{since:time}以降、他人の手に渡っています。これはそれより前に署名されたことが、信頼できるタイムスタンプで示されています。',
  },
  'evidence.signature.fails': {
    en: 'The signature does not hold: {why:list}.',
    ja: '署名が有効ではありません（{why:list}）。',
  },

  'evidence.trust.listed': {
    en: 'The signer is on a trust list.',
    ja: '署名者は信頼リストにあります。',
  },
  'evidence.trust.listed.development': {
    en: 'The signer is trusted through a development certificate, which proves nothing to others.',
    ja: '署名者は開発用証明書によって信頼されていますが、ほかの人への証明にはなりません。',
  },
  'evidence.trust.listed.unsigned': {
    en: 'The certificate is on a trust list, which counts for nothing without a signature that holds.',
    ja: '証明書は信頼リストにありますが、有効な署名がなければ意味がありません。',
  },
  'evidence.trust.unlisted': {
    en: 'The signer is not on a trust list: anyone could have made this certificate.',
    ja: '署名者は信頼リストにありません。このような証明書は誰でも作れます。',
  },
  'evidence.trust.older': {
    en: 'The signer is on an older trust list, used until the end of 2025 and no longer updated, and on none in force.',
    ja: '署名者は、2025年まで使われ更新の終わった旧信頼リストにだけあり、現行の信頼リストにはありません。',
  },
  'evidence.trust.no-list': {
    en: 'No trust list was given, so no signer is trusted: anyone could have made this certificate.',
    ja: '信頼リストが指定されていないため、どの署名者も信頼されません。このような証明書は誰でも作れます。',
  },
  'evidence.trust.list-of': {
    en: 'The public list of trusted signers that was used is of {date:id}.',
    ja: '照合に使った公開の信頼リストは{date:id}のものです。',
  },
  'evidence.trust.development': {
    en: 'It is a development certificate.',
    ja: 'これは開発用の証明書です。',
  },

  'evidence.time.vouched': {
    en: 'Signed at {time:time}: a trusted time-stamp authority vouches for it.',
    ja: '署名日時は{time:time}です。信頼できるタイムスタンプ局が保証しています。',
  },
  'evidence.time.unvouched': {
    en: 'Signed at {time:time}, says a time-stamp authority that is not trusted here.',
    ja: '署名日時は{time:time}ですが、ここでは信頼されていないタイムスタンプ局によるものです。',
  },
  'evidence.time.claimed': {
    en: 'At {time:time}, says the signer; no time stamp vouches for it.',
    ja: '署名者によれば日時は{time:time}ですが、タイムスタンプによる保証はありません。',
  },

  'evidence.binding.content': {
    en: 'The content is bit for bit what was signed.',
    ja: '内容は署名されたものとビット単位で同一です。',
  },
  'evidence.binding.text': {
    en: 'The text is what was signed.',
    ja: '文章は署名されたものと同一です。',
  },
  'evidence.binding.partly': {
    en: 'What the hash covers is as it was signed; parts of the file are not covered.',
    ja: 'ハッシュの対象部分は署名されたときのままですが、ファイルの一部は対象に含まれていません。',
  },
  'evidence.binding.but-metadata': {
    en: 'The content is bit for bit what was signed, but for its metadata, which the hash leaves out.',
    ja: '内容は署名されたものとビット単位で同一です。ただし、メタデータはハッシュの対象に含まれていません。',
  },
  'evidence.binding.but-display': {
    en: 'The picture data is bit for bit what was signed; how it is turned or coloured is in metadata that the hash leaves out.',
    ja: '画像データは署名されたものとビット単位で同一です。ただし、向きや色の表示方法を決めるメタデータはハッシュの対象に含まれていません。',
  },
  'evidence.binding.differs': {
    en: 'The content does not match its hash: {why:list}.',
    ja: '内容がハッシュと一致しません（{why:list}）。',
  },
  'evidence.binding.elsewhere': {
    en: 'The hash is that of the content, which is not here.',
    ja: 'ハッシュは内容のものですが、内容がここにありません。',
  },
  'evidence.binding.unsigned.holds': {
    en: 'The content matches the hash, which counts for nothing without a signature that holds.',
    ja: '内容はハッシュと一致しますが、有効な署名がなければ意味がありません。',
  },
  'evidence.binding.unsigned.differs': {
    en: 'The content does not match the hash, which counts for nothing without a signature that holds.',
    ja: '内容がハッシュと一致しませんが、有効な署名がないため、いずれにしても意味がありません。',
  },
  'evidence.failure': {
    en: 'A check failed: {why:message}.',
    ja: '検査に通りませんでした（{why:message}）。',
  },
  'evidence.warning.uncovered': {
    en: 'The signer left parts of the file out of the hash: changes there go unnoticed.',
    ja: '署名者はファイルの一部をハッシュの対象から外しています。その部分の変更は検出できません。',
  },

  'evidence.warning.metadata': {
    en: 'The signer left metadata out of the hash: changes there go unnoticed.',
    ja: '署名者はメタデータをハッシュの対象から外しています。メタデータの変更は検出できません。',
  },
  'evidence.warning.display': {
    en: 'The signer left out of the hash what says how the picture is turned or coloured: changes there go unnoticed.',
    ja: '署名者は画像の向きや色の表示方法を決める情報をハッシュの対象から外しています。その変更は検出できません。',
  },

  'evidence.origin.says': {
    en: 'The credential of {who:message} says it was {what:message}.',
    ja: '{who:message}のクレデンシャルによれば、{what:message}です。',
  },
  'evidence.origin.silent': {
    en: 'The credential of {who:message} says nothing about how it was made.',
    ja: '{who:message}のクレデンシャルは、どのように作られたかを示していません。',
  },

  'evidence.usage.refused': {
    en: 'The signer does not allow training AI on it or mining it.',
    ja: '署名者はAIの学習とデータマイニングへの利用を許可していません。',
  },
  'evidence.usage.allowed': {
    en: 'The signer allows training AI on it and mining it.',
    ja: '署名者はAIの学習とデータマイニングへの利用を許可しています。',
  },
  'evidence.usage.says': {
    en: 'The signer says of {uses:list}.',
    ja: '署名者による利用条件：{uses:list}。',
  },
  'usage.entry': { en: '{use:message}: {word:message}', ja: '{use:message}は{word:message}' },
  'usage.entry.terms': {
    en: '{use:message}: {word:message} ({terms:name})',
    ja: '{use:message}は{word:message}（{terms:name}）',
  },
  'usage.more': { en: 'and more', ja: 'ほか' },
  'usage.named': { en: '{name:name}', ja: '{name:name}' },
  'usage.ai_generative_training': { en: 'training generative AI', ja: '生成AIの学習' },
  'usage.ai_training': { en: 'training AI', ja: 'AIの学習' },
  'usage.ai_inference': { en: 'AI inference', ja: 'AIの推論' },
  'usage.data_mining': { en: 'data mining', ja: 'データマイニング' },
  'usage.word.allowed': { en: 'allowed', ja: '許可' },
  'usage.word.notAllowed': { en: 'not allowed', ja: '不許可' },
  'usage.word.constrained': { en: 'constrained', ja: '条件付き' },

  'evidence.action': { en: '{done:message}.', ja: '{done:message}。' },

  'evidence.ingredient': {
    en: '{how:message}, {credential:message}.',
    ja: '{how:message}：{credential:message}。',
  },
  'ingredient.parentOf': { en: 'made from {title:message}', ja: '元のファイル{title:message}' },
  'ingredient.componentOf': { en: 'contains {title:message}', ja: '含まれる素材{title:message}' },
  'ingredient.inputTo': {
    en: 'made with the input {title:message}',
    ja: '入力に使われた{title:message}',
  },
  'ingredient.other': { en: 'made with {title:message}', ja: '使われた{title:message}' },
  'ingredient.titled': { en: '{title:name}', ja: '{title:name}' },
  'ingredient.untitled': { en: 'a file without a title', ja: '（題名なし）' },
  'ingredient.unsigned': { en: 'which has no credential', ja: 'クレデンシャルがありません' },
  'ingredient.holds': { en: 'whose credential holds', ja: 'クレデンシャルは有効です' },
  'ingredient.fails': {
    en: 'whose credential did not check out: {why:list}',
    ja: 'クレデンシャルの検証で問題が見つかりました（{why:list}）',
  },
  'ingredient.untrusted': {
    en: 'whose signer is not on a trust list',
    ja: '署名者が信頼リストにありません',
  },

  'evidence.soft-binding.ids': {
    en: '{who:message} names a watermark with the content id {ids:ids}.',
    ja: '{who:message}は、コンテンツID {ids:ids} の電子透かしがあることを示しています。',
  },
  'evidence.soft-binding.no-id': {
    en: '{who:message} names a watermark, and not which content id it has.',
    ja: '{who:message}は電子透かしがあることを示していますが、コンテンツIDは示していません。',
  },
  'evidence.soft-binding.other': {
    en: '{who:message} names a watermark of {alg:name}, which is not looked for here.',
    ja: '{who:message}は{alg:name}の電子透かしがあることを示していますが、ここでは調べません。',
  },
  'evidence.soft-binding.unnamed': {
    en: '{who:message} names a watermark of an algorithm without a name, which is not looked for here.',
    ja: '{who:message}は名前のない方式の電子透かしがあることを示していますが、ここでは調べません。',
  },
  'naming.active': { en: 'the credential', ja: 'クレデンシャル' },
  'naming.ingredient': {
    en: 'the credential of an ingredient, of {who:message},',
    ja: '素材のクレデンシャル（{who:message}）',
  },

  'evidence.watermark.not-looked': {
    en: 'No watermark was looked for.',
    ja: '電子透かしは調べていません。',
  },
  'evidence.watermark.no-key': {
    en: 'No watermark was looked for: no key was given.',
    ja: '鍵が指定されていないため、電子透かしは調べていません。',
  },
  'evidence.watermark.unreadable': {
    en: 'Its pixels could not be looked at.',
    ja: '画素を調べることができませんでした。',
  },
  'evidence.watermark.partly': {
    en: 'A part of its pixels cannot be decoded, and no watermark was found in the rest.',
    ja: '画素の一部を復号できず、残りの部分に電子透かしは見つかりませんでした。',
  },
  'evidence.watermark.absent': {
    en: 'No watermark of the given keys was found.',
    ja: '指定された鍵の電子透かしは見つかりませんでした。',
  },
  'evidence.watermark.absent-though-named': {
    en: 'No watermark of the given keys was found, though the credential names one: it was edited away, or its key is another.',
    ja: 'クレデンシャルは電子透かしがあることを示していますが、指定された鍵のものは見つかりませんでした。編集で失われたか、鍵が異なります。',
  },
  'evidence.watermark.present': {
    en: '{mark:message} with the content id {contentId:id} is in the picture (key {keyId:id}, by chance in less than {odds:chance} of pictures).',
    ja: 'コンテンツID {contentId:id} の{mark:message}が画像にあります（鍵 {keyId:id}、偶然に現れる割合は画像の{odds:chance}未満）。',
  },
  'evidence.watermark.present.as-named': {
    en: '{mark:message} with the content id {contentId:id} is in the picture, as the credential says (key {keyId:id}, by chance in less than {odds:chance} of pictures).',
    ja: 'クレデンシャルの記載どおり、コンテンツID {contentId:id} の{mark:message}が画像にあります（鍵 {keyId:id}、偶然に現れる割合は画像の{odds:chance}未満）。',
  },
  'evidence.watermark.present.inherited': {
    en: '{mark:message} with the content id {contentId:id} is in the picture, which the credential of an ingredient names (key {keyId:id}, by chance in less than {odds:chance} of pictures).',
    ja: '素材のクレデンシャルが示す、コンテンツID {contentId:id} の{mark:message}が画像にあります（鍵 {keyId:id}、偶然に現れる割合は画像の{odds:chance}未満）。',
  },
  'evidence.watermark.present.other': {
    en: '{mark:message} with the content id {contentId:id} is in the picture, and the credential names another (key {keyId:id}, by chance in less than {odds:chance} of pictures).',
    ja: 'コンテンツID {contentId:id} の{mark:message}が画像にありますが、クレデンシャルが示すのは別のものです（鍵 {keyId:id}、偶然に現れる割合は画像の{odds:chance}未満）。',
  },
  'evidence.text-watermark.no-key': {
    en: 'No text watermark was looked for: no profile was given.',
    ja: 'プロファイルが指定されていないため、文章の電子透かしは調べていません。',
  },
  'evidence.text-watermark.not-looked': {
    en: 'No text watermark was looked for.',
    ja: '文章の電子透かしは調べていません。',
  },
  'evidence.text-watermark.absent': {
    en: 'No text watermark of the given keys was found. That does not mean that a person wrote it.',
    ja: '指定された鍵による文章の電子透かしは見つかりませんでした。人が書いたことを意味するものではありません。',
  },
  'evidence.text-watermark.too-short': {
    en: 'No text watermark was found, and the text is too short to tell.',
    ja: '文章の電子透かしは見つかりませんでしたが、文章が短いため判断できません。',
  },
  'evidence.text-watermark.too-predictable': {
    en: 'No text watermark was found, and the text repeats itself too much to tell.',
    ja: '文章の電子透かしは見つかりませんでしたが、繰り返しが多いため判断できません。',
  },
  'evidence.text-watermark.though-named': {
    en: 'The credential names one: the text was written anew, or its key is another.',
    ja: 'クレデンシャルは電子透かしがあると示しています。文章が書き直されたか、鍵が異なります。',
  },
  'evidence.text-watermark.present': {
    en: '{mark:message} is in the words of {percent:count} % of the text, which was drawn with that key (key {keyId:id}, by chance in less than {odds:chance} of texts).',
    ja: '文章の{percent:count} %の言葉に{mark:message}があり、その部分はこの鍵で生成されたものです（鍵 {keyId:id}、偶然に現れる割合は文章の{odds:chance}未満）。',
  },
  'evidence.text-watermark.id': {
    en: 'It carries the content id {contentId:id}.',
    ja: 'コンテンツIDは{contentId:id}です。',
  },
  'evidence.text-watermark.id.as-named': {
    en: 'It carries the content id {contentId:id}, as the credential says.',
    ja: 'コンテンツIDは、クレデンシャルの記載どおり{contentId:id}です。',
  },
  'evidence.text-watermark.id.other': {
    en: 'It carries the content id {contentId:id}, and the credential names another.',
    ja: 'コンテンツIDは{contentId:id}ですが、クレデンシャルが示すのは別のものです。',
  },
  'evidence.watermark.compromised': {
    en: 'Its key has been in other hands since {since:time}, and nobody can tell when a mark was made: it says nothing any more.',
    ja: 'この鍵は{since:time}以降、他人の手に渡っています。透かしがいつ付けられたかは誰にも分からないため、もう何の根拠にもなりません。',
  },
  'evidence.watermark.marks': {
    en: 'Its key marks what was {what:message}.',
    ja: 'この鍵は「{what:message}」に付けられます。',
  },

  'evidence.record.unavailable': {
    en: 'The registry was not asked.',
    ja: 'レジストリに問い合わせていません。',
  },
  'evidence.record.no-id': {
    en: 'The registry has no record of the content id {contentId:id}: it was never written, was erased, or is in another registry.',
    ja: 'レジストリにコンテンツID {contentId:id} の記録はありません。書き込まれていないか、消去されたか、別のレジストリにあります。',
  },
  'evidence.record.no-bytes': {
    en: 'The registry has no record of these bytes.',
    ja: 'レジストリにこのバイト列の記録はありません。',
  },
  'evidence.record.nothing-alike': {
    en: 'The registry has no record of these bytes, nor of anything that looks like it.',
    ja: 'レジストリにこのバイト列の記録も、似た見た目のものの記録もありません。',
  },
  'evidence.record.not-compared': {
    en: 'Whether anything like it is was not looked at.',
    ja: '似たものの記録があるかどうかは調べていません。',
  },
  'evidence.record.known': {
    en: 'The content id {contentId:id} is on record, signed by {issuer:name}: handed out at {time:time}.',
    ja: 'コンテンツID {contentId:id} の記録があります。署名者は{issuer:name}、提供日時は{time:time}です。',
  },
  'evidence.record.known.model': {
    en: 'The content id {contentId:id} is on record, signed by {issuer:name}: handed out at {time:time} by {model:name}.',
    ja: 'コンテンツID {contentId:id} の記録があります。署名者は{issuer:name}、{model:name}からの提供日時は{time:time}です。',
  },
  'look.bytes': { en: 'These are the very bytes.', ja: 'バイト列は記録と完全に同一です。' },
  'look.same': { en: 'What is here looks like it.', ja: '見た目は記録されたものと一致します。' },
  'look.same.bits': {
    en: 'What is here looks like it ({distance:count} of 256 bits of the fingerprint differ).',
    ja: '見た目は記録されたものと一致します（フィンガープリント256ビット中{distance:count}ビット相違）。',
  },
  'look.different': {
    en: 'What is here does not look like it.',
    ja: '見た目は記録されたものと一致しません。',
  },
  'look.different.bits': {
    en: 'What is here does not look like it ({distance:count} of 256 bits of the fingerprint differ).',
    ja: '見た目は記録されたものと一致しません（フィンガープリント256ビット中{distance:count}ビット相違）。',
  },
  'look.undecided': {
    en: 'Whether what is here looks like it cannot be told.',
    ja: '見た目が記録されたものと一致するかどうかは判断できません。',
  },
  'look.undecided.bits': {
    en: 'Whether what is here looks like it cannot be told ({distance:count} of 256 bits of the fingerprint differ).',
    ja: '見た目が記録されたものと一致するかどうかは判断できません（フィンガープリント256ビット中{distance:count}ビット相違）。',
  },
  'look.not-compared': {
    en: 'Its look was not compared.',
    ja: '見た目は比較していません。',
  },
  'look.not-compared.bits': {
    en: 'Its look was not compared ({distance:count} of 256 bits of the fingerprint differ).',
    ja: '見た目は比較していません（フィンガープリント256ビット中{distance:count}ビット相違）。',
  },
  'kept.none': {
    en: 'No credential was kept with it.',
    ja: 'クレデンシャルは保管されていません。',
  },
  'kept.changed': {
    en: 'The credential kept with it is not what was signed, and says nothing.',
    ja: '保管されたクレデンシャルは署名されたものではなくなっているため、考慮しません。',
  },
  'kept.invalid': {
    en: 'The credential kept with it does not hold, and says nothing.',
    ja: '保管されたクレデンシャルは有効でないため、考慮しません。',
  },
  'kept.trusted': {
    en: 'The credential kept with it is signed, by a signer on a trust list.',
    ja: '保管されたクレデンシャルには、信頼リストにある署名者の署名があります。',
  },
  'kept.development': {
    en: 'The credential kept with it is signed with a certificate for tests, which only this computer trusts.',
    ja: '保管されたクレデンシャルには、このコンピューターだけが信頼する試験用の証明書による署名があります。',
  },
  'kept.older': {
    en: 'The credential kept with it is signed, by a signer on an older trust list, used until the end of 2025.',
    ja: '保管されたクレデンシャルには、2025年まで使われていた旧信頼リストにある署名者の署名があります。',
  },
  'kept.untrusted': {
    en: 'The credential kept with it is signed, by a signer on no trust list.',
    ja: '保管されたクレデンシャルには、信頼リストにない署名者の署名があります。',
  },
});
