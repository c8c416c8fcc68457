import { entries } from '../../entries.ts';

/** What `mark`, `sign`, `embed` and `detect` have done or found. */
export const MARKING = entries({
  'queue.added': {
    en: 'Queue {queue:id}: {jobs:message} added; there already: {known:count}.',
    ja: 'キュー{queue:id}：{jobs:message}を追加しました（{known:count}件はすでにあります）。',
  },
  'queue.marked': {
    en: '{from:path} → {to:path}  {facts:list}',
    ja: '{from:path} → {to:path}  {facts:list}',
  },
  'queue.status': {
    en: 'Queue {queue:id}: {done:count} done, {waiting:count} waiting, {active:count} being worked on, {retrying:count} to be tried again, {dead:count} failed for good.',
    ja: 'キュー{queue:id}：完了{done:count}件、待機中{waiting:count}件、作業中{active:count}件、再試行待ち{retrying:count}件、失敗{dead:count}件。',
  },
  'queue.status.unmarked': {
    en: 'Signed without a watermark, of those that are done: {count:count}.',
    ja: '完了したもののうち、電子透かしなしで署名したもの：{count:count}件。',
  },
  'queue.retried': {
    en: 'Put back {jobs:message}.',
    ja: '{jobs:message}を戻しました。',
  },
  'marking.marked': {
    en: 'marked {from:path} as {to:path}: {facts:list}',
    ja: '{from:path}に電子透かしを入れ、{to:path}に書き出しました：{facts:list}',
  },
  'marking.signed': {
    en: 'signed {from:path} as {to:path}: {facts:list}',
    ja: '{from:path}に署名し、{to:path}に書き出しました：{facts:list}',
  },
  'marking.signed-beside': {
    en: 'signed {from:path}, and wrote its credential to {to:path}: {facts:list}. The file itself is as it was.',
    ja: '{from:path}に署名し、クレデンシャルを{to:path}に書き出しました：{facts:list}。ファイルは変わっていません。',
  },
  'marking.signed-only': {
    en: 'signed {from:path} as {to:path}, without a watermark: {facts:list}. {why:messages}',
    ja: '{from:path}に電子透かしなしで署名し、{to:path}に書き出しました：{facts:list}。{why:messages}',
  },
  'marking.nothing-written': { en: 'Nothing was written.', ja: '何も書き出していません。' },
  'marking.allow-loss': {
    en: 'Give --allow-loss to mark it all the same.',
    ja: 'それでも電子透かしを入れるには--allow-lossを付けてください。',
  },
  'marking.salt': {
    en: 'Keep this salt with the prompt; it is not in the file: {salt:id}',
    ja: 'このソルトをプロンプトとともに保管してください。ファイルには入っていません：{salt:id}',
  },
  'marking.rows': {
    en: 'Programs read the credential at its end as one more row: `provenance sign --sidecar` leaves the data as they are.',
    ja: '末尾のクレデンシャルは、データを読むプログラムには余分な1行に見えます。`provenance sign --sidecar`ならデータは変わりません。',
  },
  'marking.end': {
    en: 'Programs that read this kind of file see the credential at its end, and may refuse it: `provenance sign --sidecar` leaves the file as it is.',
    ja: '末尾のクレデンシャルはこの形式を読むプログラムからも見え、読み込めなくなることがあります。`provenance sign --sidecar`ならファイルは変わりません。',
  },
  'marking.strict-xml': {
    en: 'strict XML parsers refuse the “--” in its comment, which the format of the block has: `provenance sign --sidecar` leaves the file as it is.',
    ja: 'ブロックの形式に従ってコメント内に「--」が入るため、厳格なXMLパーサーは読み込めません。`provenance sign --sidecar`ならファイルは変わりません。',
  },

  'fact.mark': {
    en: 'content id {contentId:id}, {decibels:id} dB',
    ja: 'コンテンツID {contentId:id}、{decibels:id} dB',
  },
  'fact.content-id': {
    en: 'content id {contentId:id}, {decibels:id} dB',
    ja: 'コンテンツID {contentId:id}、{decibels:id} dB',
  },
  'fact.content-id.unchanged': {
    en: 'content id {contentId:id}, ∞ dB',
    ja: 'コンテンツID {contentId:id}、∞ dB',
  },
  'fact.recorded': { en: 'on record as entry {index:count}', ja: '記録済み（項目{index:count}）' },
  'fact.queued': {
    en: 'its record waits in the outbox',
    ja: '記録は送信待ちです',
  },
  'fact.not-recorded': {
    en: 'NOT recorded ({why:id}), so nothing of it can be recovered',
    ja: '記録していません（{why:id}）。そのため、後から復元できません',
  },
  'fact.lost': { en: 'not kept: {losses:list}', ja: '失われたもの：{losses:list}' },

  'origin.silent': {
    en: 'without saying how it was made',
    ja: '作成方法の記載なし',
  },
  'origin.edit-of': {
    en: '{said:message}, an edit of {source:name}',
    ja: '{said:message}、{source:name}を編集したもの',
  },
  'origin.edit': {
    en: '{said:message}, an edit of a parent',
    ja: '{said:message}、元のファイルを編集したもの',
  },
  'origin.component': { en: '{said:message}, with 1 component', ja: '{said:message}、素材1件' },
  'origin.components': {
    en: '{said:message}, with {count:count} components',
    ja: '{said:message}、素材{count:count}件',
  },

  'loss.frames': { en: 'all frames but the first', ja: '2枚目以降のフレーム' },
  'loss.pages': { en: 'a mark on all pages but the first', ja: '2ページ目以降の電子透かし' },
  'loss.separations': { en: 'CMYK separations', ja: 'CMYKの版' },
  'loss.colours': { en: 'what its colours mean', ja: '色の意味を示す情報' },
  'loss.pictures': { en: 'other pictures in it', ja: '中に含まれる別の画像' },
  'loss.parts': { en: 'parts that hang on the picture data', ja: '画像データに依存する部分' },
  'loss.named': { en: '{what:message} ({parts:text})', ja: '{what:message}（{parts:text}）' },

  'unmarked.not-a-picture': {
    en: 'Only pictures made of pixels can carry a watermark, and this is none.',
    ja: '電子透かしを入れられるのは画素でできた画像だけですが、これは該当しません。',
  },
  'unmarked.text': {
    en: 'A text carries a watermark only in the choice of its words, which is made while it is generated.',
    ja: '文章の電子透かしは言葉の選び方に入れるもので、生成するときにしか入れられません。',
  },
  'unmarked.format': {
    en: 'A watermark cannot be written into this kind of picture.',
    ja: 'この種類の画像には電子透かしを入れられません。',
  },
  'unmarked.too-little-text': {
    en: 'Its watermark cannot be read back from the text: there is too little of it, or too little choice in its words.',
    ja: '文章が短すぎる、または言葉の選択の余地が少なすぎるため、文章の電子透かしを読み取れません。',
  },
  'unmarked.large': {
    en: 'It has more than 134 million pixels, and no watermark is put into so large a picture.',
    ja: '1億3400万画素を超えるため、電子透かしを入れられません。',
  },
  'unmarked.weak': {
    en: 'A watermark cannot be read back from it: it is too small, too flat or too strongly compressed.',
    ja: '小さすぎる、平坦すぎる、または圧縮が強すぎるため、入れた電子透かしを読み取れません。',
  },
  'unmarked.frames': {
    en: 'It has several frames, and a watermark would leave only the first.',
    ja: '複数のフレームがあり、電子透かしを入れると最初のフレームしか残りません。',
  },
  'unmarked.pages': {
    en: 'It has several pages, and only the first would carry the watermark.',
    ja: '複数のページがあり、電子透かしが入るのは最初のページだけです。',
  },
  'unmarked.separations': {
    en: 'It is CMYK, and a watermark would make it RGB.',
    ja: 'CMYKの画像であり、電子透かしを入れるとRGBになります。',
  },
  'unmarked.colours': {
    en: 'It is an AVIF in HDR or in unusual colours, and a watermark would lose what says so.',
    ja: 'HDRまたは特殊な色のAVIF画像であり、電子透かしを入れるとそれを示す情報が失われます。',
  },
  'unmarked.pictures': {
    en: 'It holds other pictures, such as a gain map, and a watermark would lose them.',
    ja: 'ゲインマップなど別の画像が含まれており、電子透かしを入れると失われます。',
  },
  'unmarked.parts': {
    en: 'It has parts that hang on its pixels and are not known here, and a watermark would lose them.',
    ja: '画素に依存する未知の部分があり、電子透かしを入れると失われます。',
  },

  'detect.found': {
    en: '{file:path}: content id {contentId:id}{how:message} (by chance less than {odds:chance})',
    ja: '{file:path}：コンテンツID {contentId:id}{how:message}（偶然の確率は{odds:chance}未満）',
  },
  'detect.as-made': { en: ', as it was put in', ja: '、埋め込んだときの向きと大きさ' },
  'detect.changed': { en: ', {changes:list}', ja: '、{changes:list}' },
  'detect.mirrored': { en: 'mirrored', ja: '左右反転' },
  'detect.turned': { en: 'turned by {degrees:id}°', ja: '{degrees:id}°回転' },
  'detect.scaled': { en: 'tile scale {scale:id}', ja: 'タイルの倍率 {scale:id}' },
  'detect.nothing': {
    en: '{file:path}: no watermark of these keys was found, which does not mean there was none.',
    ja: '{file:path}：これらの鍵の電子透かしは見つかりませんでした。ただし、なかったとは限りません。',
  },
  'detect.text': {
    en: '{file:path}: text watermark of the key {kid:id} ({scheme:id}) in characters {from:count} to {to:count}{id:message}; by chance in less than 1e{power:id} of texts',
    ja: '{file:path}：鍵 {kid:id}（{scheme:id}）のテキスト電子透かしが{from:count}文字目から{to:count}文字目にあります{id:message}。偶然に現れる割合は文章の1e{power:id}未満です',
  },
  'detect.text.id': { en: ', content id {contentId:id}', ja: '（コンテンツID {contentId:id}）' },
  'detect.text.no-id': { en: ', without a content id', ja: '（コンテンツIDなし）' },
  'detect.text.meaning': {
    en: 'A part of the text was drawn with this key. That does not say that the text is whole, or who wrote the rest.',
    ja: '文章の一部がこの鍵を使って生成されています。文章が元のままであることや、残りを誰が書いたかは示しません。',
  },
  'detect.text.absent': {
    en: '{file:path}: no text watermark of these keys was found. That does not mean that a person wrote it.',
    ja: '{file:path}：これらの鍵のテキスト電子透かしは見つかりませんでした。人が書いたとは限りません。',
  },
  'detect.text.too-short': {
    en: '{file:path}: no text watermark was found, and the text is too short to tell. Look at more of it.',
    ja: '{file:path}：テキスト電子透かしは見つかりませんでしたが、短すぎて判断できません。より長い部分を調べてください。',
  },
  'detect.text.too-predictable': {
    en: '{file:path}: no text watermark was found, and the text repeats itself too much to tell.',
    ja: '{file:path}：テキスト電子透かしは見つかりませんでしたが、繰り返しが多すぎて判断できません。',
  },
});
