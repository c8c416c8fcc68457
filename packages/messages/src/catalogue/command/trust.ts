import { entries } from '../../entries.ts';

/** What `trust` and `trust-folder` show and ask. */
export const TRUST = entries({
  'trust.list': {
    en: '{use:message}: {count:count}; {facts:list}; SHA-256 {hash:id}…',
    ja: '{use:message}：{count:count}件、{facts:list}、SHA-256 {hash:id}…',
  },
  'trust.signers': { en: 'signers', ja: '署名者' },
  'trust.time-stamps': { en: 'time stamps', ja: 'タイムスタンプ' },
  'trust.added': { en: 'added', ja: '追加分' },
  'trust.added.count': { en: '{use:message}: {count:count}', ja: '{use:message}：{count:count}件' },
  'trust.age.current': {
    en: 'of {date:id}, {count:count} days old',
    ja: '{date:id}付（{count:count}日前）',
  },
  'trust.age.old': {
    en: 'of {date:id}, {count:count} days old: a newer one is due, see `provenance trust update`',
    ja: '{date:id}付（{count:count}日前、`provenance trust update`での更新が必要）',
  },
  'trust.age.frozen': {
    en: 'of {date:id}, kept up no longer: who is on it alone is not trusted, and said to be on an older list',
    ja: '{date:id}付、更新終了（このリストだけにある署名者は信頼せず、古いリストにあると表示）',
  },
  'trust.age.frozen.time-stamps': {
    en: 'of {date:id}, kept up no longer: what they stamped before stays stamped',
    ja: '{date:id}付、更新終了（それまでに押されたタイムスタンプは有効）',
  },
  'trust.age.ahead': {
    en: 'of {date:id}, which lies in the future: look at the clock',
    ja: '{date:id}付（未来の日付のため、時計の確認が必要）',
  },
  'trust.built-in': { en: 'came with this program', ja: 'このプログラムに付属' },
  'trust.taken-from': { en: 'taken from {source:path}', ja: '{source:path}から取り込み' },
  'trust.pinned': { en: 'pinned', ja: '固定中' },
  'trust.pinned.other': {
    en: 'not the list that was pinned, so nothing is judged by it: take in that one, or give `provenance trust pin {name:id}` for this one',
    ja: '固定したリストと異なるため判定に不使用（固定したリストを取り込むか、このリストでよければ`provenance trust pin {name:id}`を実行）',
  },
  'trust.same': {
    en: 'The list {name:id} is that list already.',
    ja: 'リスト {name:id} はすでにそのリストです。',
  },
  'trust.to-update': {
    en: 'The list {name:id} is to have {count:count} certificates (SHA-256 {hash:id}).',
    ja: 'リスト {name:id} を証明書{count:count}件のリスト（SHA-256 {hash:id}）に置き換えます。',
  },
  'trust.compare': {
    en: 'Nobody signs these lists: compare the hash with what the publisher says.',
    ja: 'これらのリストには署名がありません。発行元が示すハッシュと見比べてください。',
  },
  'trust.certificate': {
    en: '{who:path} (until {day:id}, SHA-256 {hash:id}…)',
    ja: '{who:path}（{day:id}まで、SHA-256 {hash:id}…）',
  },
  'trust.nameless': {
    en: 'without a name (until {day:id}, SHA-256 {hash:id}…)',
    ja: '名前なし（{day:id}まで、SHA-256 {hash:id}…）',
  },
  'trust.updated': { en: 'Took in the list {name:id}.', ja: 'リスト {name:id} を取り込みました。' },
  'trust.unpinned': {
    en: 'The list {name:id} is no longer pinned.',
    ja: 'リスト {name:id} の固定を解除しました。',
  },
  'trust.stays': {
    en: 'The list {name:id} stays as it is (SHA-256 {hash:id}).',
    ja: 'リスト {name:id} を今のまま固定しました（SHA-256 {hash:id}）。',
  },
  'trust.all-there': { en: 'All of them are there already.', ja: 'すべて追加済みです。' },
  'trust.to-add': {
    en: 'These are to be trusted wherever the public lists are, for signers under:',
    ja: '公開リストを使う場面では、次の認証局の下にある署名者も信頼します：',
  },
  'trust.to-add.time-stamps': {
    en: 'These are to be trusted wherever the public lists are, for time stamps of:',
    ja: '公開リストを使う場面では、次のタイムスタンプ局のタイムスタンプも信頼します：',
  },
  'trust.added.done': { en: 'Added: {count:count}.', ja: '{count:count}件を追加しました。' },

  'folder.trusted': {
    en: 'You trust {folder:path} from now on, with what its configuration names today:',
    ja: 'これから{folder:path}を信頼します。今の設定が指定しているものは次のとおりです：',
  },
  'folder.outside': {
    en: '{value:path} (not in this folder)',
    ja: '{value:path}（このフォルダーの外）',
  },
  'folder.no-longer': {
    en: 'You no longer trust {folder:path}.',
    ja: '{folder:path}を信頼しないことにしました。',
  },
  'folder.was-not': {
    en: 'You did not trust {folder:path}.',
    ja: '{folder:path}は信頼していませんでした。',
  },
  'folder.changed': {
    en: '{folder:path} (its configuration has changed, and is not used)',
    ja: '{folder:path}（設定が変わったため、使っていません）',
  },
  'folder.passed-over.changed': {
    en: '{file:path} is not what it was when you trusted its folder, and is not used: look at it, then run `provenance trust-folder{folder:path}`, or give --config {file:path} or --no-config.',
    ja: '{file:path}は、フォルダーを信頼したときから変わっているため、使いません。内容を確認してから`provenance trust-folder{folder:path}`を実行するか、--config {file:path} または--no-configを付けてください。',
  },
  'folder.passed-over.untrusted': {
    en: '{file:path} lies in a folder that you have not trusted, and is not used: look at it, then run `provenance trust-folder{folder:path}`, or give --config {file:path} or --no-config.',
    ja: '{file:path}は、信頼していないフォルダーにあるため、使いません。内容を確認してから`provenance trust-folder{folder:path}`を実行するか、--config {file:path} または--no-configを付けてください。',
  },
});
