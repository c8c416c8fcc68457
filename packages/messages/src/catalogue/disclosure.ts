import { entries } from '../entries.ts';

/** The statement that a business makes in public of its measures: see packages/disclosure. */
export const DISCLOSURE = entries({
  'disclosure.title': {
    en: 'Provenance and technical measures: outline disclosure',
    ja: '来歴と技術的措置に関する概要開示',
  },
  'disclosure.intro': {
    en: 'This page is about Principle 1(2) of the Principle Code of Japan for generative AI, and about those items on traceability and responsibility in 1(1)C that it touches. A program made it from the configuration in force, from the registry in which outputs are recorded, and from measurements that are kept with the source code of the software. The business answered what no program can know, such as the day on which a measure began, or why there is none. Nothing on this page is legal advice, and it claims no compliance with any rule.',
    ja: 'このページは、日本の生成AIに関するプリンシプル・コードの原則1(2)と、それに関わる1(1)Cの追跡可能性および責任の項目を対象としています。実際に使われている設定、生成物を記録するレジストリ、およびソフトウェアのソースコードとともに保管されている測定結果から、プログラムが作成しました。各措置の開始日や実施していない理由など、プログラムには分からないことは事業者が回答しています。このページの記載は法的助言ではなく、いかなる規則への適合も主張しません。',
  },
  'disclosure.titles-unchecked': {
    en: 'The titles of the items come from the software that made this page. Titles and order have not been checked against the form of the Cabinet Office.',
    ja: '項目名は、このページを作成したソフトウェアが付けたものです。項目名と並び順は、内閣府の様式とは照合していません。',
  },
  'disclosure.head.business': { en: 'Business', ja: '事業者' },
  'disclosure.head.services': { en: 'Services', ja: '対象サービス' },
  'disclosure.head.version': { en: 'Version', ja: '版番号' },
  'disclosure.head.made': {
    en: 'Date of this page',
    ja: 'このページの作成日',
  },
  'disclosure.head.period': {
    en: 'Outputs on record are counted for',
    ja: '記録された生成物の集計期間',
  },
  'disclosure.head.reviewed': {
    en: 'Measures last reviewed',
    ja: '措置の直近の見直し',
  },
  'disclosure.head.next-review': { en: 'Next yearly review', ja: '次回の年次見直し' },
  'disclosure.head.note': {
    en: 'The business reviewed its measures as a whole on the day given for that. Configuration, certificate and counts are those of the date of this page, which may be later than that review. Counts cover all outputs that were recorded in the period and not erased since; the period can begin before a measure was in use.',
    ja: '見直し日は、事業者が措置全体を見直した日です。設定、証明書、件数はこのページの作成日時点のもので、作成日は見直し日より後のことがあります。件数は、集計期間に記録され、その後消去されていないすべての生成物を数えたものです。集計期間が措置の開始日より前から始まることもあります。',
  },
  'disclosure.head.commands': {
    en: 'Measured and counted figures stand with the command that makes them again; a later version of the software can give others. Commands that begin with “provenance” are run by the business in its own system; those that begin with “npm run” are run in the source code of the software.',
    ja: '測定値と集計値には、それを再現するコマンドを添えています。後の版のソフトウェアでは、異なる値になることがあります。「provenance」で始まるコマンドは事業者が自社のシステムで、「npm run」で始まるコマンドはソフトウェアのソースコード上で実行します。',
  },
  'disclosure.head.published': { en: 'Published at', ja: '掲載URL' },
  'disclosure.head.software': { en: 'Made with', ja: '作成ソフトウェア' },
  'disclosure.head.policies': { en: 'Policies', ja: '関連する方針' },
  'disclosure.head.contacts': { en: 'Contact points', ja: '連絡窓口' },
  'disclosure.head.items': { en: 'Items', ja: '開示項目' },
  'disclosure.head.outside': {
    en: 'Items of the Code that this page does not cover',
    ja: 'このページが扱わないコードの項目',
  },
  'disclosure.outside.note': {
    en: 'The software that made this page knows nothing of these. That this page exists does not mean that they are done.',
    ja: 'このページを作成したソフトウェアは、以下の項目について何も把握していません。このページがあることをもって、対応済みとは考えないでください。',
  },
  'disclosure.head.rules': {
    en: 'Which rules the measures help with',
    ja: '各措置と関連する規則',
  },
  'disclosure.rules.note': {
    en: 'Facts read from secondary texts, with their dates where these are known. A measure that helps with a rule does not by itself meet it. “–” under “Helped by” says that no measure in use on this page helps with the rule; as a date it says that the software does not know one.',
    ja: '二次資料から読み取った内容です。日付が分かるものには日付を付しています。規則に役立つ措置が、それだけで規則を満たすわけではありません。「役立つ措置」の欄の「–」は、このページで実施としている措置に役立つものがないことを、日付の欄の「–」は、このソフトウェアが日付を把握していないことを示します。',
  },
  'disclosure.head.form': { en: 'Fields for the form', ja: '様式向けの記入欄' },
  'disclosure.form.note': {
    en: 'In the order of the Code as far as this software knows it. No field has been compared with the form of the Cabinet Office: compare them before you file.',
    ja: '並び順は、このソフトウェアが把握している限りでのコードの順です。どの欄も内閣府の様式と照合していません。届け出る前に照合してください。',
  },
  'disclosure.form.unchecked': {
    en: 'not compared',
    ja: '未照合',
  },
  'disclosure.head.changes': { en: 'Changes', ja: '変更履歴' },
  'disclosure.head.item': { en: 'Item', ja: '項目' },
  'disclosure.head.principle': {
    en: 'Principle',
    ja: '原則',
  },
  'disclosure.head.status': { en: 'Status', ja: '状態' },
  'disclosure.head.rule': { en: 'Rule', ja: '規則' },
  'disclosure.head.asks': { en: 'What it asks for', ja: '求めていること' },
  'disclosure.head.source': { en: 'Source', ja: '出典' },
  'disclosure.head.rule-date': {
    en: 'Date of the text, or from when it applies',
    ja: '文書の日付または適用開始日',
  },
  'disclosure.head.measures': {
    en: 'Helped by',
    ja: '役立つ措置',
  },
  'disclosure.head.field': { en: 'Field', ja: '記入欄' },
  'disclosure.head.value': { en: 'Value', ja: '内容' },
  'disclosure.head.checked': {
    en: 'Compared with the form',
    ja: '様式との照合',
  },
  'disclosure.head.evidence': { en: 'Evidence', ja: '根拠' },
  'disclosure.head.limits': { en: 'Limits', ja: '限界' },
  'disclosure.head.since': { en: 'Since', ja: '開始日' },
  'disclosure.head.why': { en: 'Why not', ja: '実施していない理由' },
  'disclosure.head.until': {
    en: 'This explanation holds until',
    ja: 'この説明の有効期限',
  },
  'disclosure.until.open': {
    en: 'further notice',
    ja: '別途お知らせするまで',
  },
  'disclosure.status.implemented': { en: 'Implemented', ja: '実施' },
  'disclosure.status.explained': { en: 'Not implemented, explained', ja: '未実施（説明あり）' },
  'disclosure.figure': {
    en: 'Measured on {measured:id}.',
    ja: '{measured:id}に測定しました。',
  },
  'disclosure.figure.older': {
    en: 'Measured on {measured:id}. The program that was measured was changed after that, on {changed:id}.',
    ja: '{measured:id}に測定しました。測定の対象としたプログラムは、その後{changed:id}に変更されています。',
  },
  'disclosure.fact': {
    en: 'Read from the configuration or the registry when this page was made.',
    ja: 'このページの作成時に、設定またはレジストリから読み取りました。',
  },
  'disclosure.head.repeat': { en: 'Command', ja: 'コマンド' },

  'disclosure.item.credential': {
    en: 'Signed content credentials (C2PA)',
    ja: '署名付きコンテンツクレデンシャル（C2PA）',
  },
  'disclosure.item.time-stamp': {
    en: 'Time stamps of signatures',
    ja: '署名へのタイムスタンプ',
  },
  'disclosure.item.watermark': {
    en: 'Invisible watermark in pictures',
    ja: '画像への見えない電子透かし',
  },
  'disclosure.item.text-watermark': {
    en: 'Watermark in the choice of words of texts',
    ja: '語の選択による文章の電子透かし',
  },
  'disclosure.item.record': {
    en: 'Records of origin, and search by likeness',
    ja: '来歴の記録と類似検索',
  },
  'disclosure.item.detector': {
    en: 'How others can check an output',
    ja: '第三者が生成物を確認する方法',
  },
  'disclosure.item.guard': {
    en: 'Measures against outputs that infringe: comparison with a list of works',
    ja: '権利を侵害する生成物への措置：作品リストとの照合',
  },
  'disclosure.item.contact': {
    en: 'Contact point for rights holders, and records of responses',
    ja: '権利者の窓口と対応の記録',
  },
  'disclosure.item.traceability': {
    en: 'Traceability from an output to the model that made it',
    ja: '生成物から生成モデルへの追跡可能性',
  },
  'disclosure.item.responsibility': { en: 'Who is responsible', ja: '責任の所在' },
  'disclosure.item.usage-log': {
    en: 'Logs of input and output in use',
    ja: '利用時の入出力の記録',
  },

  'disclosure.credential.signs': {
    en: 'Every file that the software marks (with a credential, and with a watermark where it can be carried), or only signs, is given a content credential of the C2PA standard, signed by {organization:name} with {algorithm:id}.',
    ja: 'このソフトウェアでマーキングする（クレデンシャルと、可能な場合は電子透かしを付ける）ファイルと、署名だけを行うファイルのすべてに、C2PA規格のコンテンツクレデンシャルを付け、{organization:name}の名義で署名します（方式：{algorithm:id}）。',
  },
  'disclosure.credential.validity': {
    en: 'The signing certificate in use now is valid from {from:id} to {to:id}.',
    ja: '現在使用している署名用証明書の有効期間は、{from:id}から{to:id}までです。',
  },
  'disclosure.credential.share': {
    en: 'Outputs on record for the period: {records:count}. Of these with a content credential: {signed:count}.',
    ja: '期間中に記録された生成物は{records:count}件です。うちコンテンツクレデンシャル付きは{signed:count}件です。',
  },
  'disclosure.credential.fuzz': {
    en: 'Signed files that were changed at random: {made:count}. Of these wrongly accepted as unchanged: {wrong:count}.',
    ja: '無作為に改変した署名済みファイル{made:count}件のうち、改変がないと誤って判定したものは{wrong:count}件です。',
  },
  'disclosure.credential.limit.strips': {
    en: 'A credential can be lost: most programs and platforms that save a file anew remove it, and a screenshot has none.',
    ja: 'クレデンシャルは失われることがあります。ファイルを保存し直す多くのプログラムやプラットフォームは、これを取り除きます。スクリーンショットには含まれません。',
  },
  'disclosure.credential.limit.says': {
    en: 'A credential shows who signed, as far as the certificate can be trusted, and that nothing was changed since. It does not show that what the signer says is true.',
    ja: 'クレデンシャルで分かるのは、証明書を信頼できる限りで、誰が署名したかと、その後の変更がないことです。署名者の記載が真実であることまでは分かりません。',
  },
  'disclosure.credential.limit.development': {
    en: 'The signing certificate is a development certificate. It is not trusted outside this business.',
    ja: '署名用証明書は開発用のものです。この事業者の外では信頼されません。',
  },
  'disclosure.time-stamp.asks': {
    en: 'The time of each signature is confirmed by a time-stamp authority ({authority:name}).',
    ja: '各署名の時刻について、タイムスタンプ局（{authority:name}）の証明を受けます。',
  },
  'disclosure.time-stamp.configured': {
    en: 'Time-stamp authority in the configuration: {authority:name}.',
    ja: '設定されているタイムスタンプ局は{authority:name}です。',
  },
  'disclosure.time-stamp.limit': {
    en: 'Where the authority does not answer, nothing is signed. This page does not say whether the authority is independent of the business.',
    ja: 'タイムスタンプ局が応答しないときは、署名を行いません。タイムスタンプ局が事業者から独立しているかどうかは、このページでは示していません。',
  },
  'disclosure.watermark.embeds': {
    en: 'Pictures that can carry it are given an invisible watermark. It holds a 64-bit number, which leads to the record of the output, and can be read only with a secret key (keys configured: {keys:count}).',
    ja: '埋め込みが可能な画像に、見えない電子透かしを埋め込みます。電子透かしは、生成物の記録をたどるための64ビットの番号を持ち、読み取りには秘密の鍵が必要です（設定されている鍵：{keys:count}個）。',
  },
  'disclosure.watermark.share': {
    en: 'Outputs on record for the period: {records:count}. Of these with a watermark: {marked:count}. Texts, audio and video are given none of this kind.',
    ja: '期間中に記録された生成物は{records:count}件です。うち電子透かし入りは{marked:count}件です。文章、音声、動画には、この種の電子透かしは入りません。',
  },
  'disclosure.watermark.survives': {
    en: '{pictures:count} pictures of 512 x 512 from published npm packages (photographs, drawings, textures and the like, none of them used in making the watermark) were marked, and read unchanged and after {attacks:count} kinds of change. The number was read exactly in {exact:count} of {trials:count} trials:',
    ja: '公開されているnpmパッケージに含まれる512×512の画像{pictures:count}枚（写真、図、模様など。電子透かしの調整に使ったものはありません）に電子透かしを埋め込み、変更なしの場合と{attacks:count}種類の変更を加えた場合について読み取りました。番号を正確に読み取れたのは、{trials:count}回中{exact:count}回です。内訳は次のとおりです。',
  },
  'disclosure.watermark.group.none': {
    en: 'Unchanged: {exact:count} of {trials:count}.',
    ja: '変更なし：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.codecs': {
    en: 'Compressed (JPEG, WebP, AVIF): {exact:count} of {trials:count}.',
    ja: '圧縮（JPEG、WebP、AVIF）：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.sizes': {
    en: 'Scaled or stretched: {exact:count} of {trials:count}.',
    ja: '拡大、縮小、縦横比の変更：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.crops': {
    en: 'Cropped: {exact:count} of {trials:count}.',
    ja: '切り抜き：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.rotations': {
    en: 'Turned or mirrored: {exact:count} of {trials:count}.',
    ja: '回転、反転：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.geometry': {
    en: 'Sheared, bent, shifted, seen in perspective, or with rows and columns taken out: {exact:count} of {trials:count}.',
    ja: 'せん断、湾曲、位置のずれ、遠近変形、行や列の抜き取り：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.tone': {
    en: 'Other brightness, contrast or colours, also by the effects of photo apps: {exact:count} of {trials:count}.',
    ja: '明るさ、コントラスト、色の変更（写真アプリの効果を含む）：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.filters': {
    en: 'Blurred, sharpened, or with noise: {exact:count} of {trials:count}.',
    ja: 'ぼかし、鮮鋭化、ノイズ：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.local': {
    en: 'Partly erased or covered, with a border, set into another picture, or marked again by another watermark: {exact:count} of {trials:count}.',
    ja: '一部の消去や一部を隠す加工、枠の追加、別の画像へのはめ込み、別の電子透かしの追加：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.combined': {
    en: 'Several of these one after the other: {exact:count} of {trials:count}.',
    ja: '以上のいくつかの組み合わせ：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.pipelines': {
    en: 'Resized and compressed as services do with uploads, or captured as a screenshot: {exact:count} of {trials:count}.',
    ja: '投稿先のサービスが行うようなサイズ変更と圧縮、スクリーンショット：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.capture': {
    en: 'Photographed from a screen or from a print, simulated: {exact:count} of {trials:count}.',
    ja: '画面や印刷物の撮影（シミュレーション）：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.small': {
    en: 'The same with pictures of 256 x 256: {exact:count} of {trials:count}.',
    ja: '256×256の画像での同じ測定では、{trials:count}回中{exact:count}回です。',
  },
  'disclosure.watermark.negatives': {
    en: 'Parts of such pictures that carry no watermark of the key they were read with: {count:count}. Of these wrongly taken for marked: {hits:count}.',
    ja: '同様の画像から切り出した、その鍵の電子透かしがない画像{count:count}枚のうち、電子透かしがあると誤って判定したものは{hits:count}枚です。',
  },
  'disclosure.watermark.limit.removed': {
    en: 'The watermark can be lost or removed, for example by a strong change of perspective, by heavy compression, or when another model makes the picture anew. That no watermark is found does not show that AI was not used.',
    ja: '大きな遠近変形、強い圧縮、別のモデルによる再生成などによって、電子透かしは失われ、または取り除かれることがあります。電子透かしが見つからなくても、AIを使っていないことにはなりません。',
  },
  'disclosure.watermark.limit.small': {
    en: 'Pictures that are very small or plain, those of more than 134 million pixels, and SVG, HEIC and camera raw files cannot carry it. Animations, pictures of several pages, CMYK separations, and AVIF files that are HDR or hold further pictures such as a gain map would lose something by it. By default the software signs all of these without it.',
    ja: '非常に小さい画像、模様や濃淡の変化が少ない画像、1億3400万画素を超える画像、SVG、HEIC、カメラのRAWファイルには埋め込めません。アニメーション、複数ページの画像、CMYKの画像、HDRのAVIF、ゲインマップなどの別の画像を含むAVIFは、埋め込むと一部が失われます。このソフトウェアの既定の動作では、いずれも電子透かしなしで署名します。',
  },
  'disclosure.text-watermark.marks': {
    en: 'Texts are marked in the choice of words while they are generated ({scheme:id}). That is done where a text is generated, as the business answers: the software that made this page read the settings that it names, and did not check that texts are marked with them.',
    ja: '文章には、生成時に語の選択によって電子透かしを入れます（方式：{scheme:id}）。これは事業者の回答によるもので、文章を生成する側で行います。このページを作成したソフトウェアは、事業者が指定した設定を読み取りましたが、実際に行われているかは確認していません。',
  },
  'disclosure.text-watermark.power': {
    en: 'Texts of {length:count} words and parts of words, with a middling choice between words: {trials:count}. Of these recognised as marked: {found:count}. The threshold is such that one in a million texts without a watermark would wrongly be taken for marked.',
    ja: '語の選択の余地が中程度で、長さが{length:count}トークン（語または語の一部）の文章{trials:count}件のうち、電子透かしがあると判定したものは{found:count}件です。判定の基準は、電子透かしのない文章を誤って「ある」とする確率が100万分の1となるように定めています。',
  },
  'disclosure.text-watermark.limit': {
    en: 'In short texts, program code, texts with little choice between words, translations and paraphrases it is mostly not found.',
    ja: '短い文章、プログラムコード、語の選択の余地が少ない文章、翻訳、言い換えでは、ほとんど検出できません。',
  },
  'disclosure.record.keeps': {
    en: 'Each output that the software marks is recorded with the time, the model as far as it was named, a hash of the file, and fingerprints of how it looks or reads. The registry only adds entries: an erasure is one more, and leaves the hash of what it erased. A program can check that nothing else was changed.',
    ja: 'このソフトウェアでマーキングする各生成物について、時刻、モデル（指定された場合）、ファイルのハッシュ値、見た目または文面のフィンガープリントをレジストリに記録します。レジストリは追記のみで、消去も項目として加わり、消去した記録のハッシュ値が残ります。それ以外の変更がないことは、プログラムで検証できます。',
  },
  'disclosure.record.counts': {
    en: 'Outputs on record for the period: {records:count}.',
    ja: '期間中に記録された生成物は{records:count}件です。',
  },
  'disclosure.record.erased': {
    en: 'Records erased in all, of which only a hash is kept: {erased:count}.',
    ja: 'これまでに消去し、ハッシュ値だけを残している記録は{erased:count}件です。',
  },
  'disclosure.record.mode.require': {
    en: 'An output whose record cannot be written is not provided.',
    ja: '記録を書き込めない生成物は提供しません。',
  },
  'disclosure.record.mode.queue': {
    en: 'Where the registry cannot be reached, the output is provided, and its record waits and is written later.',
    ja: 'レジストリに接続できないときは、生成物は提供し、記録は保留して後で書き込みます。',
  },
  'disclosure.record.mode.skip': {
    en: 'Where the registry cannot be reached, the output is provided without a record.',
    ja: 'レジストリに接続できないときは、記録なしで生成物を提供します。',
  },
  'disclosure.record.likeness': {
    en: 'Copies of {pictures:count} marked pictures, most of them changed: {copies:count}. Of these, {trials:count} had a watermark that could still be read, and only such copies are compared by how they look: {same:count} were recognised as the recorded picture, so that of all copies {same:count} of {copies:count} were. Comparisons with other pictures: {others:count}. Of these wrongly taken for the same: {wrong:count}.',
    ja: '電子透かしを埋め込んだ画像{pictures:count}枚の複製（多くは変更を加えたもの）は{copies:count}枚です。このうち電子透かしをまだ読み取れた{trials:count}枚だけを見た目で比較し、記録された画像と同じと判定したものは{same:count}枚でした。複製全体では、{copies:count}枚中{same:count}枚です。別の画像との比較{others:count}回のうち、同じと誤って判定したものは{wrong:count}回です。',
  },
  'disclosure.record.limit': {
    en: 'Without a watermark, a copy of a picture that was cropped, or turned by an angle other than 90, 180 or 270 degrees, is mostly not found by likeness.',
    ja: '電子透かしがない場合、切り抜かれた画像や、90度、180度、270度以外の角度で回転した画像は、類似検索ではほとんど見つかりません。',
  },
  'disclosure.record.limit.signed': {
    en: 'What the business only signs with this software, or provides without it, is not recorded.',
    ja: 'このソフトウェアで署名だけを行うものと、このソフトウェアを使わずに提供するものは記録されません。',
  },
  'disclosure.limit.stream': {
    en: 'A text that is sent while it is being generated is an exception: it has reached the user before its end can be compared or recorded. Then only its credential and its record are withheld.',
    ja: '生成しながら送信する文章は例外です。末尾までの照合や記録ができる前に、利用者に届いています。この場合は、クレデンシャルの付与と記録だけを行いません。',
  },
  'disclosure.detector.public': {
    en: 'Anybody can check a file without an account at the address below.',
    ja: '下記のアドレスで、誰でもアカウントなしでファイルを確認できます。',
  },
  'disclosure.detector.token': {
    en: 'Those who were given access can check a file at the address below.',
    ja: '下記のアドレスで、アクセスを許可された利用者がファイルを確認できます。',
  },
  'disclosure.detector.reached': {
    en: 'The address and who has access are the answer of the business. The address answered when this page was made.',
    ja: 'アドレスと利用できる人の範囲は事業者の回答です。このページの作成時に、アドレスからの応答を確認しました。',
  },
  'disclosure.detector.not-asked': {
    en: 'The address and who has access are the answer of the business. Whether the address answers was not tried when this page was made.',
    ja: 'アドレスと利用できる人の範囲は事業者の回答です。このページの作成時に、アドレスからの応答は確認していません。',
  },
  'disclosure.detector.standard': {
    en: 'Content credentials follow an open standard, so that other programs can read them too. Whether those trust the certificate is for them to decide.',
    ja: 'コンテンツクレデンシャルは公開された規格に従っているため、他のプログラムでも読み取れます。証明書を信頼するかどうかは、各プログラムによります。',
  },
  'disclosure.detector.limit.key': {
    en: 'The watermark can be read only with the secret key: at this address if the business has set the key there, and by no other program.',
    ja: '電子透かしの読み取りには秘密の鍵が必要です。このアドレスで読み取れるのは事業者が鍵を設定している場合だけで、他のプログラムでは読み取れません。',
  },
  'disclosure.detector.limit': {
    en: 'A check that finds nothing does not show that a file was not made by AI.',
    ja: '確認して何も見つからなくても、AIで生成されていないことにはなりません。',
  },
  'disclosure.guard.answer': {
    en: 'This is the answer of the business. The software that made this page did not check it.',
    ja: 'これは事業者自身の回答です。このページを作成したソフトウェアは確認していません。',
  },
  'disclosure.guard.answer.besides': {
    en: 'The business says of its measures, which the software that made this page did not check:',
    ja: '措置についての事業者自身の説明は次のとおりです。このページを作成したソフトウェアは確認していません。',
  },
  'disclosure.guard.checks.block': {
    en: 'Each picture and each text that the software marks is first compared with a list of protected works. One that is recognised as a copy or a part of a work on the list is not provided. How often copies are recognised, and what is not, is said below.',
    ja: 'このソフトウェアでマーキングする画像と文章は、その前に保護対象の作品のリストと照合します。リストの作品の複製または一部として検出したものは提供しません。どの程度検出できるか、何を検出できないかは、以下に記載しています。',
  },
  'disclosure.guard.checks.flag': {
    en: 'Each picture and each text that the software marks is first compared with a list of protected works. One that is recognised as a copy or a part of a work on the list is provided all the same, and the service that provides it is told. How often copies are recognised, and what is not, is said below.',
    ja: 'このソフトウェアでマーキングする画像と文章は、その前に保護対象の作品のリストと照合します。リストの作品の複製または一部として検出したものも提供しますが、提供するサービスにその旨を通知します。どの程度検出できるか、何を検出できないかは、以下に記載しています。',
  },
  'disclosure.guard.checks.log': {
    en: 'Each picture and each text that the software marks is first compared with a list of protected works. One that is recognised as a copy or a part of a work on the list is provided all the same, and this is recorded. How often copies are recognised, and what is not, is said below.',
    ja: 'このソフトウェアでマーキングする画像と文章は、その前に保護対象の作品のリストと照合します。リストの作品の複製または一部として検出したものも提供しますが、その旨を記録します。どの程度検出できるか、何を検出できないかは、以下に記載しています。',
  },
  'disclosure.guard.works': {
    en: 'Works on the list: {works:count}.',
    ja: 'リストの作品は{works:count}件です。',
  },
  'disclosure.guard.measured': {
    en: 'Copies of {pictures:count} protected pictures (whole or random parts of {files:count} files, most of them from published npm packages, 768 pixels long at most), unchanged and changed in {attacks:count} ways, were compared with a list of these and {more:count} other works. Recognised: {found:count} of {trials:count}:',
    ja: '保護対象の画像{pictures:count}点（多くは公開されているnpmパッケージに含まれる{files:count}個のファイルの全体または無作為な一部、長辺は最大768ピクセル）について、変更なしの場合と{attacks:count}通りに変更した場合の複製を、これらと他の{more:count}件の作品からなるリストと照合しました。複製として検出できたのは{trials:count}件中{found:count}件です。内訳は次のとおりです。',
  },
  'disclosure.guard.group.same': {
    en: 'Unchanged, compressed, scaled, or stretched: {found:count} of {trials:count}.',
    ja: '変更なし、圧縮、拡大、縮小、縦横比の変更：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.laid': {
    en: 'Mirrored, or turned by 90 or 180 degrees: {found:count} of {trials:count}.',
    ja: '反転、90度または180度の回転：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.cropped': {
    en: 'Cropped to 84 or 71 % of each side: {found:count} of {trials:count}.',
    ja: '各辺の84%または71%への切り抜き：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.half': {
    en: 'Cropped to half of each side, also with compression: {found:count} of {trials:count}.',
    ja: '各辺の半分への切り抜き（圧縮を伴うものを含む）：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.third': {
    en: 'Cropped to about a third of each side: {found:count} of {trials:count}.',
    ja: '各辺の約3分の1への切り抜き：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.turned': {
    en: 'Turned by 5 degrees: {found:count} of {trials:count}.',
    ja: '5度の回転：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.turned-more': {
    en: 'Turned by 15 degrees: {found:count} of {trials:count}.',
    ja: '15度の回転：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.group.placed': {
    en: 'With a caption or a border, set into another picture, in slight perspective, or as a screenshot: {found:count} of {trials:count}.',
    ja: '文字や枠の追加、別の画像へのはめ込み、わずかな遠近変形、スクリーンショット：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.others': {
    en: 'Pictures that are no copy of a work on the list, made in the same way of other files: {count:count}. Of these wrongly taken for one: {taken:count}.',
    ja: '別のファイルから同じ方法で作った、リストの作品の複製ではない画像{count:count}点のうち、複製または一部として誤って検出したものは{taken:count}点です。',
  },
  'disclosure.guard.texts.measured': {
    en: 'Copies of {texts:count} protected texts (of 600 words in English, or 1,500 characters in Japanese, from published collections), unchanged and changed in {attacks:count} ways, were compared with a list of these and {more:count} other works. Recognised: {found:count} of {trials:count}:',
    ja: '保護対象の文章{texts:count}点（公開されている文書集による英語600語または日本語1,500文字）について、変更なしの場合と{attacks:count}通りに変更した場合の複製を、これらと他の{more:count}件の作品からなるリストと照合しました。複製として検出できたのは{trials:count}件中{found:count}件です。内訳は次のとおりです。',
  },
  'disclosure.guard.texts.group.same': {
    en: 'Unchanged, with a content credential in it, with other line breaks, or in capital letters: {found:count} of {trials:count}.',
    ja: '変更なし、コンテンツクレデンシャルの追加、改行位置の変更、大文字化：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.half': {
    en: 'Cut to the first half: {found:count} of {trials:count}.',
    ja: '前半のみ：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.words-few': {
    en: 'With 5 % of the words replaced: {found:count} of {trials:count}.',
    ja: '5%の語の置き換え：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.words-more': {
    en: 'With 10 % of the words replaced: {found:count} of {trials:count}.',
    ja: '10%の語の置き換え：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.within-200': {
    en: '200 words of it within another text: {found:count} of {trials:count}.',
    ja: '200語を別の文章に入れたもの：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.within-100': {
    en: '100 words of it within another text: {found:count} of {trials:count}.',
    ja: '100語を別の文章に入れたもの：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.group.within-50': {
    en: '50 words of it within another text: {found:count} of {trials:count}.',
    ja: '50語を別の文章に入れたもの：{trials:count}件中{found:count}件。',
  },
  'disclosure.guard.texts.others': {
    en: 'Passages of other texts: {count:count}. Of these wrongly taken for a work on the list: {taken:count}.',
    ja: '別の文章の一節{count:count}件のうち、リストの作品の複製または一部として誤って検出したものは{taken:count}件です。',
  },
  'disclosure.guard.limit': {
    en: 'Only works that somebody put on the list can be recognised, as copies or parts. Imitations of a style, characters, and the same motif drawn anew are not.',
    ja: '検出できるのは、リストに登録された作品の複製と一部だけです。作風の模倣、キャラクター、同じ題材を描き直したものは検出できません。',
  },
  'disclosure.guard.limit.unseen': {
    en: 'Audio, video and files that cannot be decoded are not compared, and are provided. Nor is what the business only signs with this software, or provides without it.',
    ja: '音声、動画、およびデコード（読み込み）できないファイルは照合せずに提供します。このソフトウェアで署名だけを行うものと、このソフトウェアを使わずに提供するものも照合されません。',
  },
  'disclosure.guard.limit.plain': {
    en: 'Works with few features cannot be put on the list: in the measurement these were {plain:count} of {offered:count} pictures.',
    ja: '特徴の少ない作品はリストに登録できません。測定では、画像{offered:count}点のうち{plain:count}点が該当しました。',
  },
  'disclosure.guard.limit.texts': {
    en: 'Of texts, the whole and longer passages are compared: short quotations are mostly not recognised. Paraphrases and translations were not measured, and are not expected to be recognised.',
    ja: '文章については、全体と長めの一節を照合します。短い引用は、ほとんど検出できません。言い換えと翻訳は測定しておらず、検出は見込めません。',
  },
  'disclosure.guard.limit.law': {
    en: 'A likeness is no finding of infringement, and no likeness is no finding that there is none: licences, quotations and the law are not looked at.',
    ja: '似ていることは権利侵害の判断ではなく、似ていないことも侵害がないという判断ではありません。許諾、引用、法律上の扱いは考慮していません。',
  },
  'disclosure.contact.points': {
    en: 'Rights holders can reach the business at the contact points on this page.',
    ja: '権利者は、このページに記載の窓口から事業者に連絡できます。',
  },
  'disclosure.contact.records': {
    en: 'Records of requests and responses are kept for at least {months:message}.',
    ja: '申出と対応の記録は、少なくとも{months:message}保存します。',
  },
  'disclosure.contact.kept': {
    en: 'Requests that are entered in the registry of the software are kept there with their answers for {days:message}, where no other day was set for one, and are to be erased after that.',
    ja: 'ソフトウェアのレジストリに登録した申出と回答は、個別に期限を定めたものを除き、{days:message}保存し、その後に消去するものとしています。',
  },
  'disclosure.contact.sooner': {
    en: 'For some requests on record an earlier day was set; the earliest comes {days:message} after the request.',
    ja: 'レジストリにある申出には、これより早い期限を定めたものがあります。最も早い期限は、申出から{days:message}です。',
  },
  'disclosure.days.one': {
    en: 'one day',
    ja: '1日間',
  },
  'disclosure.days.many': {
    en: '{count:count} days',
    ja: '{count:count}日間',
  },
  'disclosure.months.one': {
    en: 'one month',
    ja: '1か月間',
  },
  'disclosure.months.many': {
    en: '{count:count} months',
    ja: '{count:count}か月間',
  },
  'disclosure.traceability.share': {
    en: 'Outputs on record for the period: {records:count}. Of these with the name of the model that made them: {named:count}. Different models: {models:count}.',
    ja: '期間中に記録された生成物は{records:count}件です。うち生成モデルの名前が記録されているものは{named:count}件で、モデルは{models:count}種類です。',
  },
  'disclosure.traceability.trace': {
    en: 'The software looks for the record of a file by its hash, by its watermark, and by how it looks or reads, and says by which of these it was found.',
    ja: 'ファイルのハッシュ値、電子透かし、および見た目または文面から記録を探し、どれによって見つかったかを示します。',
  },
  'disclosure.traceability.trace.unmarked': {
    en: 'The software looks for the record of a file by its hash, and by how it looks or reads, and says by which of these it was found.',
    ja: 'ファイルのハッシュ値、および見た目または文面から記録を探し、どちらによって見つかったかを示します。',
  },
  'disclosure.traceability.checked': {
    en: 'A record that was taken out or changed after it was signed shows when the business checks the registry (“provenance log verify”).',
    ja: '署名後に記録が削除され、または変更されると、事業者がレジストリを検証したときに分かります（「provenance log verify」）。',
  },
  'disclosure.traceability.log': {
    en: 'Entries of the registry (records, erasures, requests and other events): {entries:count}. The business last signed its state on {day:id}.',
    ja: 'レジストリの項目（記録、消去、申出などの出来事）は{entries:count}件です。事業者がレジストリの状態に最後に署名した日は{day:id}です。',
  },
  'disclosure.traceability.kept': {
    en: 'Records of the period with a last day, after which they are to be erased: {bounded:count} (last days from {first:id} to {last:id}). Records without such a day, which are kept until the business erases them: {open:count}.',
    ja: '期間中の記録のうち、保存期限を定め、その後に消去するものは{bounded:count}件です（期限は{first:id}から{last:id}まで）。期限を定めず、事業者が消去するまで保存するものは{open:count}件です。',
  },
  'disclosure.traceability.kept.open': {
    en: 'No record of the period has a day after which it is to be erased: they are kept until the business erases them.',
    ja: '期間中の記録に、保存期限を定めたものはありません。事業者が消去するまで保存します。',
  },
  'disclosure.traceability.limit': {
    en: 'The record says which model made an output, as far as the model was named. It does not say why the model made it.',
    ja: '記録から分かるのは、指定された限りで、どのモデルが生成したかです。なぜその生成物になったかは分かりません。',
  },
  'disclosure.traceability.limit.likeness': {
    en: 'A record that was found by likeness alone is a hint and no proof: other pictures and texts can look or read alike.',
    ja: '類似だけで見つかった記録は手がかりであり、証明ではありません。別の画像や文章が似ていることもあります。',
  },
  'disclosure.traceability.limit.found': {
    en: 'An output that was changed too much, or whose record was erased, is not found.',
    ja: '大きく変更された生成物や、記録が消去された生成物は見つかりません。',
  },
  'disclosure.traceability.limit.log': {
    en: 'Who holds the key of the registry could sign another registry in its place. That shows only to those who kept a signed state of the first.',
    ja: 'レジストリの鍵を持つ者は、別のレジストリに署名して置き換えることができます。それに気づけるのは、元の署名済みの状態を保管している者だけです。',
  },
  'disclosure.responsibility.by': {
    en: 'Responsible for these measures, as the business answers:',
    ja: 'これらの措置の責任者は次のとおりです（事業者の回答）。',
  },
  'disclosure.usage-log.kept': {
    en: 'The business says that it keeps logs of input and output for {months:message}:',
    ja: '事業者の回答では、入出力の記録を{months:message}保存します。その内容は次のとおりです。',
  },
  'disclosure.usage-log.limit': {
    en: 'The software that made this page does not keep these logs and did not check them. Its own records of outputs hold no prompts.',
    ja: 'このページを作成したソフトウェアは、この入出力の記録を保存しておらず、確認もしていません。ソフトウェア自身が残す生成物の記録に、プロンプトは含まれません。',
  },

  'disclosure.outside.models': {
    en: '1(1)A: the models in use, their design and updates',
    ja: '1(1)A：使用モデル、その設計仕様と更新',
  },
  'disclosure.outside.training': {
    en: '1(1)B: training data, and how it was gathered',
    ja: '1(1)B：学習データとその収集方法',
  },
  'disclosure.outside.accountability': {
    en: '1(1)C: what belongs to accountability beyond traceability, responsibility and logs',
    ja: '1(1)C：アカウンタビリティのうち、追跡可能性、責任、入出力の記録以外のもの',
  },
  'disclosure.outside.crawling': {
    en: '1(2): respect for robots.txt, paywalls and reservations when data is gathered, and keeping away from pirate sites',
    ja: '1(2)：収集時のrobots.txt、ペイウォール、権利留保の尊重と、海賊版サイトの回避',
  },
  'disclosure.outside.principle-2': {
    en: 'Principle 2: requests for disclosure in preparing legal proceedings',
    ja: '原則2：法的手続の準備に伴う開示の求め',
  },
  'disclosure.outside.principle-3': {
    en: 'Principle 3: requests of users about outputs that look like a protected work, as far as they concern training data',
    ja: '原則3：保護対象の作品に似た生成物についての利用者からの求めのうち、学習データに関するもの',
  },

  'disclosure.gap.since': {
    en: 'it is in use, and since when is not answered: set disclosure.since.{item:id} to a day',
    ja: '実施していますが、開始日の回答がありません。disclosure.since.{item:id}に日付を設定してください',
  },
  'disclosure.gap.explanation': {
    en: 'it is not in use ({why:message}), and nothing explains why: set disclosure.explanations.{item:id} with "why" in en and ja, and "until"',
    ja: '実施しておらず（{why:message}）、説明もありません。disclosure.explanations.{item:id}に、enとjaの「why」と、「until」を設定してください',
  },
  'disclosure.gap.future': {
    en: 'disclosure.since.{item:id} is {day:id}, which is yet to come: a measure that is in use has begun',
    ja: 'disclosure.since.{item:id}が未来の日付（{day:id}）です。実施している措置は既に始まっているはずです',
  },
  'disclosure.gap.overdue': {
    en: 'its explanation held until {day:id}, and it is still not in use ({why:message}): begin, or set disclosure.explanations.{item:id} anew',
    ja: '説明の期限（{day:id}）を過ぎても実施していません（{why:message}）。実施するか、disclosure.explanations.{item:id}を改めてください',
  },
  'disclosure.gap.requests': {
    en: 'disclosure.requests promises {months:message}, and the registry erases a request after {days:message}: set registry.retention.request to at least {promised:count} days, or promise less',
    ja: 'disclosure.requestsでは{months:message}の保存としていますが、レジストリの申出は{days:message}の保存後に消去されます。registry.retention.requestを{promised:count}日以上にするか、disclosure.requestsの期間を短くしてください',
  },
  'disclosure.gap.needless': {
    en: 'it is in use, and disclosure.explanations.{item:id} still says why not: delete that',
    ja: '実施していますが、disclosure.explanations.{item:id}に未実施の理由が残っています。削除してください',
  },
  'disclosure.off.no-signer': {
    en: 'no signer is configured',
    ja: '署名者が設定されていません',
  },
  'disclosure.off.certificate': {
    en: 'the signing certificate is not valid on this day',
    ja: '署名用証明書が有効期間外です',
  },
  'disclosure.off.no-time-stamp': {
    en: 'no time-stamp authority is configured',
    ja: 'タイムスタンプ局が設定されていません',
  },
  'disclosure.off.no-key': {
    en: 'no watermark key is configured',
    ja: '電子透かしの鍵が設定されていません',
  },
  'disclosure.off.keys-out-of-use': {
    en: 'all watermark keys that are configured are retired, or somebody else may have them',
    ja: '設定されている電子透かしの鍵は、すべて使用終了となっているか、漏えいした可能性があります',
  },
  'disclosure.off.unused': {
    en: 'it is configured, and none of the outputs on record for the period has it',
    ja: '設定はありますが、期間中に記録された生成物で適用されたものがありません',
  },
  'disclosure.off.no-profile': {
    en: 'no disclosure.textProfile is named',
    ja: 'disclosure.textProfileが指定されていません',
  },
  'disclosure.off.no-registry': {
    en: 'no registry is configured',
    ja: 'レジストリが設定されていません',
  },
  'disclosure.off.no-models': {
    en: 'none of the outputs on record for the period names its model',
    ja: '期間中に記録された生成物にモデル名のあるものがありません',
  },
  'disclosure.off.no-detector': {
    en: 'no disclosure.detector is named',
    ja: 'disclosure.detectorが指定されていません',
  },
  'disclosure.off.detector-silent': {
    en: 'the detector did not answer',
    ja: '確認用サービスが応答しませんでした',
  },
  'disclosure.off.no-answer': {
    en: 'disclosure.{field:id} is not answered',
    ja: 'disclosure.{field:id}の回答がありません',
  },
  'disclosure.off.no-guard': {
    en: 'no guard is configured',
    ja: 'ガードが設定されていません',
  },
  'disclosure.off.no-works': {
    en: 'a guard is configured, and there is no work on its list',
    ja: 'ガードは設定されていますが、リストに作品がありません',
  },

  'disclosure.change.first': { en: 'First statement.', ja: '最初の開示です。' },
  'disclosure.change.item': {
    en: '{item:message}: was “{before:message}”, is now “{after:message}”.',
    ja: '{item:message}：「{before:message}」から「{after:message}」に変わりました。',
  },
  'disclosure.change.content': {
    en: '{item:message}: what is said of it changed.',
    ja: '{item:message}：記載内容が変わりました。',
  },
  'disclosure.change.head': {
    en: 'The particulars of the business, its contact points or its policies changed.',
    ja: '事業者の情報、窓口、または方針が変わりました。',
  },
  'disclosure.change.review': {
    en: 'The measures were reviewed on {day:id}.',
    ja: '{day:id}に措置を見直しました。',
  },
  'disclosure.change.rules': {
    en: 'The list of rules or of what is not covered changed.',
    ja: '規則の一覧、または対象外の項目の一覧が変わりました。',
  },

  'disclosure.drift.missing': {
    en: 'There is no statement: make one with `provenance disclose -o FOLDER`.',
    ja: '開示文書がありません。`provenance disclose -o FOLDER`で作成してください。',
  },
  'disclosure.drift.gap': {
    en: '{item:message}: {gap:message}.',
    ja: '{item:message}：{gap:message}。',
  },
  'disclosure.drift.off': {
    en: '{item:message}: published as implemented, and it is not in use: {why:message}. Switch it on, or publish a statement that explains it.',
    ja: '{item:message}：「実施」として公開していますが、実施していません（{why:message}）。実施するか、理由を説明した開示文書を公開してください。',
  },
  'disclosure.drift.changed': {
    en: '{item:message}: the statement no longer says what is so. Publish a new one.',
    ja: '{item:message}：開示の記載が実際と一致しません。新しい開示文書を公開してください。',
  },
  'disclosure.drift.head': {
    en: 'The particulars, contact points or policies in the statement are no longer those of the configuration. Publish a new one.',
    ja: '開示文書の事業者情報、窓口、または方針が設定と一致しません。新しい開示文書を公開してください。',
  },
  'disclosure.drift.rules': {
    en: 'The statement was made with another list of rules or of what is not covered. Publish a new one.',
    ja: '開示文書の作成後に、規則または対象外の項目の一覧が変わりました。新しい開示文書を公開してください。',
  },
  'disclosure.drift.certificate': {
    en: 'The signing certificate ends on {to:id} (days left: {days:count}): have it renewed.',
    ja: '署名用証明書の期限は{to:id}です（残り日数：{days:count}）。更新してください。',
  },
  'disclosure.drift.certificate-expired': {
    en: 'The signing certificate ended on {to:id}: have it renewed.',
    ja: '署名用証明書は{to:id}に期限切れになりました。更新してください。',
  },
  'disclosure.drift.review': {
    en: 'The yearly review was due on {due:id}: review the measures, then set disclosure.reviewed.',
    ja: '年次見直しの期限は{due:id}でした。措置を見直し、disclosure.reviewedを更新してください。',
  },
  'disclosure.drift.contact': {
    en: 'There is no contact point for {audience:message}: add one to disclosure.contacts.',
    ja: '{audience:message}向けの窓口がありません。disclosure.contactsに追加してください。',
  },
  'disclosure.drift.figure': {
    en: '{item:message}: the figure of {measured:id} is older than the code it is about, changed on {changed:id}: measure again.',
    ja: '{item:message}：{measured:id}の測定値は、対象のコードの変更日{changed:id}より前のものです。測定し直してください。',
  },
  'disclosure.drift.figure-came': {
    en: '{item:message}: the figure of {measured:id} that came with the software is older than the code it is about, changed on {changed:id}. The page says so. Who makes the software measures it again, in its source code:',
    ja: '{item:message}：ソフトウェアに付属する{measured:id}の測定値は、対象のコードの変更日{changed:id}より前のものです。ページにもその旨を記載しています。測定し直すのはソフトウェアの作成者で、ソースコード上で次のコマンドを実行します。',
  },
  'disclosure.drift.version': {
    en: 'The figures belong to version {of:id} of the software, and {running:id} is running.',
    ja: '測定値はソフトウェアのバージョン{of:id}のもので、実行中のバージョンは{running:id}です。',
  },
  'disclosure.drift.file': {
    en: '{file:id} is missing, or is not what was made for this statement. Make it again.',
    ja: '{file:id}がないか、この開示文書のために作成されたものではありません。作成し直してください。',
  },
  'disclosure.audience.rights-holders': { en: 'rights holders', ja: '権利者' },
  'disclosure.audience.users': { en: 'users', ja: '利用者' },
  'disclosure.audience.security': { en: 'reports of weaknesses', ja: '脆弱性の報告' },
});
