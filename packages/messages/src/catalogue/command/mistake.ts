import { entries } from '../../entries.ts';

/** Mistakes on the command line or in the configuration, with what to do instead. */
export const MISTAKE = entries({
  'mistake.named': {
    en: '{what:message} {file:path}: {why:path}',
    ja: '{what:message} {file:path}：{why:path}',
  },
  'mistake.named-unshown': {
    en: '{what:message}: {why:path} What it holds is not shown, as it may be a key: it has to be the path of a file with the key.',
    ja: '{what:message}：{why:path}値は鍵かもしれないため表示しません。鍵のファイルのパスを指定してください。',
  },
  'mistake.key-as-path': {
    en: '{what:message} holds a key and not a path: write the key to a file that only you can read, and give the path of that file. The key is not shown.',
    ja: '{what:message} にあるのはパスではなく鍵そのものです。自分だけが読めるファイルに鍵を保存し、そのパスを指定してください（鍵は表示していません）。',
  },
  'mistake.option': { en: '{option:path}', ja: '{option:path}' },
  'mistake.the-certificate': { en: 'The certificate', ja: '証明書' },
  'mistake.the-configuration': { en: 'The configuration', ja: '設定' },
  'mistake.the-export': { en: 'The export', ja: 'レジストリの書き出しファイル' },
  'mistake.the-list': { en: 'The list', ja: 'リスト' },
  'mistake.the-profile': { en: 'The profile', ja: 'プロファイル' },
  'mistake.trust-list': { en: 'trust list', ja: '信頼リスト' },

  'mistake.resolvers-missing': {
    en: '--resolve config needs `resolvers` in the configuration.',
    ja: '--resolve configには設定のresolversが必要です。',
  },
  'mistake.resolver-url': {
    en: '--resolve needs an https: URL (http: on this machine alone) without a user or password, or the word config.',
    ja: '--resolveには、ユーザー名とパスワードのないhttps:のURL（このコンピューターに限りhttp:）またはconfigを指定してください。',
  },
  'mistake.tokens-location': {
    en: '--tokens needs a file, or a URL as postgresql://user@host:port/database.',
    ja: '--tokensにはファイル、またはpostgresql://user@host:port/database形式のURLを指定してください。',
  },
  'mistake.key-of-other-kind': {
    en: 'This is {kind:id}, and the configured watermark keys are for what is {kinds:ids}: make another one with `provenance keys watermark`, and name it with --watermark-key or in watermark.keys.',
    ja: 'これは{kind:id}ですが、設定の電子透かしの鍵は{kinds:ids}用です。`provenance keys watermark`で別の鍵を作り、--watermark-keyまたはwatermark.keysで指定してください。',
  },
  'mistake.skip-and-force': {
    en: '--force replaces what is there, and --skip-existing passes over it: give one of them.',
    ja: '--forceは既存のファイルを置き換え、--skip-existingは処理しません。どちらか一方を指定してください。',
  },
  'mistake.no-key': {
    en: 'No watermark key: run `provenance init`, or make one with `provenance keys watermark` and name it with --watermark-key.',
    ja: '電子透かしの鍵がありません。`provenance init`を実行するか、`provenance keys watermark`で作って--watermark-keyで指定してください。',
  },
  'mistake.key-is-private': {
    en: '{what:message} {file:path} is a private key for signing: a watermark key is made with `provenance keys watermark`.',
    ja: '{what:message} {file:path} は署名用の秘密鍵です。電子透かしの鍵は`provenance keys watermark`で作ります。',
  },
  'mistake.key-is-none': {
    en: '{what:message} {file:path} holds no watermark key: make one with `provenance keys watermark`.',
    ja: '{what:message} {file:path} は電子透かしの鍵ではありません。`provenance keys watermark`で作ってください。',
  },
  'mistake.no-registry': {
    en: 'No registry: run `provenance init`, or name one with --registry, PROVENANCE_REGISTRY or registry.location.',
    ja: 'レジストリがありません。`provenance init`を実行するか、--registry、PROVENANCE_REGISTRYまたはregistry.locationで指定してください。',
  },
  'mistake.no-request-log': {
    en: '--requests writes into the registry: it needs one, and a signer. Run `provenance init`, or name both in the configuration.',
    ja: '--requestsの内容はレジストリに書き込まれるため、レジストリと署名者が必要です。`provenance init`を実行するか、両方を設定ファイルで指定してください。',
  },
  'mistake.registry-without-location': {
    en: 'The configuration has a registry without a location: set registry.location, PROVENANCE_REGISTRY or --registry, or give --no-registry.',
    ja: '設定にレジストリの場所がありません。registry.location、PROVENANCE_REGISTRYまたは--registryで指定するか、--no-registryを付けてください。',
  },
  'mistake.receipt-needs-registry': {
    en: '--receipt needs a registry: others give out no receipts of ours.',
    ja: '--receiptにはレジストリが必要です。他の提供者は受領証を出しません。',
  },
  'mistake.check-or-sign': {
    en: 'Either --check or --sign.',
    ja: '--checkと--signはどちらか一方だけです。',
  },
  'mistake.no-disclosure': {
    en: 'The configuration has no disclosure: answer what no program can know, as docs/disclosure.md says.',
    ja: '設定にdisclosureがありません。プログラムには分からないことをdocs/disclosure.ja.mdのとおりに記入してください。',
  },
  'mistake.sign-needs-signer': {
    en: '--sign needs a signer: run `provenance init`.',
    ja: '--signには署名者が必要です。`provenance init`を実行してください。',
  },
  'mistake.detector-not-https': {
    en: 'disclosure.detector.url must be https: to be asked.',
    ja: '検出サービスに照会するには、disclosure.detector.urlがhttps:でなければなりません。',
  },
  'mistake.registry-location': {
    en: 'A registry is a folder, or postgresql://user:password@host/database with a password whose special characters are percent-encoded. A folder with a colon in its name is written ./NAME.',
    ja: 'レジストリはフォルダー、またはpostgresql://user:password@host/databaseで指定します。パスワードの特殊文字はパーセントエンコードしてください。名前にコロンを含むフォルダーは./NAMEと書きます。',
  },
  'mistake.database-url': {
    en: 'The URL of the database cannot be used: write postgresql://user@host:port/database, and after a "?" what its driver knows.',
    ja: 'データベースのURLを使えません。postgresql://user@host:port/databaseの形で書き、「?」の後にはドライバーが対応するものだけを書いてください。',
  },
  'mistake.record-for-registry': {
    en: '--record-mode, --request-id and --retain-until are for a record. {more:message}',
    ja: '--record-mode、--request-id、--retain-untilは記録のためのものです。{more:message}',
  },
  'mistake.no-record-signer': {
    en: 'No signer for records: run `provenance init`, or set signer, or registry.certificates and registry.key.',
    ja: '記録の署名者がありません。`provenance init`を実行するか、signer、またはregistry.certificatesとregistry.keyを設定してください。',
  },
  'mistake.record-signer-alg': {
    en: 'Records are signed with Ed25519, and {whose:id} is {alg:id}: run `provenance keys record`, which makes a key for them and has the signer certify it once. --no-registry does without records.',
    ja: '記録の署名にはEd25519を使いますが、{whose:id}は{alg:id}です。`provenance keys record`を実行すると、記録用の鍵を作り、署名者が一度だけ証明します。--no-registryを付けると記録しません。',
  },
  'mistake.record-key-days': {
    en: 'A record key signs for 1 to {most:count} days, and never longer than the certificate: give --days within that, or leave it out.',
    ja: '記録用の鍵の期間は1日から{most:count}日までで、証明書の期限を超えません。--daysをこの範囲で指定するか、省略してください。',
  },
  'mistake.record-key-in-service': {
    en: 'A record key is a file: registry.key names one in a service. Run `provenance keys record`.',
    ja: '記録用の鍵はファイルです。registry.keyはサービスの鍵を指しています。`provenance keys record`を実行してください。',
  },
  'mistake.record-key-retired': {
    en: 'The record key is retired since {since:time}: run `provenance keys record`.',
    ja: '記録用の鍵は{since:time}に使用終了となりました。`provenance keys record`を実行してください。',
  },
  'mistake.record-key-compromised': {
    en: 'Somebody else may have the record key since {since:time}: run `provenance keys record`.',
    ja: '記録用の鍵は{since:time}から漏えいの可能性があります。`provenance keys record`を実行してください。',
  },
  'mistake.record-key-signer': {
    en: 'The record key was certified with a signer whose key somebody else may have since {since:time}: name the new signer (`provenance keys rotate signer`), and run `provenance keys record`.',
    ja: '記録用の鍵を証明した署名者の鍵は、{since:time}から漏えいの可能性があります。新しい署名者を指定し（`provenance keys rotate signer`）、`provenance keys record`を実行してください。',
  },
  'mistake.rotate-needs-record-key': {
    en: 'Nothing was changed: records are signed with Ed25519, this key is {alg:id}, and the registry has no key of its own. Run `provenance keys record` (with --signer-key and --cert for the new signer), then rotate again.',
    ja: '何も変更していません。記録の署名にはEd25519を使いますが、この鍵は{alg:id}で、レジストリ専用の鍵がありません。`provenance keys record`を（新しい署名者は--signer-keyと--certで指定して）実行してから、もう一度切り替えてください。',
  },
  'mistake.model-missing': {
    en: '--model-version, --model-id and --oversight need --model.',
    ja: '--model-version、--model-id、--oversightには--modelが必要です。',
  },
  'mistake.oversight-missing': {
    en: '--model-id needs --oversight: it is part of the AI disclosure.',
    ja: '--model-idはAIの利用に関する開示の一部なので、--oversightが必要です。',
  },
  'mistake.two-prompts': {
    en: '--prompt and --hash-prompt exclude each other: choose one.',
    ja: '--promptと--hash-promptは同時に指定できません。どちらかを選んでください。',
  },
  'mistake.input-and-component': {
    en: '--input does not go with --component: name every file as a component.',
    ja: '--inputと--componentは同時に指定できません。すべて--componentで指定してください。',
  },
  'mistake.assertion-json': {
    en: '--assertion {file:path}: this is not JSON. Write {example:path}.',
    ja: '--assertion {file:path}：JSONではありません。{example:path} の形で書いてください。',
  },
  'mistake.assertion': {
    en: '--assertion {file:path}: write {example:path}.',
    ja: '--assertion {file:path}：{example:path} の形で書いてください。',
  },
  'mistake.key-and-cert': {
    en: '{key:id} and --cert belong together: give both, or neither.',
    ja: '{key:id}と--certは組で使います。両方を指定するか、どちらも指定しないでください。',
  },
  'mistake.one-signer': {
    en: 'Two signers are named: give --signer-command, or a key with --cert.',
    ja: '署名者が2つ指定されています。--signer-commandか、鍵と--certのどちらかを指定してください。',
  },
  'mistake.request-of-one-key': {
    en: 'Whose key is it: give one of --signer-key, --new-key and --signer-command.',
    ja: '鍵を1つ指定してください。--signer-key、--new-key、--signer-commandのいずれかです。',
  },
  'mistake.goes-with': {
    en: '{flag:id} goes only with {with:id}: give both, or leave it out.',
    ja: '{flag:id}は{with:id}と組で使います。両方を指定するか、{flag:id}を外してください。',
  },
  'mistake.worker-needs-stdio': {
    en: 'Say how it is spoken with: give --stdio.',
    ja: '通信の方法を指定してください。--stdioを付けてください。',
  },
  'mistake.queue-database': {
    en: 'The queue needs a PostgreSQL database: give --database, or PROVENANCE_QUEUE, or a registry in PostgreSQL.',
    ja: 'キューにはPostgreSQLデータベースが必要です。--database、PROVENANCE_QUEUE、またはPostgreSQLのレジストリを指定してください。',
  },
  'mistake.queue-library': {
    en: 'The queue needs pg-boss, which is not installed: npm install pg-boss@12.38.0',
    ja: 'キューにはpg-bossが必要ですが、インストールされていません：npm install pg-boss@12.38.0',
  },
  'mistake.queue-registry': {
    en: 'Without a registry nobody could tell what is marked already: set registry.location, or give --registry.',
    ja: 'レジストリがないと、何がマーク済みか分かりません。registry.locationを設定するか、--registryを指定してください。',
  },
  'mistake.queue-outside': {
    en: 'The file {file:path} is not in the folder that all machines share: name that one with --root.',
    ja: 'ファイル{file:path}はすべてのコンピューターで共有するフォルダーの中にありません。--rootで共有フォルダーを指定してください。',
  },
  'mistake.queue-stdin': {
    en: 'Workers cannot read standard input: name files, or their list with --list -.',
    ja: 'ワーカーは標準入力を読めません。ファイルを指定するか、その一覧を--list -で渡してください。',
  },
  'mistake.queue-output': {
    en: 'Say where the marked files go: -o FOLDER.',
    ja: 'マーク済みファイルの出力先を-o FOLDERで指定してください。',
  },
  'mistake.queue-entry': {
    en: 'Entry {number:count} of {option:id} is no JSON object with "url" and "put", which are http or https addresses without a name or password in them, and at most "headers".',
    ja: '{option:id}の{number:count}番目は、"url"と"put"、必要なら"headers"だけを持つJSONオブジェクトではありません。アドレスはhttpまたはhttpsで、ユーザー名やパスワードを含められません。',
  },
  'mistake.queue-same-place': {
    en: 'Two entries of {option:id} go to {place:path}: addresses must differ before the question mark.',
    ja: '{option:id}の2つの項目が、どちらも{place:path}に出力されます。アドレスは疑問符より前の部分が異なる必要があります。',
  },
  'mistake.queue-retry': {
    en: 'Name the jobs to put back, or give --all.',
    ja: '戻すジョブを指定するか、--allを付けてください。',
  },
  'mistake.list-not-text': {
    en: 'What {option:path} names is no list of paths in UTF-8.',
    ja: '{option:path}で指定したものは、UTF-8のパスの一覧ではありません。',
  },
  'mistake.signer-retired': {
    en: 'The signer is retired since {since:time}: name another one with `provenance keys rotate signer`.',
    ja: 'この署名者の鍵は{since:time}に使用終了となっています。`provenance keys rotate signer`で別の署名者を指定してください。',
  },
  'mistake.signer-compromised': {
    en: 'The key of the signer has been in other hands since {since:time}: name another one with `provenance keys rotate signer`.',
    ja: 'この署名者の鍵は{since:time}以降、他人の手に渡っています。`provenance keys rotate signer`で別の署名者を指定してください。',
  },
  'mistake.keys-out-of-use': {
    en: 'All watermark keys for this are out of use: make a new one with `provenance keys rotate watermark`.',
    ja: 'これに使える電子透かしの鍵はすべて使用終了となっています。`provenance keys rotate watermark`で新しい鍵を作ってください。',
  },
  'mistake.keys-need-config': {
    en: 'What becomes of keys is written beside {name:path}, and there is none here: run `provenance init`, or give --config.',
    ja: '鍵の履歴は{name:path}の隣に書かれますが、ここには設定がありません。`provenance init`を実行するか、--configを指定してください。',
  },
  'mistake.the-key': { en: 'the key or certificate', ja: '鍵または証明書' },
  'mistake.key-of-no-kind': {
    en: '{file:path} is neither a certificate nor a watermark key.',
    ja: '{file:path}は証明書でも電子透かしの鍵でもありません。',
  },
  'mistake.signer-variables': {
    en: 'PROVENANCE_CERTIFICATES and PROVENANCE_SIGNER_KEY belong together: set both.',
    ja: 'PROVENANCE_CERTIFICATESとPROVENANCE_SIGNER_KEYは組で使います。両方を設定してください。',
  },
  'mistake.no-signer': {
    en: 'No signer: run `provenance init`, or give {key:id} PEM --cert PEM.',
    ja: '署名者がありません。`provenance init`を実行するか、{key:id} PEM --cert PEMを指定してください。',
  },
  'mistake.nobody-to-ask': {
    en: 'Nobody is there to be asked: give --yes to do it.',
    ja: '確認を求める相手がいません。実行するには--yesを付けてください。',
  },
  'mistake.nobody-to-answer': {
    en: 'Nobody is there to answer: use `provenance init --yes`.',
    ja: '質問に答える相手がいません。`provenance init --yes`を使ってください。',
  },
  'mistake.init-alg': {
    en: 'The signature algorithm is Ed25519 or ES256: repeat with one of them.',
    ja: '署名アルゴリズムはEd25519またはES256です。どちらかを指定してやり直してください。',
  },
  'mistake.organization-too-long': {
    en: 'An organization has 64 characters at most: repeat with a shorter name.',
    ja: '組織の名前は64文字までです。短い名前でやり直してください。',
  },
  'mistake.profile-missing': {
    en: '--text needs --profile, or textMark.profiles in the configuration: what a text was drawn with is not to be seen in it. Make one with `provenance profile make`.',
    ja: '--textには、--profileまたは設定のtextMark.profilesが必要です。何を使って生成したかは文章からは分かりません。`provenance profile make`で作ってください。',
  },
  'mistake.about-texts': {
    en: '--{option:id} is about texts: add --text.',
    ja: '--{option:id}は文章のためのものです。--textを付けてください。',
  },
  'mistake.no-tokenizer': {
    en: '{given:path} is no tokenizer: name one of {known:path}, or the tokenizer.json of the model with --tokenizer.',
    ja: '{given:path} というトークナイザーはありません。{known:path} のいずれか、またはモデルのtokenizer.jsonを--tokenizerで指定してください。',
  },
  'mistake.tokenizer-json': {
    en: '--tokenizer {file:path}: It is no JSON.',
    ja: '--tokenizer {file:path}：JSONではありません。',
  },
  'mistake.tokenizer-unread': {
    en: '--tokenizer {file:path} is the tokenizer.json of no model that can be read.',
    ja: '--tokenizer {file:path} は、読み込めるモデルのtokenizer.jsonではありません。',
  },
  'mistake.library-missing': {
    en: 'The tokenizer {given:path} needs {library:path}, which is not installed: npm install {library:path}',
    ja: 'トークナイザー{given:path}には{library:path}が必要ですが、インストールされていません：npm install {library:path}',
  },
  'mistake.one-key': {
    en: 'Name one --watermark-key.',
    ja: '--watermark-keyは一つだけ指定してください。',
  },
  'mistake.server-says-key': {
    en: 'The configuration of a server says key and scheme: name nothing else.',
    ja: '鍵と方式はサーバーの設定に含まれています。ほかは指定しないでください。',
  },
  'mistake.scheme-missing': {
    en: 'Name the scheme with --scheme, or the configuration of a server.',
    ja: '方式を--schemeで指定するか、サーバーの設定を指定してください。',
  },
  'mistake.key-of-profile': {
    en: 'None of the keys is the one of the profile (kid {kid:id}): name it with --watermark-key, with --tenant if it was made for one, or the configuration of the server with --vllm or --sglang.',
    ja: 'プロファイルの鍵（kid {kid:id}）がありません。--watermark-keyで指定してください。テナント用の鍵なら--tenantも付けてください。サーバーの設定は--vllmまたは--sglangで指定します。',
  },
  'mistake.file-name-empty': {
    en: 'A file name is empty: name a file, a folder or "-".',
    ja: 'ファイル名が空です。ファイル、フォルダー、または「-」を指定してください。',
  },
  'mistake.stdin-twice': {
    en: '"-" is named twice: standard input can be read once.',
    ja: '「-」が二度指定されています。標準入力は一度しか読めません。',
  },
  'mistake.stdin-terminal': {
    en: '"-" reads standard input: pipe a file into it.',
    ja: '「-」は標準入力を読みます。ファイルをパイプで渡してください。',
  },
  'mistake.no-match': {
    en: 'No file matches {pattern:path}: check the pattern.',
    ja: '{pattern:path}に一致するファイルがありません。パターンを確認してください。',
  },
  'mistake.certificates-as-content': {
    en: '{file:path} is a file of certificates and no content: an option takes one file, so repeat it (--trust-anchors a.pem --trust-anchors b.pem).',
    ja: '{file:path}は証明書のファイルで、検証対象ではありません。オプションが取るファイルは一つなので、繰り返してください（--trust-anchors a.pem --trust-anchors b.pem）。',
  },
  'mistake.address': {
    en: '{given:path} is an address and no file: nothing is downloaded here. Save the file, and name it.',
    ja: '{given:path}はアドレスで、ファイルではありません。ダウンロードは行いません。ファイルを保存して、その名前を指定してください。',
  },
  'mistake.content-id': {
    en: '{given:path} is a content id and no file. Name the file: "provenance trace" shows the record behind it.',
    ja: '{given:path}はコンテンツIDで、ファイルではありません。ファイルを指定してください。記録は「provenance trace」で表示できます。',
  },
  'mistake.folder-needed': {
    en: 'Several files need a folder for the results: -o FOLDER.',
    ja: '複数のファイルの結果にはフォルダーが必要です。-o FOLDERで指定してください。',
  },
  'mistake.output-is-file': {
    en: '-o {file:path} is a file: several results need a folder.',
    ja: '-o {file:path}はファイルです。複数の結果にはフォルダーが必要です。',
  },
  'mistake.output-other-format': {
    en: '{file:path} is a name for {named:id}, and what would be written there is {is:id}: the format stays as it is. Give a name with its ending.',
    ja: '{file:path}は{named:id}の名前ですが、書き出すのは{is:id}です。形式は変わりません。形式に合う拡張子を付けてください。',
  },
  'mistake.output-names-file': {
    en: '-o {file:path} is a name for one file: several results need a folder. Add a slash if it is to be one.',
    ja: '-o {file:path}は1つのファイルの名前です。複数の結果にはフォルダーが必要です。フォルダーなら末尾に「/」を付けてください。',
  },
  'mistake.sidecar-name': {
    en: 'With --sidecar, -o names the manifest store and not the content: {file:path} has the ending of another format. Give a name that ends in .c2pa, or leave -o out.',
    ja: '--sidecarを付けた場合、-oはコンテンツではなくマニフェストストアの名前です。{file:path}は別の形式の拡張子です。.c2paで終わる名前にするか、-oを省いてください。',
  },
  'mistake.same-output': {
    en: '{one:path} and {other:path} would both become {file:path}: give each its own folder.',
    ja: '{one:path}と{other:path}がどちらも{file:path}になります。別々のフォルダーにしてください。',
  },
  'mistake.stdin-nameless': {
    en: 'Standard input has no name: use -o FILE.',
    ja: '標準入力には名前がありません。-o FILEを指定してください。',
  },
  'mistake.json-and-result': {
    en: '--json and the result cannot both go to standard output.',
    ja: '--jsonと結果の両方を標準出力に出すことはできません。',
  },
  'mistake.result-on-terminal': {
    en: 'A terminal cannot show the result: use -o FILE, or redirect it.',
    ja: '結果は端末に表示できません。-o FILEを指定するか、リダイレクトしてください。',
  },
  'mistake.exists': {
    en: '{file:path} exists already: use --force to replace it.',
    ja: '{file:path}はすでにあります。置き換えるには--forceを付けてください。',
  },
  'mistake.since-to-come': {
    en: '--since is a time to come: say since when somebody else may have the key. To stop using it later: `provenance keys retire`.',
    ja: '--sinceが未来の日時です。鍵が漏えいした可能性のある日時を指定してください。将来使用をやめる場合は`provenance keys retire`を使います。',
  },
  'mistake.exists-name-another': {
    en: '{file:path} exists already: name another one with {option:id}.',
    ja: '{file:path}はすでにあります。{option:id}で別の名前を指定してください。',
  },
  'mistake.remote-and-sidecar': {
    en: '--remote-url is written into the file, --sidecar leaves it: choose one.',
    ja: '--remote-urlはファイルに書き込み、--sidecarはファイルを変えません。どちらかを選んでください。',
  },
  'mistake.check-alone': {
    en: '--check takes a receipt and no files: it needs nothing else.',
    ja: '--checkは受領証だけを取ります。ほかのファイルは必要ありません。',
  },
  'mistake.cert-without-check': {
    en: '--cert belongs to --check.',
    ja: '--certは--checkと組で使います。',
  },
  'mistake.request-other-file': {
    en: 'This is not the file that was asked about: its hash is another. Name that file, or open a request for this one.',
    ja: '申出のファイルではありません（ハッシュが異なります）。そのファイルを指定するか、このファイルの申出を新たに受け付けてください。',
  },
  'mistake.day-over': {
    en: '--retain-until {day:id} is over already: name a later day.',
    ja: '--retain-until {day:id} はすでに過ぎています。より後の日を指定してください。',
  },
  'mistake.operator': {
    en: 'PROVENANCE_OPERATOR must be 1 to 256 bytes without control characters.',
    ja: 'PROVENANCE_OPERATORは、制御文字を含まない1～256バイトで指定してください。',
  },
  'mistake.backup-exists': {
    en: '{file:path} exists already, and a backup replaces nothing: name a folder that is not there.',
    ja: '{file:path}はすでにあります。バックアップは何も置き換えません。まだないフォルダーを指定してください。',
  },
  'mistake.backup-database': {
    en: 'A database is backed up by its own means: `pg_dump --schema=provenance`, while others write. `registry copy` makes a folder of it.',
    ja: 'データベースのバックアップには、書き込み中でも使える`pg_dump --schema=provenance`など、データベース自身の手段を使ってください。フォルダーにするには`registry copy`を使います。',
  },
  'mistake.several-holds': {
    en: 'Several holds are in force on it: name one with --hold ({holds:path}).',
    ja: '複数の保全が指定されています。--holdで一つを指定してください（{holds:path}）。',
  },
  'mistake.nothing-to-trace': {
    en: 'Name the files to trace, or --check a receipt.',
    ja: '調べるファイル、または--checkで受領証を指定してください。',
  },
  'mistake.receipt-of-one': {
    en: '--receipt belongs to one file: trace the files one by one.',
    ja: '--receiptは一つのファイルに使います。ファイルを一つずつ指定してください。',
  },
  'mistake.list-pinned': {
    en: 'The list {name:id} is pinned: provenance trust pin {name:id} --remove first.',
    ja: 'リスト {name:id} は固定されています。先にprovenance trust pin {name:id} --removeを実行してください。',
  },
  'mistake.from-https': {
    en: '--from takes an address with https: and no other.',
    ja: '--fromに指定できるアドレスはhttps:だけです。',
  },
  'mistake.no-place-for-lists': {
    en: 'There is no place to keep a list (no XDG_CONFIG_HOME, HOME or APPDATA): give --trust-anchors instead.',
    ja: 'リストを保管する場所がありません（XDG_CONFIG_HOME、HOME、APPDATAのいずれもありません）。代わりに--trust-anchorsを使ってください。',
  },
  'mistake.no-home': {
    en: 'There is no place to remember it (no XDG_CONFIG_HOME, HOME or APPDATA): name the configuration with PROVENANCE_CONFIG or --config instead.',
    ja: '覚えておく場所がありません（XDG_CONFIG_HOME、HOME、APPDATAのいずれもありません）。代わりにPROVENANCE_CONFIGまたは--configで設定を指定してください。',
  },
  'mistake.content-id-of-one': {
    en: 'A content id is of one file: without --content-id each gets its own.',
    ja: 'コンテンツIDは一つのファイルのためのものです。--content-idを付けなければ、ファイルごとに別の値になります。',
  },
  'mistake.port-taken': {
    en: 'The port is taken: give another --port.',
    ja: 'そのポートは使用中です。--portで別のポートを指定してください。',
  },
  'mistake.no-address': {
    en: 'The address cannot be had ({code:id}): give another --host or --port.',
    ja: 'そのアドレスは使えません（{code:id}）。--hostまたは--portで別のものを指定してください。',
  },
  'mistake.registry-itself': {
    en: 'This is the registry itself.',
    ja: '複製先が元のレジストリと同じです。',
  },
  'mistake.registry-of-its-own': {
    en: 'The target already has a registry of its own, if only an empty one, and two logs do not become one. Give an empty place, without `provenance registry init`: the copy makes the registry there. To add the records to a registry that is in use, take `registry export` and `registry import`.',
    ja: '複製先にはすでに別のレジストリがあり（空のものも含みます）、2つのログを1つにすることはできません。`provenance registry init`を実行していない空の場所を指定してください。レジストリは複製時に作られます。使用中のレジストリに記録を加えるには、`registry export`と`registry import`を使ってください。',
  },
  'mistake.export-to-stdout': {
    en: 'The export would go to standard output with it: use -o FILE.',
    ja: '書き出すデータが標準出力で混ざります。-o FILEを指定してください。',
  },
  'mistake.nothing-to-search': {
    en: 'Say what to look for: --content-id, --request-id, --model, --issuer, --from, --to or --hash.',
    ja: '探す条件を--content-id、--request-id、--model、--issuer、--from、--to、--hashで指定してください。',
  },
  'mistake.csv-and-json': {
    en: 'Either --csv or --json.',
    ja: '--csvと--jsonはどちらか一方です。',
  },
  'mistake.from-after-to': {
    en: '--from is after --to.',
    ja: '--fromが--toより後になっています。',
  },
  'mistake.which-days': {
    en: 'Say which days: --month YYYY-MM, or --from and --to.',
    ja: '期間を--month YYYY-MM、または--fromと--toで指定してください。',
  },
  'mistake.signer-needs-trust': {
    en: '{option:id} needs --require trusted: anyone can put any name into a certificate.',
    ja: '{option:id}には--require trustedが必要です。証明書の名前は誰でも自由に付けられます。',
  },
  'mistake.format-beside': {
    en: '{option:id} does not go with --format {format:id}: leave one of them out.',
    ja: '{option:id}は--format {format:id}と一緒に使えません。どちらかを外してください。',
  },
  'mistake.effort-needs-key': {
    en: '--effort needs a watermark key to look for: give --watermark-key FILE.',
    ja: '--effortには探す電子透かしの鍵が必要です。--watermark-key FILEを指定してください。',
  },
  'mistake.manifest-of-one': {
    en: '--manifest belongs to one file: verify the files one by one.',
    ja: '--manifestは一つのファイルに使います。ファイルを一つずつ検証してください。',
  },
  'mistake.list-alone': {
    en: '--list shows all, and takes no more.',
    ja: '--listはすべてを表示します。ほかは指定できません。',
  },
  'mistake.no-config-above': {
    en: 'There is no {name:path} here or above.',
    ja: 'このフォルダーにも上位にも{name:path}がありません。',
  },
  'mistake.config-of': {
    en: '{name:path} of {folder:path}: {why:path}',
    ja: '{folder:path}の{name:path}：{why:path}',
  },
  'mistake.no-folder': {
    en: 'There is no folder {folder:path}: check the path.',
    ja: 'フォルダー{folder:path}がありません。パスを確認してください。',
  },
  'mistake.token-by-name': {
    en: 'A token is revoked by its id, and {name:name} is a name: the id of the token with this name is {id:id}.',
    ja: 'トークンの失効にはIDを指定します。{name:name}は名前で、そのトークンのIDは{id:id}です。',
  },
  'mistake.no-token': {
    en: 'There is no token with this id: see `provenance token list`.',
    ja: 'このIDのトークンはありません。`provenance token list`で確認してください。',
  },
  'mistake.tokens-file': {
    en: 'The file of tokens holds something else: name another with --tokens.',
    ja: 'トークンのファイルの内容が別のものです。--tokensで別のファイルを指定してください。',
  },
});
