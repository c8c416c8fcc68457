import { entries } from '../../entries.ts';

/** What stands around the results of every command. */
export const LINE = entries({
  'told.error': { en: 'error:', ja: 'エラー:' },
  'told.note': { en: 'note: {said:messages}', ja: '注：{said:messages}' },
  'told.of-file': { en: '{file:path}: {said:messages}', ja: '{file:path}：{said:messages}' },
  'told.no-file': {
    en: 'No file of a known format was found.',
    ja: '対応する形式のファイルが見つかりませんでした。',
  },
  'told.why': { en: '{why:path}', ja: '{why:path}' },
  'told.why-and-cause': {
    en: '{why:path} Cause: {cause:path}',
    ja: '{why:path} 原因（英語）：{cause:path}',
  },
  'told.cause': { en: 'cause: {cause:path}', ja: '原因（英語）：{cause:path}' },
  'told.no-crjson': {
    en: 'no crJSON: {why:path}',
    ja: 'crJSONを出力できません：{why:path}',
  },
  'told.not-written': {
    en: 'The result cannot be written: {cause:path}',
    ja: '結果を書き出せません。原因（英語）：{cause:path}',
  },
  'told.fault': {
    en: '{cause:path} This is a fault of the program: set PROVENANCE_DEBUG=1 for its trace, and report it.',
    ja: '{cause:path} これはプログラムの不具合です。PROVENANCE_DEBUG=1 を設定するとトレースが表示されますので、添えて報告してください。',
  },
  'told.sidecar': {
    en: '{file:path} lies beside it and was not used: verify with --manifest {file:path}.',
    ja: '同じ場所に{file:path}がありますが、使っていません。使うには--manifest {file:path} を付けて検証してください。',
  },
  'told.abandoned': {
    en: 'Half-written files of a run that was killed were removed: {count:count}.',
    ja: '強制終了された処理が残した書きかけのファイルを削除しました：{count:count}件。',
  },
  'told.skipped': {
    en: 'Passed over, since their output is there already: {count:count}.',
    ja: '出力がすでにあるため、処理しませんでした：{count:count}件。',
  },
  'told.passed-over': {
    en: 'Of other kinds, and passed over: {count:count} ({what:path}).',
    ja: '対象外の形式のため、処理しませんでした：{count:count}件（{what:path}）。',
  },
  'told.passed-over.json': {
    en: 'JSON has no place for a credential: `provenance sign --sidecar` writes it beside.',
    ja: 'JSONの中にはクレデンシャルを入れられません。`provenance sign --sidecar`なら隣に書き出します。',
  },
  'told.passed-over.text': {
    en: 'A text whose name says no kind is taken only where the file itself is named.',
    ja: '名前から種類が分からない文章は、ファイルを直接指定したときだけ処理します。',
  },
  'told.taken': {
    en: 'Outputs that were there already: {count:count}. To go on with a run that was interrupted, give --skip-existing.',
    ja: '出力がすでにあったファイル：{count:count}件。中断した処理を続けるには--skip-existingを付けてください。',
  },
  'told.store-of-old': {
    en: 'its content credential does not check out ({status:name}), and is recorded so.',
    ja: 'コンテンツクレデンシャルの検証で問題が見つかりました（{status:name}）。そのとおりに記録します。',
  },

  'ask.do-it': { en: 'Do it? [y/N]', ja: '実行しますか？ [y/N]' },
  'ask.organization': { en: 'Organization that signs', ja: '署名する組織の名前' },
  'ask.generator': { en: 'Application that generates', ja: '生成するアプリケーションの名前' },
  'ask.alg': {
    en: 'Signature algorithm, Ed25519 or ES256',
    ja: '署名アルゴリズム（Ed25519またはES256）',
  },

  'size.kilobytes': { en: '{count:count} kB', ja: '約{count:count} kB' },
  'size.megabytes': { en: '{number:id} MB', ja: '約{number:id} MB' },
  'size.gigabytes': { en: '{number:id} GB', ja: '約{number:id} GB' },
  'count.records.one': { en: '1 record', ja: '記録1件' },
  'count.records.many': { en: '{count:count} records', ja: '記録{count:count}件' },
  'count.entries.one': { en: '1 entry', ja: '項目1件' },
  'count.entries.many': { en: '{count:count} entries', ja: '項目{count:count}件' },
  'count.jobs.one': { en: '1 job', ja: 'ジョブ1件' },
  'count.jobs.many': { en: '{count:count} jobs', ja: 'ジョブ{count:count}件' },
  'count.requests.one': { en: '1 request', ja: '申出1件' },
  'count.requests.many': { en: '{count:count} requests', ja: '申出{count:count}件' },
  'count.events.one': { en: '1 event', ja: 'イベント1件' },
  'count.events.many': { en: '{count:count} events', ja: 'イベント{count:count}件' },
  'count.erasures.one': { en: '1 erasure', ja: '消去1件' },
  'count.erasures.many': { en: '{count:count} erasures', ja: '消去{count:count}件' },
  'count.signed-heads.one': { en: '1 signed head', ja: '署名済みヘッド1件' },
  'count.signed-heads.many': {
    en: '{count:count} signed heads',
    ja: '署名済みヘッド{count:count}件',
  },
  'count.heads.one': { en: '1 head', ja: 'ヘッド1件' },
  'count.heads.many': { en: '{count:count} heads', ja: 'ヘッド{count:count}件' },
  'count.places.one': { en: '1 place', ja: '1か所' },
  'count.places.many': { en: '{count:count} places', ja: '{count:count}か所' },
  'count.problems.one': { en: '1 problem', ja: '問題1件' },
  'count.problems.many': { en: '{count:count} problems', ja: '問題{count:count}件' },
  'count.folders.one': { en: '1 trusted folder', ja: '信頼するフォルダー：1件' },
  'count.folders.many': {
    en: '{count:count} trusted folders',
    ja: '信頼するフォルダー：{count:count}件',
  },
});
