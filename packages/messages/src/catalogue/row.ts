import { entries } from '../entries.ts';

/** The long report of the command line: what its rows are about, and what only it says. */
export const ROW = entries({
  'row.file': { en: 'File', ja: 'ファイル' },
  'row.credential': { en: 'Credential', ja: '来歴情報' },
  'row.parts': { en: 'Parts', ja: '署名部分' },
  'row.signer': { en: 'Signer', ja: '署名者' },
  'row.when': { en: 'When', ja: '日時' },
  'row.origin': { en: 'Origin', ja: '出所' },
  'row.identity': { en: 'Took part', ja: '関与した者' },
  'row.made-with': { en: 'Made with', ja: '作成ソフト' },
  'row.use': { en: 'Use', ja: '利用条件' },
  'row.done': { en: 'Done', ja: '操作' },
  'row.ingredients': { en: 'Ingredients', ja: '素材' },
  'row.content': { en: 'Content', ja: '内容' },
  'row.text-watermark': { en: 'Words', ja: '言葉' },
  'row.watermark': { en: 'Watermark', ja: '電子透かし' },
  'row.record': { en: 'Record', ja: '記録' },
  'row.recovered': { en: 'Recovered', ja: '復元' },
  'row.candidates': { en: 'Candidates', ja: '候補' },
  'row.kept': { en: 'Kept', ja: '保管分' },
  'row.notes': { en: 'Notes', ja: '記載' },
  'row.warning': { en: 'Warning', ja: '警告' },
  'row.failed': { en: 'Failed', ja: '不合格' },
  'row.trust-lists': { en: 'Trust lists', ja: '信頼リスト' },
  'row.policy': { en: 'Policy', ja: '要求' },
  'row.next': { en: 'Next', ja: '対応' },

  'row.unknown-format': { en: 'unknown format', ja: '不明な形式' },
  'done.times': {
    en: '{done:message} ({count:count} times)',
    ja: '{done:message}（{count:count}回）',
  },

  'lists.none': {
    en: 'none given: use --trust-anchors or a configuration',
    ja: '指定なし（--trust-anchorsまたは設定で指定）',
  },
  'lists.anchors': { en: 'anchors: {count:count}', ja: 'アンカー：{count:count}' },
  'lists.allowed': { en: 'allowed signers: {count:count}', ja: '許可された署名者：{count:count}' },
  'lists.tsa-anchors': {
    en: 'time-stamp anchors: {count:count}',
    ja: 'タイムスタンプのアンカー：{count:count}',
  },
  'lists.older': { en: 'older anchors: {count:count}', ja: '旧アンカー：{count:count}' },
  'lists.date': {
    en: 'of {date:id}, {count:count} days old',
    ja: '{date:id}付（{count:count}日前）',
  },
  'lists.development': { en: 'development', ja: '開発用' },
  'lists.bytes': { en: '{count:count} bytes', ja: '{count:count}バイト' },
  'lists.from': { en: 'from', ja: '指定元' },

  'policy.organization': {
    en: 'not met: the organization must be {name:name}',
    ja: '満たしていません：組織名は{name:name}でなければなりません',
  },
  'policy.common-name': {
    en: 'not met: the common name must be {name:name}',
    ja: '満たしていません：一般名は{name:name}でなければなりません',
  },
  'policy.beside': {
    en: 'not met: a trusted signer, but an identity or an ingredient in it is not on a trust list',
    ja: '満たしていません：署名者は信頼されていますが、添えられた身元情報または素材の署名者が信頼リストにありません',
  },
  'policy.reserved': {
    en: 'not met: it is reserved from training or data mining (--respect-training-opt-out)',
    ja: '満たしていません：学習またはデータマイニングへの利用が留保されています（--respect-training-opt-out）',
  },
  'policy.reserved.unknown': {
    en: 'not met: what may reserve it from training or data mining could not all be read (--respect-training-opt-out)',
    ja: '満たしていません：学習またはデータマイニングへの利用を留保しうる部分に、読めないものがあります（--respect-training-opt-out）',
  },
  'policy.stolen': {
    en: 'not met: a signer on a trust list is required, and nobody can tell who signed this',
    ja: '満たしていません：信頼リストにある署名者が必要ですが、誰が署名したかを確かめられません',
  },
  'policy.trusted': {
    en: 'not met: a signer on a trust list is required (--require valid takes any signer)',
    ja: '満たしていません：信頼リストにある署名者が必要です（--require validではどの署名者でもかまいません）',
  },

  'files.one': { en: '1 file', ja: '1ファイル' },
  'files.many': { en: '{count:count} files', ja: '{count:count}ファイル' },
  'files.lacking': {
    en: '{count:count} without something that the rules ask for',
    ja: '規則の求めるものが足りないファイル{count:count}件',
  },
  'files.passed-over': {
    en: '{count:count} of other kinds passed over',
    ja: '対象外の形式{count:count}件',
  },
});
