import { entries } from '../../entries.ts';

/** What `request` has done or found. */
export const REQUEST = entries({
  'request.opened': {
    en: 'Request {id:id} is open. It is kept until {day:id}. Answer it with: provenance request answer {id:id} FILE',
    ja: '申出 {id:id} を受け付けました。{day:id} まで保管します。回答するには：provenance request answer {id:id} FILE',
  },
  'request.open': { en: 'no answer yet', ja: '未回答' },
  'request.outcome.ours': { en: 'ours', ja: '当方のもの' },
  'request.outcome.perhaps': { en: 'perhaps ours', ja: '当方のものかもしれない' },
  'request.outcome.not-found': { en: 'not found', ja: '見つからない' },
  'request.outcome.unread': { en: 'could not be looked at', ja: '調べられない' },
  'request.answer.ours': {
    en: 'It is ours: handed out on {time:time}, content id {contentId:id}.',
    ja: '当方が提供したものです。提供日時は{time:time}、コンテンツIDは {contentId:id} です。',
  },
  'request.answer.ours.model': {
    en: 'It is ours: made by the model {name:name} and handed out on {time:time}, content id {contentId:id}.',
    ja: '当方が提供したものです。モデル{name:name}が生成し、提供日時は{time:time}、コンテンツIDは {contentId:id} です。',
  },
  'request.answer.by-mark': {
    en: '{ours:message} It was found by its watermark, which is there by chance in less than {odds:chance} of files.',
    ja: '{ours:message}電子透かしで見つかりました。偶然に現れる割合はファイルの{odds:chance}未満です。',
  },
  'request.answer.perhaps': {
    en: 'It may be ours: it looks like what was handed out on {time:time}, content id {contentId:id}, or names it. That is no proof. Compare the two with your own eyes.',
    ja: '当方のものかもしれません。{time:time}に提供したもの（コンテンツID {contentId:id}）に似ているか、それを名乗っています。証明にはなりません。二つを目で見比べてください。',
  },
  'request.answer.not-found': {
    en: 'No record of it was found. That is no proof that it is not ours: a mark can be lost, and a record erased.',
    ja: '記録は見つかりませんでした。当方のものでないという証明にはなりません。電子透かしは失われることがあり、記録は消去されることがあります。',
  },
  'request.answer.unread': {
    en: 'It could not be looked at beyond its bytes, and no record of these was found. Ask for the original file.',
    ja: 'バイト列のほかは調べられず、同じバイト列の記録は見つかりませんでした。元のファイルを求めてください。',
  },
  'request.looked.hash': { en: 'its bytes', ja: 'バイト列' },
  'request.looked.manifest': { en: 'its credential', ja: 'クレデンシャル' },
  'request.looked.watermark': { en: 'its watermark', ja: '電子透かし' },
  'request.looked.fingerprint': { en: 'its likeness', ja: '見た目の類似' },
  'request.none': { en: 'There is no such request.', ja: '該当する申出はありません。' },
  'request.no-such': {
    en: 'There is no request with this number. See: provenance request list',
    ja: 'この番号の申出はありません。確認するには：provenance request list',
  },
  'request.exported': {
    en: 'Wrote {requests:message} to {file:path}.',
    ja: '{requests:message}を{file:path}に書き出しました。',
  },
  'request.to-erase': {
    en: 'This erases the request {id:id} and its answers. The log keeps their hashes and can be verified as before; nothing brings them back.',
    ja: '申出 {id:id} とその回答を消去します。ログにはハッシュが残り、これまでどおり検証できますが、元に戻せません。',
  },
  'request.erased': {
    en: 'Erased the request {id:id} and its answers.',
    ja: '申出 {id:id} とその回答を消去しました。',
  },
  'request.row.id': { en: 'Request', ja: '申出' },
  'request.row.opened': { en: 'Opened', ja: '受付' },
  'request.row.purpose': { en: 'Purpose', ja: '目的' },
  'request.row.asker': { en: 'Asked by', ja: '申し出た人' },
  'request.row.answered': { en: 'Answered', ja: '回答' },
  'request.row.answer': { en: 'Answer', ja: '回答の内容' },
  'request.row.looked': { en: 'Looked by', ja: '調べた手段' },
  'request.row.note': { en: 'Note', ja: '補足' },
});
