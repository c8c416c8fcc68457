import { entries } from '../../entries.ts';

/** What `init`, `keys`, `profile` and `doctor` have made or found. */
export const SETUP = entries({
  'init.wrote': {
    en: 'Wrote {config:path}, a development signer, a watermark key and a registry in {folder:path}.',
    ja: '{config:path}と、{folder:path}に開発用の署名者、電子透かしの鍵、レジストリを作りました。',
  },
  'init.example.mark': {
    en: 'provenance mark photo.png          writes photo.marked.png',
    ja: 'provenance mark photo.png          photo.marked.pngを書き出します',
  },
  'init.development': {
    en: "Development certificates are trusted by this folder's configuration and by nobody else.",
    ja: '開発用証明書を信頼するのは、このフォルダーの設定だけです。',
  },
  'init.key': {
    en: 'The watermark key is for what AI generated. Keep it secret, and keep it: without it no mark is found again.',
    ja: '電子透かしの鍵はAIが生成したもののためのものです。秘密にし、失わないでください。鍵がないと電子透かしは二度と見つかりません。',
  },
  'init.registry': {
    en: 'What is marked is recorded in the registry, so that it is known again without its metadata: back it up.',
    ja: '電子透かしを入れたものはレジストリに記録され、メタデータがなくても分かります。バックアップを取ってください。',
  },
  'init.not-trusted': {
    en: 'this folder is not trusted yet. {why:message}',
    ja: 'このフォルダーはまだ信頼されていません。{why:message}',
  },

  'serve.only-verifies': {
    en: 'there is no signer and no registry, so this server only verifies: `provenance init` makes what marks and records',
    ja: '署名者もレジストリもないため、このサーバーは検証だけを行います。付与と記録に必要なものは`provenance init`で作れます',
  },
  'keys.rotated': {
    en: 'A new key is in use. What was made with those before it stays as it is.',
    ja: '新しい鍵を使います。以前の鍵で作ったものはそのまま有効です。',
  },
  'keys.of-others': {
    en: 'The watermark keys are of {owner:name}, and the signer is of {who:name}: what is marked with both contradicts itself. Run `provenance keys rotate watermark`: its new keys are of the signer, and the old ones are read as before.',
    ja: '電子透かしの鍵は{owner:name}のもの、署名者は{who:name}です。両方を使って付与すると、内容が互いに矛盾します。`provenance keys rotate watermark`を実行してください。新しい鍵は署名者のものになり、以前の鍵はこれまでどおり読み取りに使われます。',
  },
  'keys.retired': {
    en: 'Nothing new is made with it ({file:path}). What it has made stays as it is.',
    ja: 'この鍵ではもう何も作りません（{file:path}）。これまでに作ったものはそのまま有効です。',
  },
  'keys.compromised': {
    en: 'It is out of use, and what was made with it counts only where something else shows that it was made before the key came into other hands ({file:path}).',
    ja: 'この鍵はもう使いません。この鍵で作ったものは、鍵が他人の手に渡る前に作ったと別の証拠が示すときだけ考慮されます（{file:path}）。',
  },
  'keys.expires-soon': {
    en: 'the signing certificate expires at {time:time}: ask for a renewal',
    ja: '署名用証明書の有効期限は{time:time}です。更新を申請してください',
  },
  'keys.record-key-expires-soon': {
    en: 'the record key ends at {time:time}: run `provenance keys record`',
    ja: '記録用の鍵の期限は{time:time}です。`provenance keys record`を実行してください',
  },
  'keys.wrote.record': {
    en: 'Origin records are signed with {key:path} from now on, until {time:time} ({certificates:path}: certified by {who:name}). Keep {key:path} to yourself.',
    ja: '今後、来歴の記録には{key:path}で署名します。期限は{time:time}です（{certificates:path}：{who:name}が証明）。{key:path}は公開しないでください。',
  },
  'keys.record-key': {
    en: 'Record key {recordKey:id} of {who:name}, from {from:time} to {to:time}; certified by:',
    ja: '{who:name}の記録用の鍵{recordKey:id}、{from:time}から{to:time}まで。証明した証明書：',
  },
  'keys.no-history': {
    en: 'Nothing was said of any key.',
    ja: '鍵の履歴はありません。',
  },
  'keys.of-signer': {
    en: 'signer {serial:id} of {who:name}',
    ja: '{who:name}の署名者{serial:id}',
  },
  'keys.of-watermark': { en: 'watermark key {keyId:id}', ja: '電子透かしの鍵{keyId:id}' },
  'keys.of-record-key': {
    en: 'record key {recordKey:id} of {who:name}',
    ja: '{who:name}の記録用の鍵{recordKey:id}',
  },
  'keys.of-text': {
    en: 'text key {kid:id} ({scheme:id})',
    ja: 'テキストの鍵{kid:id}（{scheme:id}）',
  },
  'keys.history.retired': {
    en: '{of:message}: retired since {since:time}',
    ja: '{of:message}：{since:time}に使用終了',
  },
  'keys.history.compromised': {
    en: '{of:message}: in other hands since {since:time}',
    ja: '{of:message}：{since:time}以降、他人の手に渡っている',
  },
  'keys.wrote': {
    en: 'Wrote a development signer to {folder:path}: {certificates:path}, {key:path} (secret), {root:path}.',
    ja: '開発用の署名者を{folder:path}に書き出しました：{certificates:path}、{key:path}（秘密）、{root:path}。',
  },
  'keys.for-trying': {
    en: 'Development certificates are for trying things out: nobody else trusts them, and nobody should.',
    ja: '開発用証明書は試すためのものです。ほかの人は信頼しませんし、信頼すべきでもありません。',
  },
  'keys.wrote.watermark': {
    en: 'Wrote a watermark key to {file:path} (secret).',
    ja: '電子透かしの鍵を{file:path}に書き出しました（秘密）。',
  },
  'keys.wrote.key': {
    en: 'Wrote a private key to {file:path} (secret). Keep a copy of it: without it the certificate is of no use.',
    ja: '秘密鍵を{file:path}に書き出しました（秘密）。控えを保管してください。この鍵がないと証明書を使えません。',
  },
  'keys.wrote.request': {
    en: 'Wrote a request to {file:path}. Send it to the authority, and check what comes back with `provenance keys check`.',
    ja: '証明書の申請を{file:path}に書き出しました。認証局に送り、届いた証明書を`provenance keys check`で確認してください。',
  },
  'keys.accepted': {
    en: 'C2PA validators accept this signing certificate.',
    ja: 'この署名用証明書はC2PAの検証ソフトに受け入れられます。',
  },
  'keys.accepted.with-key': {
    en: 'C2PA validators accept this signing certificate, and the key belongs to it.',
    ja: 'この署名用証明書はC2PAの検証ソフトに受け入れられ、鍵も対応しています。',
  },
  'keys.issuer-listed': {
    en: 'Its issuer is on the C2PA trust list (of {date:id}).',
    ja: '発行者はC2PAの信頼リスト（{date:id}付）に載っています。',
  },
  'keys.issuer-not-listed': {
    en: 'Its issuer is not on the C2PA trust list (of {date:id}): who goes by that list does not trust what is signed with it.',
    ja: '発行者はC2PAの信頼リスト（{date:id}付）に載っていません。このリストに従う検証では、この証明書による署名は信頼されません。',
  },
  'keys.development': {
    en: 'It is a development certificate: nobody else trusts it.',
    ja: 'これは開発用証明書です。ほかの人は信頼しません。',
  },
  'keys.wrote.server': {
    en: 'Wrote the watermark configuration of {server:id} to {file:path} (secret). Start the server with its content as --watermark-config, and make a profile of the same scheme.',
    ja: '{server:id}の電子透かし設定を{file:path}に書き出しました（秘密）。内容を--watermark-configに渡してサーバーを起動し、同じ方式のプロファイルを作ってください。',
  },

  'profile.wrote': {
    en: 'Wrote a profile of {scheme:id} with the key {kid:id} to {file:path}. Nothing in it is secret.',
    ja: '{scheme:id}（鍵 {kid:id}）のプロファイルを{file:path}に書き出しました。秘密の情報は含まれません。',
  },
  'profile.weak': {
    en: 'The key of the server is below 2^32: whoever tries them all can forge the mark. Use 64 random bits.',
    ja: 'サーバーの鍵が2^32未満です。総当たりで電子透かしを偽造できます。64ビットの乱数を使ってください。',
  },
  'profile.fits': {
    en: 'Key {kid:id} and tokenizer {tokenizer:path} are those of the profile.',
    ja: '鍵 {kid:id} とトークナイザー{tokenizer:path}はプロファイルのものです。',
  },

  'doctor.row.engine': { en: 'C2PA engine', ja: 'C2PAエンジン' },
  'doctor.row.other-engine': { en: 'other engine', ja: '別のエンジン' },
  'doctor.row.image-library': { en: 'image library', ja: '画像ライブラリー' },
  'doctor.row.configuration': { en: 'configuration', ja: '設定' },
  'doctor.row.signer': { en: 'signer', ja: '署名者' },
  'doctor.row.trust-lists': { en: 'trust lists', ja: '信頼リスト' },
  'doctor.row.watermark': { en: 'watermark', ja: '電子透かし' },
  'doctor.row.registry': { en: 'registry', ja: 'レジストリ' },
  'doctor.row.signs': { en: 'signs', ja: '署名できる形式' },
  'doctor.row.reads': { en: 'reads', ja: '読める形式' },
  'doctor.row.text': { en: 'text', ja: '文章' },
  'doctor.engine': {
    en: '{engine:path}, known holes: {count:count}, {open:count} not made up for here',
    ja: '{engine:path}、既知の欠陥{count:count}件（うち補っていないもの{open:count}件）',
  },
  'doctor.engine.open': {
    en: '{said:message} ({titles:text})',
    ja: '{said:message}：{titles:text}',
  },
  'doctor.other': {
    en: '{engine:path}, would read in its place, two to four times slower',
    ja: '{engine:path}。代わりに読むことができますが、2～4倍遅くなります',
  },
  'doctor.other.missing': {
    en: '{engine:path} cannot be loaded ({why:text}): not needed',
    ja: '{engine:path}を読み込めません（{why:text}）。なくてもかまいません',
  },
  'doctor.other.missing-native': {
    en: '{engine:path} cannot be loaded ({why:text}): it reads two to four times as fast, and signs sound and film',
    ja: '{engine:path}を読み込めません（{why:text}）。あれば2～4倍速く読め、音声と動画に署名できます',
  },
  'doctor.no-config': {
    en: 'none (no {name:path} here or above)',
    ja: 'なし（このフォルダーにも上位にも{name:path}がありません）',
  },
  'doctor.no-signer': {
    en: 'none: `provenance sign` needs --signer-key and --cert, or `provenance init`',
    ja: 'なし。`provenance sign`には--signer-keyと--cert、または`provenance init`が必要です',
  },
  'doctor.signer': {
    en: '{subject:path}; {facts:list}',
    ja: '{subject:path}；{facts:list}',
  },
  'doctor.development': { en: 'development', ja: '開発用' },
  'doctor.alg': { en: '{alg:path}', ja: '{alg:path}' },
  'doctor.in-service': {
    en: 'key in {service:path}, which signs',
    ja: '鍵は{service:path}にあり、署名できます',
  },
  'doctor.no-stamps': { en: 'no time stamps', ja: 'タイムスタンプなし' },
  'doctor.stamps': { en: 'with time stamps', ja: 'タイムスタンプあり' },
  'doctor.days': { en: 'valid for {count:count} days', ja: '有効期間は残り{count:count}日' },
  'doctor.days.soon': {
    en: 'valid for {count:count} days (renew it soon)',
    ja: '有効期間は残り{count:count}日（早めに更新してください）',
  },
  'doctor.no-trust': {
    en: 'none: every signer will be untrusted',
    ja: 'なし。どの署名者も信頼されません',
  },
  'doctor.list': { en: '{source:path} ({count:count})', ja: '{source:path}（{count:count}件）' },
  'doctor.list.dated': {
    en: '{source:path} ({count:count}, of {date:id})',
    ja: '{source:path}（{count:count}件、{date:id}付）',
  },
  'doctor.list.development': {
    en: '{source:path} ({count:count}, development)',
    ja: '{source:path}（{count:count}件、開発用）',
  },
  'doctor.lists': { en: '{lists:list}', ja: '{lists:list}' },
  'doctor.no-key': {
    en: 'none: `provenance mark` needs --watermark-key, or `provenance init`',
    ja: 'なし。`provenance mark`には--watermark-keyまたは`provenance init`が必要です',
  },
  'doctor.key': { en: 'key {keyId:id}', ja: '鍵 {keyId:id}' },
  'doctor.key.of': { en: '{key:message} of {name:name}', ja: '{name:name}の{key:message}' },
  'doctor.key.marks': {
    en: '{key:message}, marks what was {what:message}',
    ja: '{key:message}（「{what:message}」に使用）',
  },
  'doctor.no-registry': {
    en: 'none: nothing is recorded; see `provenance init`',
    ja: 'なし。何も記録されません（`provenance init`を参照）',
  },
  'doctor.registry': {
    en: '{stats:message}; record mode {mode:id}',
    ja: '{stats:message}；記録モードは{mode:id}',
  },
  'doctor.registry.record-key': {
    en: '{registry:message}; record key: {days:message}',
    ja: '{registry:message}；記録用の鍵：{days:message}',
  },
  'doctor.registry.by-signer': {
    en: '{registry:message}; the signer signs the records too, with two calls for each: `provenance keys record` makes a key for them',
    ja: '{registry:message}；記録にも署名者の鍵を使うため、1件ごとに呼び出しが2回増えます。`provenance keys record`で記録用の鍵を作成できます',
  },
  'doctor.setting': { en: '{value:path} ({source:path})', ja: '{value:path}（{source:path}）' },
  'doctor.unset': { en: 'none ({source:path})', ja: 'なし（{source:path}）' },
  'doctor.reads-too': {
    en: 'those, and {types:path}',
    ja: '上記と、{types:path}',
  },
  'doctor.texts': {
    en: '{types:path}, other text as plain or by its comments; JSON beside a sidecar',
    ja: '{types:path}。そのほかの文章は平文またはコメントで、JSONはサイドカーで扱います',
  },
  'doctor.nothing-wrong': { en: 'Nothing is wrong.', ja: '問題はありません。' },
  'doctor.first-problem': { en: 'First problem:', ja: '最初の問題：' },
});
