import { entries } from '../../entries.ts';

/** What `registry`, `log`, `token` and `serve` have done or found. */
export const REGISTRY = entries({
  'registry.made': {
    en: 'Made a registry: {backend:id}.',
    ja: 'レジストリを作りました：{backend:id}。',
  },
  'registry.there': {
    en: 'There is a registry already: {backend:id}.',
    ja: 'レジストリはすでにあります：{backend:id}。',
  },
  'registry.to-use': {
    en: 'To use it, name it in registry.location of the configuration, in PROVENANCE_REGISTRY or with --registry.',
    ja: '使うには、設定のregistry.location、PROVENANCE_REGISTRY、または--registryで指定してください。',
  },
  'registry.stats': {
    en: '{backend:id}: {records:message}, {size:message}; {log:message}; {outbox:message}',
    ja: '{backend:id}：{records:message}、{size:message}；{log:message}；{outbox:message}',
  },
  'registry.stats.erased': {
    en: '{records:message}, {count:count} erased',
    ja: '{records:message}（消去済み{count:count}件）',
  },
  'registry.log.empty': { en: 'an empty log', ja: 'ログは空です' },
  'registry.log.of': {
    en: 'a log of {entries:message}, signed at {time:time}',
    ja: 'ログは{entries:message}、署名日時は{time:time}',
  },
  'registry.outbox.nothing': { en: 'nothing in the outbox', ja: '送信待ちはありません' },
  'registry.outbox.records': {
    en: '{records:message} in the outbox',
    ja: '送信待ちの{records:message}',
  },
  'outbox.delivered': {
    en: 'Delivered {records:message} from the outbox.',
    ja: '送信待ちの{records:message}をレジストリに書き込みました。',
  },
  'outbox.refused': {
    en: 'The registry refused {records:message}, now set aside in the outbox.',
    ja: 'レジストリが{records:message}を拒否したため、送信待ちから取り分けてあります。',
  },
  'outbox.waits': {
    en: '{records:message} waits in the outbox: `provenance registry deliver` writes it.',
    ja: '{records:message}が送信待ちです。`provenance registry deliver`で書き込みます。',
  },
  'outbox.wait': {
    en: '{records:message} wait in the outbox: `provenance registry deliver` writes them.',
    ja: '{records:message}が送信待ちです。`provenance registry deliver`で書き込みます。',
  },
  'outbox.empty': { en: 'Nothing waits in the outbox.', ja: '送信待ちの記録はありません。' },
  'registry.copied': {
    en: 'The copy has {entries:message}, of which {count:count} are new, and holds.',
    ja: '複製には{entries:message}があり（うち新規{count:count}件）、有効です。',
  },
  'registry.copy-behind': {
    en: 'The registry has got {entries:message} since: give the command again when nobody writes any more.',
    ja: 'その後、レジストリに{entries:message}が追加されました。書き込みを止めてからもう一度実行してください。',
  },
  'registry.restored': {
    en: 'The registry has {entries:message} of the backup, of which {count:count} are new, and holds.',
    ja: 'レジストリにはバックアップの{entries:message}があり（うち新規{count:count}件）、有効です。',
  },
  'registry.backed-up': {
    en: 'The backup {file:path} has {entries:message}, and holds.',
    ja: 'バックアップ {file:path} には{entries:message}があり、有効です。',
  },
  'registry.copy-fails': {
    en: 'The copy does not hold: {problems:message}. See `provenance log verify` with --registry.',
    ja: '複製は有効ではありません（{problems:message}）。--registryを付けた`provenance log verify`で確認してください。',
  },
  'registry.to-prune': {
    en: 'This erases every record that was to be kept until a day before {day:id}. The log keeps their hashes and can be verified as before; nothing brings them back.',
    ja: '保存期限が{day:id}より前の記録をすべて消去します。ログにはハッシュが残り、これまでどおり検証できますが、記録は元に戻せません。',
  },
  'registry.to-erase': {
    en: 'This erases the record {contentId:id} of {issuer:name}, {time:time}, and the credential kept with it. The log keeps its hash and can be verified as before; nothing brings it back.',
    ja: '{issuer:name}の記録 {contentId:id}（{time:time}）と、保管しているクレデンシャルを消去します。ログにはハッシュが残り、これまでどおり検証できますが、記録は元に戻せません。',
  },
  'registry.to-erase.unreadable': {
    en: 'This erases the record {contentId:id}, which cannot be read any more, and the credential kept with it. The log keeps its hash and can be verified as before; nothing brings it back.',
    ja: '読み取れなくなった記録 {contentId:id} と、保管しているクレデンシャルを消去します。ログにはハッシュが残り、これまでどおり検証できますが、記録は元に戻せません。',
  },
  'registry.pruned': { en: 'Erased {records:message}.', ja: '{records:message}を消去しました。' },
  'registry.pruned.held': {
    en: 'A legal hold keeps {records:message} whose day is over.',
    ja: '保存期限を過ぎた{records:message}は、保全の指定により残しています。',
  },
  'registry.held': {
    en: 'Held {target:id} (hold {hold:id}): nothing erases it until every hold on it is released.',
    ja: '{target:id} を保全しました（保全 {hold:id}）。すべての保全を解除するまで消去されません。',
  },
  'registry.released': {
    en: 'Released the hold {hold:id} on {target:id}.',
    ja: '{target:id} の保全 {hold:id} を解除しました。',
  },
  'registry.still-held': {
    en: 'Other holds on it are in force.',
    ja: 'ほかの保全は解除されていません。',
  },
  'registry.hold.released': {
    en: 'released {time:time}: {reason:text}',
    ja: '{time:time}に解除：{reason:text}',
  },
  'registry.nothing-to-hold': {
    en: 'There is no record and no request of this id: nothing is held.',
    ja: 'このIDの記録も申出もありません。何も保全していません。',
  },
  'registry.no-hold': {
    en: 'No such hold is in force on it.',
    ja: '該当する保全は指定されていません。',
  },
  'registry.no-holds': { en: 'There is no hold.', ja: '保全の指定はありません。' },
  'registry.audit.line': {
    en: '{time:time}  {who:message}  {what:message}',
    ja: '{time:time}  {who:message}  {what:message}',
  },
  'registry.audit.nobody': { en: 'nobody named', ja: '記載なし' },
  'registry.audit.erase.request': {
    en: 'erased entry {index:count}, as was asked',
    ja: '請求により項目{index:count}を消去',
  },
  'registry.audit.erase.retention': {
    en: 'erased entry {index:count}, whose day was over',
    ja: '保存期限により項目{index:count}を消去',
  },
  'registry.audit.hold': {
    en: 'held {target:id} (hold {hold:id}): {reason:text}',
    ja: '{target:id} を保全（保全 {hold:id}）：{reason:text}',
  },
  'registry.audit.release': {
    en: 'released the hold {hold:id} on {target:id}: {reason:text}',
    ja: '{target:id} の保全 {hold:id} を解除：{reason:text}',
  },
  'registry.audit.export': { en: 'began to export everything', ja: 'すべての書き出しを開始' },
  'registry.audit.import': {
    en: 'began to import an export',
    ja: '書き出したファイルの取り込みを開始',
  },
  'registry.audit.copy': { en: 'began to copy everything', ja: 'すべての複製を開始' },
  'registry.audit.backup': { en: 'began a backup', ja: 'バックアップを開始' },
  'registry.audit.restore': { en: 'restored a backup', ja: 'バックアップから復元' },
  'registry.audit.nothing': {
    en: 'No operator did anything in these days.',
    ja: 'この期間に運用者の操作はありません。',
  },
  'registry.erased': {
    en: 'Erased the record {contentId:id}.',
    ja: '記録 {contentId:id} を消去しました。',
  },
  'registry.nothing-erased': { en: 'Nothing was erased.', ja: '何も消去していません。' },
  'registry.none-to-erase': {
    en: 'There is no record of this content id: nothing was erased.',
    ja: 'このコンテンツIDの記録はありません。何も消去していません。',
  },
  'registry.exported': {
    en: 'Exported all records and the log to {file:path} ({size:message}).',
    ja: 'すべての記録とログを{file:path}に書き出しました（{size:message}）。',
  },
  'registry.imported.log': {
    en: 'The same log is here now: {entries:message}.',
    ja: '同じログを取り込みました：{entries:message}。',
  },
  'registry.imported.records': {
    en: 'Appended {records:message} of {entries:message}; the others were here, or are gone.',
    ja: '{entries:message}のうち{records:message}を追加しました。残りはすでにあるか、消去されています。',
  },
  'registry.imported.left-out': {
    en: 'Left out: {entries:message}, which this log has erased.',
    ja: 'このログで消去済みの{entries:message}は取り込みませんでした。',
  },
  'registry.entries.erased': {
    en: '{entries:message}, {count:count} of them erased',
    ja: '{entries:message}（うち{count:count}件は消去済み）',
  },
  'registry.no-such': { en: 'There is no such record.', ja: '該当する記録はありません。' },
  'registry.no-such-id': {
    en: 'There is no record of this content id.',
    ja: 'このコンテンツIDの記録はありません。',
  },
  'registry.report.made': {
    en: '{day:id}  {issuer:name}  {by:message}  {records:message}: {watermarked:count} with a watermark, {signed:count} with a credential',
    ja: '{day:id}  {issuer:name}  {by:message}  {records:message}：電子透かし付き{watermarked:count}件、クレデンシャル付き{signed:count}件',
  },
  'registry.report.model': { en: '{name:name}', ja: '{name:name}' },
  'registry.report.version': { en: '{name:name} {version:name}', ja: '{name:name} {version:name}' },
  'registry.report.no-model': { en: 'no model', ja: 'モデルなし' },
  'registry.report.erased': {
    en: '{day:id}  erased: {request:count} by request, {retention:count} by retention',
    ja: '{day:id}  消去：請求による{request:count}件、保存期限による{retention:count}件',
  },
  'registry.report.answered': {
    en: '{day:id}  requests answered: {ours:count} ours, {perhaps:count} perhaps ours, {missed:count} not found, {unread:count} not readable',
    ja: '{day:id}  照会への回答：自社の出力{ours:count}件、可能性あり{perhaps:count}件、記録なし{missed:count}件、読取不可{unread:count}件',
  },
  'registry.report.nothing': { en: 'Nothing in these days.', ja: 'この期間の記録はありません。' },

  'log.holds': {
    en: 'The log holds: nothing in it was removed, altered or reordered. Looked at: {looked:message}.',
    ja: 'ログは有効です。削除、改変、並べ替えはありません。調べたもの：{looked:message}。',
  },
  'log.fails': {
    en: 'The log contradicts itself in {places:message}. Looked at: {looked:message}.',
    ja: 'ログに矛盾があります（{places:message}）。調べたもの：{looked:message}。',
  },
  'log.looked': {
    en: '{entries:message} ({records:message}, {erasures:message}), {heads:message}',
    ja: '{entries:message}（{records:message}、{erasures:message}）、{heads:message}',
  },
  'log.looked.events': {
    en: '{entries:message} ({records:message}, {events:message}, {erasures:message}), {heads:message}',
    ja: '{entries:message}（{records:message}、{events:message}、{erasures:message}）、{heads:message}',
  },
  'log.looked.gone': {
    en: '{entries:message} ({records:message}, {events:message}, {erasures:message}, {gone:count} of which nothing but the hash is left), {heads:message}',
    ja: '{entries:message}（{records:message}、{events:message}、{erasures:message}、ハッシュだけが残るもの{gone:count}件）、{heads:message}',
  },
  'log.since': {
    en: 'Before these, {entries:message} held when they were verified, and were not looked at again.',
    ja: 'これらより前の{entries:message}は以前の検証で有効であり、今回は調べていません。',
  },
  'log.grown': {
    en: 'It has grown out of the head that was saved.',
    ja: '保存しておいたヘッドから続いています。',
  },
  'log.signed': {
    en: '{heads:message} signed by {who:message}, certificate {thumbprint:id}',
    ja: '{heads:message}の署名者は{who:message}、証明書は{thumbprint:id}',
  },
  'log.signed.record-key': {
    en: '{heads:message} signed by {who:message}, record key {thumbprint:id}, certified by certificate {certificate:id}',
    ja: '{heads:message}の署名者は{who:message}、記録用の鍵は{thumbprint:id}、それを証明した証明書は {certificate:id}',
  },
  'log.signed.compromised': {
    en: '{signed:message}: somebody else may have its key, or that of who has certified it',
    ja: '{signed:message}：この鍵、またはこれを証明した署名者の鍵は、漏えいの可能性があります',
  },
  'log.compromised': {
    en: 'Signed with a key that somebody else may have, and dated from when that is so on: {records:message}. Nobody can tell who made them.',
    ja: '漏えいの可能性がある鍵で、漏えい後の日時に署名された記録：{records:message}。誰が作ったものか判断できません。',
  },
  'log.signed.given': {
    en: '{signed:message}: of those given',
    ja: '{signed:message}：指定された証明書です',
  },
  'log.signed.not-given': {
    en: '{signed:message}: not of those given',
    ja: '{signed:message}：指定された証明書ではありません',
  },
  'log.signed.configured': {
    en: '{signed:message}: the configured signer',
    ja: '{signed:message}：設定の署名者です',
  },
  'log.signed.not-configured': {
    en: '{signed:message}: not the configured signer',
    ja: '{signed:message}：設定の署名者ではありません',
  },
  'log.whose': {
    en: 'Whether that is its issuer nobody said: --cert names the certificate.',
    ja: 'それが発行者かどうかは指定されていません。--certで証明書を指定できます。',
  },
  'log.unguarded.one': {
    en: 'Its first entry was written by a version in which two processes that used the folder at the same time could lose records after they had acknowledged them. {more:message}',
    ja: '最初の項目は、二つのプロセスが同時にフォルダーを使うと、受け付けた記録が失われるおそれのあった版で書かれています。{more:message}',
  },
  'log.unguarded.many': {
    en: 'Its first {count:count} entries were written by a version in which two processes that used the folder at the same time could lose records after they had acknowledged them. {more:message}',
    ja: '最初の{count:count}件の項目は、二つのプロセスが同時にフォルダーを使うと、受け付けた記録が失われるおそれのあった版で書かれています。{more:message}',
  },
  'log.unguarded.more': {
    en: 'Whether that happened is not to be seen in the log; if only one process at a time used it, nothing is missing. A head or a receipt from then that was kept elsewhere shows it.',
    ja: '実際に失われたかどうかはログからは分かりません。一度に一つのプロセスだけが使っていたなら、失われたものはありません。別の場所に保管した当時のヘッドや受領証があれば確かめられます。',
  },
  'log.more': { en: 'and {count:count} more', ja: 'ほか{count:count}件' },
  'log.place.from': { en: 'from entry {index:count}', ja: '項目{index:count}以降' },
  'log.place.head': { en: 'head of size {index:count}', ja: '大きさ{index:count}のヘッド' },
  'log.place.entry': { en: 'entry {index:count}', ja: '項目{index:count}' },
  'log.remedy.stranger': {
    en: 'The issuer has not signed all of it. If an earlier key of yours has, or it is the log of somebody else, name that certificate with --cert; else somebody has made the log anew: restore it from a backup or an export.',
    ja: '発行者が署名していない部分があります。以前の鍵で署名した場合や、ほかの人のログである場合は、その証明書を--certで指定してください。そうでなければ、誰かがログを作り直しています。バックアップまたは書き出したファイルから復元してください。',
  },
  'log.remedy.lookups': {
    en: 'What leads to records is made anew by `provenance registry export`, and `import` into a new registry.',
    ja: '記録への索引は、`provenance registry export`で書き出し、新しいレジストリに`import`すると作り直されます。',
  },
  'log.remedy.entries': {
    en: 'Restore what is named from a backup or an export; `provenance registry import` takes in what is missing.',
    ja: '上に挙げたものをバックアップまたは書き出したファイルから復元してください。足りないものは`provenance registry import`で取り込めます。',
  },
  'log.empty': {
    en: 'The log is empty: it has a head from its first record on.',
    ja: 'ログは空です。最初の記録からヘッドができます。',
  },
  'log.head': {
    en: '{entries:message}, root {root:id}, signed by {who:message} at {time:time}',
    ja: '{entries:message}、ルート {root:id}、署名者は{who:message}、署名日時は{time:time}',
  },
  'log.head-written': {
    en: 'Wrote the head to {file:path}: keep it away from the registry, for `provenance log verify --head`.',
    ja: 'ヘッドを{file:path}に書き出しました。レジストリとは別の場所に保管し、`provenance log verify --head`で使ってください。',
  },

  'log.problem.removed': {
    en: 'The entry is gone, and the log does not say that it was erased.',
    ja: '項目がなくなっていますが、消去したという記載がログにありません。',
  },
  'log.problem.altered': {
    en: 'The entry is not what was logged, or its signature does not hold.',
    ja: '項目がログに書かれたものと異なるか、署名が有効ではありません。',
  },
  'log.problem.reordered': {
    en: 'A genuine entry stands where another one was logged.',
    ja: '別の項目が書かれた位置に、本物の項目が置かれています。',
  },
  'log.problem.inserted': {
    en: 'The entry is beyond the end of the log.',
    ja: 'ログの末尾より後に項目があります。',
  },
  'log.problem.truncated': {
    en: 'The log ends before something that was signed.',
    ja: '署名された範囲より手前でログが終わっています。',
  },
  'log.problem.issuer': {
    en: 'The record names another issuer than the certificate that signed it.',
    ja: '記録の発行者が、署名した証明書と異なります。',
  },
  'log.problem.store': {
    en: 'The manifest store of the record is gone, or is another.',
    ja: '記録のマニフェストストアがないか、別のものです。',
  },
  'log.problem.erasure': {
    en: 'What is said to be erased is still there, or was never logged so.',
    ja: '消去したとされるものが残っているか、もともとログにありません。',
  },
  'log.problem.held': {
    en: 'The entry was erased while a legal hold on it was in force.',
    ja: '保全の指定中に項目が消去されています。',
  },
  'log.problem.unindexed': {
    en: 'The record is not found by its content id.',
    ja: 'コンテンツIDから記録を見つけられません。',
  },
  'log.problem.unhashed': {
    en: 'The record is not found by the hash of its content.',
    ja: '内容のハッシュから記録を見つけられません。',
  },
  'log.problem.unlabelled': {
    en: 'The record is not found by the label of its manifest.',
    ja: 'マニフェストのラベルから記録を見つけられません。',
  },
  'log.problem.unlike': {
    en: 'The record is not found by its likeness.',
    ja: '見た目から記録を見つけられません。',
  },
  'log.problem.unscheduled': {
    en: 'The day after which the record is to be erased is not noted.',
    ja: '記録の保存期限が控えられていません。',
  },
  'log.problem.unlisted': {
    en: 'The record is not found by its request, model, issuer or day.',
    ja: 'リクエスト番号・モデル・発行者・日付から記録を見つけられません。',
  },
  'log.problem.unerasable': {
    en: 'What leads to the record would stay behind when it is erased.',
    ja: '記録を消去しても索引が残ります。',
  },
  'log.problem.stray': {
    en: 'Something leads to this entry, or is kept with it, that does not belong to it.',
    ja: 'この項目のものではない索引または保管物があります。',
  },
  'log.problem.node': {
    en: 'A node of the tree is not what its leaves give.',
    ja: '木の節が、葉から計算した値と異なります。',
  },
  'log.problem.head': {
    en: 'A signed head is not over this log.',
    ja: '署名済みヘッドがこのログのものではありません。',
  },
  'log.problem.unsigned': {
    en: 'No signed head covers the end of the log.',
    ja: 'ログの末尾を対象とする署名済みヘッドがありません。',
  },
  'log.problem.stranger': {
    en: 'No head of the issuer covers the end of the log: somebody else has signed it.',
    ja: 'ログの末尾を対象とする発行者のヘッドがなく、別の者が署名しています。',
  },
  'log.problem.forked': {
    en: 'The log is not the one whose head was saved.',
    ja: '保存しておいたヘッドのログではありません。',
  },

  'token.once': {
    en: 'this is shown once, and kept as a hash.',
    ja: '表示されるのは今回だけです。保管されるのはハッシュです。',
  },
  'token.no-end': { en: 'no end', ja: '期限なし' },
  'token.until': { en: 'until {day:id}', ja: '{day:id}まで' },
});
