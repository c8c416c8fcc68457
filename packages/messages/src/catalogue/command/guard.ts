import { entries } from '../../entries.ts';

/** What `guard` has done or found, and what `mark` says of it. */
export const GUARD = entries({
  'guard.is-listed': {
    en: 'This work is on the list already, as {id:id}. To list it with another contact, reason or day, take that off first: provenance guard remove {id:id} --reason TEXT',
    ja: 'この作品は{id:id}としてすでにリストにあります。連絡先や理由、期限を変えるには、先にそれを外してください：provenance guard remove {id:id} --reason 理由',
  },
  'guard.added': {
    en: 'The work {id:id} is on the list. Outputs are compared with it from now on; processes that run read the list again after guard.refreshSeconds (60 by default). Take it off with: provenance guard remove {id:id} --reason TEXT',
    ja: '作品 {id:id} をリストに加えました。今後、出力はこの作品と照合されます。動作中のプロセスは、guard.refreshSeconds（既定は60秒）ごとにリストを読み直します。外すには：provenance guard remove {id:id} --reason 理由',
  },
  'guard.added.whole-only': {
    en: 'Only copies of the whole work can be found: it has too few details for its parts to be recognised.',
    ja: '見つけられるのは作品全体の複製だけです。特徴が少ないため、部分は見分けられません。',
  },
  'guard.removed': {
    en: 'The work {id:id} is off the list. What was written of it stays in the log until it is erased: add --erase.',
    ja: '作品 {id:id} をリストから外しました。記録は消去するまでログに残ります。消去するには --erase を付けてください。',
  },
  'guard.erased': {
    en: 'Erased the work {id:id}. The log keeps the hashes of its entries.',
    ja: '作品 {id:id} を消去しました。ログには項目のハッシュが残ります。',
  },
  'guard.to-erase': {
    en: 'This takes the work {id:id} off the list and erases its fingerprints, contact and reason. The log keeps their hashes and can be verified as before; nothing brings them back.',
    ja: '作品 {id:id} をリストから外し、そのフィンガープリント、連絡先、理由を消去します。ログにはハッシュが残り、これまでどおり検証できますが、元に戻せません。',
  },
  'guard.no-such': {
    en: 'No work with this number is on the list. See: provenance guard list',
    ja: 'この番号の作品はリストにありません。確認するには：provenance guard list',
  },
  'guard.none': { en: 'The list has no works.', ja: 'リストに作品はありません。' },
  'guard.state.listed': { en: 'on the list', ja: '登録中' },
  'guard.state.removed': { en: 'removed', ja: '削除済み' },
  'guard.clear': {
    en: '{file:path}: no copy and no part of {works:message} on the list was found in it. Style and characters are not compared.',
    ja: '{file:path}：リストの{works:message}の複製や部分は見つかりませんでした。作風やキャラクターは照合していません。',
  },
  'guard.unchecked': {
    en: '{file:path} was not compared: it has no pixels and no text that can be looked at here.',
    ja: '{file:path}は照合していません。ここで調べられる画素もテキストもありません。',
  },
  'guard.match': {
    en: '{file:path} is like {matches:list}.',
    ja: '{file:path}は{matches:list}に似ています。',
  },
  'guard.match.whole': {
    en: 'the protected work {work:id} ({bits:count} of 256 bits differ)',
    ja: '保護対象の作品 {work:id}（256ビット中{bits:count}ビットが異なる）',
  },
  'guard.match.parts': {
    en: 'the protected work {work:id} ({parts:count} parts of it were found)',
    ja: '保護対象の作品 {work:id}（その部分が{parts:count}個見つかった）',
  },
  'guard.flagged': {
    en: 'Handed out all the same, as guard.action is "flag": look at it before you use it.',
    ja: 'guard.actionが「flag」のため出力しました。使う前に確認してください。',
  },
  'count.works.one': { en: '1 work', ja: '作品1件' },
  'count.works.many': { en: '{count:count} works', ja: '作品{count:count}件' },
  'mistake.guard-without-registry': {
    en: 'The configuration has a guard, whose list is in a registry, and none is named. Name it with --registry or registry.location, or take "guard" out of the configuration.',
    ja: '設定にguardがありますが、そのリストを置くレジストリが指定されていません。--registryまたはregistry.locationで指定するか、設定から「guard」を除いてください。',
  },
});
