import { entries } from '../entries.ts';

/** The statement that a business makes in public of its measures: see packages/disclosure. */
export const DISCLOSURE = entries({
  'disclosure.title': {
    en: 'Provenance and technical measures: outline disclosure',
    ja: '来歴と技術的措置に関する概要開示',
  },
  'disclosure.intro': {
    en: 'This page is about Principle 1(2) of the Principle Code of Japan for generative AI, and those items on traceability and responsibility in 1(1)C that it touches. A program made it from the configuration in force, the registry and committed measurements. What no program can know was answered by the business. Nothing in it is legal advice, and it claims no compliance with any rule.',
    ja: 'このページは、日本の生成AIに関するプリンシプル・コードの原則1(2)と、それに関わる1(1)Cの追跡可能性および責任の項目を対象としています。実際に使われている設定、来歴台帳、公開済みの測定結果からプログラムが作成しました。プログラムには分からないことは事業者が回答しています。法的助言ではなく、いかなる規則への適合も主張しません。',
  },
  'disclosure.titles-unchecked': {
    en: 'The titles of the items are ours. They and their order have not been checked against the form of the Cabinet Office.',
    ja: '項目名は当方で付けたものです。項目名と並び順は、内閣府の様式とは照合していません。',
  },
  'disclosure.head.business': { en: 'Business', ja: '事業者' },
  'disclosure.head.services': { en: 'Services', ja: '対象サービス' },
  'disclosure.head.version': { en: 'Version', ja: '版数' },
  'disclosure.head.made': { en: 'Date', ja: '作成日' },
  'disclosure.head.period': { en: 'Figures of the registry are for', ja: '台帳の集計期間' },
  'disclosure.head.reviewed': { en: 'Last reviewed', ja: '直近の見直し' },
  'disclosure.head.next-review': { en: 'Next yearly review', ja: '次回の年次見直し' },
  'disclosure.head.published': { en: 'Published at', ja: '公開場所' },
  'disclosure.head.software': { en: 'Made with', ja: '作成ソフトウェア' },
  'disclosure.head.policies': { en: 'Policies', ja: '関連する方針' },
  'disclosure.head.contacts': { en: 'Contact points', ja: '問い合わせ窓口' },
  'disclosure.head.items': { en: 'Items', ja: '開示項目' },
  'disclosure.head.outside': {
    en: 'Items of the Code that this page does not cover',
    ja: 'このページが扱わないコードの項目',
  },
  'disclosure.outside.note': {
    en: 'The software that made this page knows nothing of these. Nobody should think them done because this page exists.',
    ja: 'このページを作成したソフトウェアは、以下の項目について何も把握していません。このページがあることをもって、対応済みとは考えないでください。',
  },
  'disclosure.head.rules': { en: 'Which rules a measure helps with', ja: '各措置が役立つ規則' },
  'disclosure.rules.note': {
    en: 'Facts read from dated secondary texts. A measure that helps with a rule does not by itself meet it.',
    ja: '日付のある二次資料から読み取った事実です。規則に役立つ措置が、それだけで規則を満たすわけではありません。',
  },
  'disclosure.head.form': { en: 'Fields for the form', ja: '様式向けの記入欄' },
  'disclosure.form.note': {
    en: 'In the order of the Code as far as this software knows it. No field was checked against the form of the Cabinet Office: compare them before you file.',
    ja: '並び順は、このソフトウェアが把握している限りでのコードの順です。どの欄も内閣府の様式と照合していません。届け出る前に照合してください。',
  },
  'disclosure.form.unchecked': { en: 'not checked', ja: '未照合' },
  'disclosure.head.changes': { en: 'Changes', ja: '変更履歴' },
  'disclosure.head.item': { en: 'Item', ja: '項目' },
  'disclosure.head.status': { en: 'Status', ja: '状態' },
  'disclosure.head.rule': { en: 'Rule', ja: '規則' },
  'disclosure.head.asks': { en: 'What it asks for', ja: '求めていること' },
  'disclosure.head.source': { en: 'Source', ja: '出典' },
  'disclosure.head.measures': { en: 'Helped by', ja: '役立つ措置' },
  'disclosure.head.field': { en: 'Field', ja: '記入欄' },
  'disclosure.head.value': { en: 'Value', ja: '内容' },
  'disclosure.head.evidence': { en: 'Evidence', ja: '根拠' },
  'disclosure.head.limits': { en: 'Limits', ja: '限界' },
  'disclosure.head.since': { en: 'Since', ja: '開始日' },
  'disclosure.head.why': { en: 'Why not', ja: '実施していない理由' },
  'disclosure.head.until': { en: 'Until when', ja: '実施予定の時期' },
  'disclosure.until.open': { en: 'no date has been set', ja: '時期は決まっていません' },
  'disclosure.none': { en: 'None.', ja: 'ありません。' },
  'disclosure.status.implemented': { en: 'Implemented', ja: '実施' },
  'disclosure.status.explained': { en: 'Not implemented, explained', ja: '未実施（説明あり）' },
  'disclosure.figure': { en: 'Measured on {measured:id}.', ja: '{measured:id}に測定。' },
  'disclosure.fact': {
    en: 'Read from the configuration and the registry when this page was made.',
    ja: 'このページの作成時に設定と台帳から読み取りました。',
  },
  'disclosure.head.repeat': { en: 'Command', ja: 'コマンド' },

  'disclosure.item.credential': {
    en: 'Signed content credentials (C2PA)',
    ja: '署名付きコンテンツクレデンシャル（C2PA）',
  },
  'disclosure.item.time-stamp': {
    en: 'Time stamps by an independent authority',
    ja: '第三者機関によるタイムスタンプ',
  },
  'disclosure.item.watermark': {
    en: 'Invisible watermark in pictures',
    ja: '画像への見えない電子透かし',
  },
  'disclosure.item.text-watermark': {
    en: 'Watermark in the choice of words of texts',
    ja: '文章の語の選択による電子透かし',
  },
  'disclosure.item.record': {
    en: 'Records of origin, and finding them by likeness',
    ja: '来歴の記録と類似検索',
  },
  'disclosure.item.detector': {
    en: 'How others can check an output',
    ja: '第三者が生成物を確認する方法',
  },
  'disclosure.item.guard': {
    en: 'Technical measures against outputs that infringe',
    ja: '権利を侵害する生成物を防ぐ技術的措置',
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
    en: 'Every file that the software marks or signs is given a content credential of the C2PA standard, signed by {organization:name} with {algorithm:id}.',
    ja: 'このソフトウェアでマーク付けまたは署名するすべてのファイルに、{organization:name}がC2PA規格のコンテンツクレデンシャルを付けて{algorithm:id}で署名します。',
  },
  'disclosure.credential.validity': {
    en: 'The signing certificate is valid from {from:id} to {to:id}.',
    ja: '署名用証明書の有効期間は{from:id}から{to:id}までです。',
  },
  'disclosure.credential.share': {
    en: 'Of the {records:count} outputs on record for the period, {signed:count} carry one.',
    ja: '期間中に記録された生成物{records:count}件のうち、{signed:count}件に付いています。',
  },
  'disclosure.credential.fuzz': {
    en: 'Of {made:count} signed files that were changed at random, {wrong:count} were wrongly accepted as unchanged.',
    ja: '署名済みファイルを無作為に改変した{made:count}件のうち、未改変と誤って判定したのは{wrong:count}件でした。',
  },
  'disclosure.credential.limit.strips': {
    en: 'Saving a file anew, a screenshot, or most platforms remove a credential.',
    ja: 'ファイルの再保存、スクリーンショット、多くのプラットフォームでの処理によって、クレデンシャルは失われます。',
  },
  'disclosure.credential.limit.says': {
    en: 'A credential proves who signed and that nothing was changed since. It does not prove that what the signer says is true.',
    ja: 'クレデンシャルが証明するのは、誰が署名したかと、その後の変更がないことです。署名者の記載が真実であることは証明しません。',
  },
  'disclosure.credential.limit.development': {
    en: 'The signing certificate is a development certificate. Nobody outside this business trusts it.',
    ja: '署名用証明書は開発用のものです。この事業者の外では信頼されません。',
  },
  'disclosure.time-stamp.asks': {
    en: 'Each signature is given the time by {authority:name}.',
    ja: '各署名には{authority:name}から時刻を取得します。',
  },
  'disclosure.time-stamp.limit': {
    en: 'Where the authority cannot be reached, nothing is signed.',
    ja: 'タイムスタンプ機関に接続できないときは、署名を行いません。',
  },
  'disclosure.watermark.embeds': {
    en: 'Pictures are given an invisible mark that carries a 64-bit number and can be read only with a secret key ({keys:count} in use).',
    ja: '画像には、64ビットの番号を持つ見えない印を埋め込みます。読み取りには秘密の鍵が必要です（使用中の鍵：{keys:count}個）。',
  },
  'disclosure.watermark.share': {
    en: 'Of the {records:count} outputs on record for the period, {marked:count} carry the mark. Texts, sound and film carry none.',
    ja: '期間中に記録された生成物{records:count}件のうち、{marked:count}件に印が入っています。文章、音声、動画には入りません。',
  },
  'disclosure.watermark.survives': {
    en: 'The number was read back exactly in {exact:count} of {trials:count} trials, over {attacks:count} kinds of change to pictures of 512 x 512.',
    ja: '512×512の画像に{attacks:count}種類の加工を行い、{trials:count}回中{exact:count}回で番号を正確に読み取りました。',
  },
  'disclosure.watermark.group.codecs': {
    en: 'Compression (JPEG, WebP, AVIF): {exact:count} of {trials:count}.',
    ja: '圧縮（JPEG、WebP、AVIF）：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.crops': {
    en: 'Crops: {exact:count} of {trials:count}.',
    ja: '切り抜き：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.rotations': {
    en: 'Turned or mirrored: {exact:count} of {trials:count}.',
    ja: '回転、反転：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.geometry': {
    en: 'Sheared, in perspective, or with lines taken out: {exact:count} of {trials:count}.',
    ja: 'せん断、遠近変形、行や列の抜き取り：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.group.pipelines': {
    en: 'What services do to uploads, and screenshots: {exact:count} of {trials:count}.',
    ja: 'サービスによる変換とスクリーンショット：{trials:count}回中{exact:count}回。',
  },
  'disclosure.watermark.negatives': {
    en: 'In {count:count} pictures without a mark of the key, a mark was found {hits:count} times.',
    ja: 'その鍵の印がない画像{count:count}枚のうち、印があると判定したのは{hits:count}枚でした。',
  },
  'disclosure.watermark.limit.removed': {
    en: 'The mark can be removed, as by a strong change of perspective, heavy compression, or making the picture anew with another model. That no mark is found does not show that AI was not used.',
    ja: '大きな遠近変形、強い圧縮、別のモデルによる再生成などで印は失われることがあります。印が見つからないことは、AIを使っていないことの証明にはなりません。',
  },
  'disclosure.watermark.limit.small': {
    en: 'Pictures that are very small or flat cannot carry it. Unless told otherwise, the software signs them without it.',
    ja: '非常に小さい画像や単調な画像には埋め込めません。特に指定しない限り、埋め込まずに署名します。',
  },
  'disclosure.text-watermark.marks': {
    en: 'Generated texts are marked in the choice of words ({scheme:id}).',
    ja: '生成した文章には、語の選択によって印を付けます（{scheme:id}）。',
  },
  'disclosure.text-watermark.power': {
    en: 'In texts of {length:count} words and word parts, of middling freedom of choice, the mark was found {found:count} times in {trials:count}, at one false alarm in a million.',
    ja: '語の選択の自由度が中程度で、長さ{length:count}トークンの文章では、誤検出率100万分の1の条件で{trials:count}回中{found:count}回検出しました。',
  },
  'disclosure.text-watermark.limit': {
    en: 'Short texts, code, texts with little freedom of choice, translations and paraphrases show no mark.',
    ja: '短い文章、プログラムコード、語の選択の余地が少ない文章、翻訳、言い換えでは検出できません。',
  },
  'disclosure.record.keeps': {
    en: 'Each marked output is recorded, with its time, the model as far as it was named, its hash, and fingerprints of how it looks or reads, in a log that can only grow and can be checked ({backend:id}).',
    ja: '印を付けた各生成物について、時刻、モデル（指定された場合）、ハッシュ値、見た目または文面の特徴を、追記のみ可能で検証できる記録簿に残します（{backend:id}）。',
  },
  'disclosure.record.counts': {
    en: 'On record for the period: {records:count} outputs. In all, {erased:count} records were erased.',
    ja: '期間中の記録は{records:count}件です。これまでに消去した記録は{erased:count}件です。',
  },
  'disclosure.record.policy.require': {
    en: 'Nothing is handed out whose record cannot be written.',
    ja: '記録を書き込めない生成物は引き渡しません。',
  },
  'disclosure.record.policy.queue': {
    en: 'Where the registry cannot be reached, the record waits and is written later.',
    ja: '台帳に接続できないときは記録を保留し、後で書き込みます。',
  },
  'disclosure.record.policy.skip': {
    en: 'Where the registry cannot be reached, an output is handed out without a record.',
    ja: '台帳に接続できないときは、記録なしで生成物を引き渡します。',
  },
  'disclosure.record.likeness': {
    en: 'Of {trials:count} changed copies of pictures, {same:count} were recognised with the mark still in them; of {others:count} comparisons with other pictures, {wrong:count} were taken for the same.',
    ja: '印が残っている加工済みの画像{trials:count}枚のうち{same:count}枚を同じ画像と判定しました。別の画像との比較{others:count}回のうち、同じと誤ったのは{wrong:count}回です。',
  },
  'disclosure.record.limit': {
    en: 'Without the mark, a copy that was cropped, or turned by less than a quarter turn, is mostly not found by likeness.',
    ja: '印がない場合、切り抜かれた画像や、直角以外の角度で回転した画像は、類似検索ではほとんど見つかりません。',
  },
  'disclosure.detector.public': {
    en: 'Anybody can check a file, without an account.',
    ja: '誰でもアカウントなしでファイルを確認できます。',
  },
  'disclosure.detector.token': {
    en: 'Those who were given access can check a file.',
    ja: 'アクセスを許可された利用者は、ファイルを確認できます。',
  },
  'disclosure.detector.reached': {
    en: 'It answered when this page was made.',
    ja: 'このページの作成時に応答を確認しました。',
  },
  'disclosure.detector.not-asked': {
    en: 'Whether it answers was not tried when this page was made.',
    ja: 'このページの作成時に応答の確認は行っていません。',
  },
  'disclosure.detector.standard': {
    en: 'Content credentials follow an open standard, so that other programs read them too.',
    ja: 'コンテンツクレデンシャルは公開規格に従うため、他のプログラムでも読めます。',
  },
  'disclosure.detector.limit.key': {
    en: 'The watermark can be read only by who has the key, which other programs do not have.',
    ja: '電子透かしを読めるのは鍵を持つ者だけです。他のプログラムは鍵を持っていません。',
  },
  'disclosure.detector.limit': {
    en: 'A check that finds nothing does not show that a file was not made by AI.',
    ja: '何も見つからないことは、AIによる生成でないことの証明にはなりません。',
  },
  'disclosure.guard.answer': {
    en: 'The business answers for this itself; the software that made this page did not check it.',
    ja: '事業者自身の回答です。このページを作成したソフトウェアは確認していません。',
  },
  'disclosure.guard.checks.block': {
    en: 'Before an output is handed out, it is compared with a list of protected works. One that is like a work on the list, or shows a part of it, is not handed out.',
    ja: '生成物は、提供する前に保護対象の作品のリストと比べます。リストの作品に似ているもの、その一部を含むものは提供しません。',
  },
  'disclosure.guard.checks.flag': {
    en: 'Before an output is handed out, it is compared with a list of protected works. One that is like a work on the list, or shows a part of it, is marked as such for the service that hands it out.',
    ja: '生成物は、提供する前に保護対象の作品のリストと比べます。リストの作品に似ているもの、その一部を含むものは、提供するサービスにその旨を知らせます。',
  },
  'disclosure.guard.checks.log': {
    en: 'Before an output is handed out, it is compared with a list of protected works. That one is like a work on the list, or shows a part of it, is recorded.',
    ja: '生成物は、提供する前に保護対象の作品のリストと比べます。リストの作品に似ていること、その一部を含むことを記録します。',
  },
  'disclosure.guard.works': {
    en: 'The list has {works:count} works.',
    ja: 'リストには{works:count}件の作品があります。',
  },
  'disclosure.guard.limit': {
    en: 'It finds copies and parts of works that are on the list. It does not find imitations of style, characters, or works that nobody put on the list.',
    ja: '見つけられるのは、リストにある作品のコピーと部分です。作風の模倣、キャラクター、リストに載っていない作品は見つけられません。',
  },
  'disclosure.contact.points': {
    en: 'Rights holders can reach the business at the contact points on this page.',
    ja: '権利者は、このページに記載の窓口から事業者に連絡できます。',
  },
  'disclosure.contact.records': {
    en: 'Records of requests and responses are kept for {months:count} months.',
    ja: '申出と対応の記録は{months:count}か月間保存します。',
  },
  'disclosure.traceability.share': {
    en: 'Of the {records:count} outputs on record for the period, {named:count} name the model that made them ({models:count} models).',
    ja: '期間中に記録された生成物{records:count}件のうち、{named:count}件に生成モデルの名前が記録されています（モデル{models:count}種）。',
  },
  'disclosure.traceability.trace': {
    en: 'A file is traced to its record by its hash, by its mark, or by how it looks or reads.',
    ja: 'ファイルのハッシュ値、印、または見た目や文面から記録を探し出します。',
  },
  'disclosure.traceability.trace.unmarked': {
    en: 'A file is traced to its record by its hash, or by how it looks or reads.',
    ja: 'ファイルのハッシュ値、または見た目や文面から記録を探し出します。',
  },
  'disclosure.traceability.log': {
    en: 'The log holds {entries:count} entries. Its newest signed state is of {time:id}; a record that was taken out or changed after it was signed shows.',
    ja: '記録簿の項目数は{entries:count}件、最新の署名済みの状態は{time:id}時点のものです。署名後に記録が抜き取られたり変更されたりすれば分かります。',
  },
  'disclosure.traceability.kept': {
    en: 'Of the records for the period, {bounded:count} have a day on which they are to be erased, from {first:id} to {last:id}; {open:count} are kept until erasure is asked for.',
    ja: '期間中の記録のうち、{bounded:count}件には消去予定日（{first:id}から{last:id}まで）があり、{open:count}件は消去を求められるまで保存します。',
  },
  'disclosure.traceability.kept.open': {
    en: 'Records are kept until erasure is asked for: none for the period has a day on which it is to be erased.',
    ja: '記録は消去を求められるまで保存します。期間中の記録に消去予定日のあるものはありません。',
  },
  'disclosure.traceability.limit': {
    en: 'What led a model to an output is not recorded: the record says which model, not why.',
    ja: 'モデルがその生成物に至った理由は記録されません。分かるのはどのモデルかであり、なぜかではありません。',
  },
  'disclosure.responsibility.by': {
    en: 'Responsible for these measures, in the words of the business:',
    ja: 'これらの措置の責任者（事業者の回答）：',
  },
  'disclosure.usage-log.kept': {
    en: 'The business keeps logs of input and output for {months:count} months, in its own words:',
    ja: '事業者は入出力の記録を{months:count}か月間保存します（事業者の回答）：',
  },
  'disclosure.usage-log.limit': {
    en: 'The software that made this page does not keep these logs and did not check them. Its own records hold no prompts.',
    ja: 'このページを作成したソフトウェアはこれらの記録を保存せず、確認もしていません。ソフトウェア自身の記録にプロンプトは含まれません。',
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
    en: '1(1)C: what of accountability goes beyond traceability, responsibility and logs',
    ja: '1(1)C：追跡可能性、責任、記録以外のアカウンタビリティ',
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
    ja: '原則3：保護対象の作品に似た生成物についての利用者の求めのうち、学習データに関するもの',
  },

  'disclosure.gap.since': {
    en: 'it is in use, and since when is not answered: set disclosure.since.{item:id} to a day',
    ja: '実施していますが、開始日の回答がありません。disclosure.since.{item:id}に日付を設定してください',
  },
  'disclosure.gap.explanation': {
    en: 'it is not in use ({why:message}), and nothing explains why: set disclosure.explanations.{item:id} with `why` in en and ja, and `until`',
    ja: '実施しておらず（{why:message}）、説明もありません。disclosure.explanations.{item:id}に、enとjaの`why`と、`until`を設定してください',
  },
  'disclosure.gap.future': {
    en: 'disclosure.since.{item:id} is {day:id}, which is yet to come: a measure that is in use has begun',
    ja: 'disclosure.since.{item:id}が未来の日付（{day:id}）です。実施している措置は既に始まっているはずです',
  },
  'disclosure.gap.overdue': {
    en: 'it was to begin by {day:id} and is not in use ({why:message}): begin, or set disclosure.explanations.{item:id} anew',
    ja: '{day:id}までに始める予定でしたが、実施していません（{why:message}）。実施するか、disclosure.explanations.{item:id}を改めてください',
  },
  'disclosure.gap.needless': {
    en: 'it is in use, and disclosure.explanations.{item:id} still says why not: delete that',
    ja: '実施していますが、disclosure.explanations.{item:id}に未実施の理由が残っています。削除してください',
  },
  'disclosure.off.no-signer': { en: 'no signer is configured', ja: '署名者が設定されていません' },
  'disclosure.off.certificate': {
    en: 'the signing certificate is not valid on this day',
    ja: '署名用証明書が有効期間外です',
  },
  'disclosure.off.no-time-stamp': {
    en: 'no time-stamp authority is configured',
    ja: 'タイムスタンプ機関が設定されていません',
  },
  'disclosure.off.no-key': {
    en: 'no watermark key is configured',
    ja: '電子透かしの鍵が設定されていません',
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
    ja: '来歴台帳が設定されていません',
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

  'disclosure.change.first': { en: 'First statement.', ja: '最初の開示です。' },
  'disclosure.change.item': {
    en: '{item:message}: {before:message}, now {after:message}.',
    ja: '{item:message}：{before:message}から{after:message}に変わりました。',
  },
  'disclosure.change.content': {
    en: '{item:message}: what is said of it changed.',
    ja: '{item:message}：記載内容が変わりました。',
  },
  'disclosure.change.head': {
    en: 'The particulars of the business, its contact points or its policies changed.',
    ja: '事業者の情報、窓口、または方針が変わりました。',
  },
  'disclosure.change.review': { en: 'Reviewed on {day:id}.', ja: '{day:id}に見直しました。' },
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
    ja: '{item:message}：実施として公開していますが、実施していません（{why:message}）。実施するか、理由を説明した開示文書を公開してください。',
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
    en: 'The signing certificate ends on {to:id}, in {days:count} days: have it renewed.',
    ja: '署名用証明書の期限は{to:id}（あと{days:count}日）です。更新してください。',
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
