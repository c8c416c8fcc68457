import { entries } from '../entries.ts';

/** The verify page: what only it says. */
export const PAGE = entries({
  'page.title': { en: 'Where does this come from?', ja: 'コンテンツの出所を調べる' },
  'page.lead': {
    en: 'Check a picture, another file or a text: who says where it comes from, and whether it was changed since.',
    ja: '画像などのファイルや文章について、誰が出所を示しているか、その後に変更されていないかを調べます。',
  },
  'page.language': { en: 'Language', ja: '言語' },
  'page.drop': {
    en: 'Drop a file here, or paste it',
    ja: 'ここにファイルをドロップするか、貼り付けてください',
  },
  'page.pick': { en: 'Choose a file', ja: 'ファイルを選ぶ' },
  'page.text': { en: 'Or a text', ja: 'または文章' },
  'page.check-text': { en: 'Check the text', ja: '文章を調べる' },
  'page.send': { en: 'Send it for the full check', ja: '送信してすべて調べる' },
  'page.send.off': {
    en: 'Off: it stays on this device. Notes and credentials are read here. Its hash is looked up on this server, and a fingerprint of how it looks or reads where the hash is not known. Who signed is not checked, and no watermark is looked for.',
    ja: 'オフ：ファイルや文章は端末の外に出ません。記載とクレデンシャルは端末で読み取ります。このサーバーにはハッシュ値を照会し、該当がなければ見た目や文面の特徴値（フィンガープリント）も照会します。署名者の確認と電子透かしの確認は行いません。',
  },
  'page.send.on': {
    en: 'On: it is sent to this server, read in memory, and not kept. Signatures are checked, and a watermark is looked for.',
    ja: 'オン：ファイルや文章をこのサーバーに送信します。サーバーはメモリー上で読み取り、保存しません。署名を検証し、電子透かしを調べます。',
  },
  'page.working': { en: 'Checking…', ja: '調べています…' },
  'page.kept-here': {
    en: 'Looked at on this device; its hash alone was sent.',
    ja: '端末で確認しました。送信したのはハッシュ値だけです。',
  },
  'page.kept-here.fingerprint': {
    en: 'Looked at on this device; its hash and its fingerprint alone were sent.',
    ja: '端末で確認しました。送信したのはハッシュ値とフィンガープリントだけです。',
  },
  'page.kept-here.all': {
    en: 'Looked at on this device; nothing was sent.',
    ja: '端末で確認しました。何も送信していません。',
  },
  'page.was-sent': {
    en: 'Sent to this server for the check; it was not kept there.',
    ja: '確認のためこのサーバーに送信しました。サーバーには保存していません。',
  },
  'page.checked-at': { en: 'Checked at {time:time}', ja: '確認日時：{time:time}' },
  'page.check-all': { en: 'Send this and check everything', ja: '送信してすべて調べる' },
  'page.print': { en: 'Print', ja: '印刷する' },
  'page.preview': { en: 'Preview of the picture', ja: '画像のプレビュー' },
  'page.a-text': { en: 'A text', ja: '文章' },
  'page.api': { en: 'For programs: the API', ja: '開発者向け：API' },
  'page.note': {
    en: 'That nothing is found does not make it genuine, and a signature does not make it true.',
    ja: '何も見つからなくても本物とは限りません。署名があっても内容が真実とは限りません。',
  },

  'page.request': {
    en: 'Ask whether this is ours',
    ja: '当方が提供したものかどうか、確認を申し出る',
  },
  'page.request.lead': {
    en: 'You can ask the operator of this page whether this was made with their service. The hash of the file, what you write here and the answer are kept; the file is not.',
    ja: 'このページの運営者のサービスで作られたものかどうか、確認を申し出ることができます。ファイルのハッシュ値、ご記入の内容、回答を保管します。ファイルは保管しません。',
  },
  'page.request.purpose': { en: 'Why do you ask?', ja: 'お申出の理由' },
  'page.request.asker': { en: 'How can you be reached? (Not needed)', ja: 'ご連絡先（任意）' },
  'page.request.send': {
    en: 'Send it with the request, to be answered at once',
    ja: 'ファイルも送信し、すぐに回答を受け取る',
  },
  'page.request.submit': { en: 'Ask', ja: '申し出る' },
  'page.request.open': {
    en: 'The request is open. Come back to its address for the answer.',
    ja: '申出を受け付けました。回答は下記のアドレスで確認できます。',
  },
  'page.request.address': { en: 'Its address', ja: 'この申出のアドレス' },

  'page.first-look': { en: 'first look only', ja: '簡易確認のみ' },
  'page.here.record': {
    en: '{issuer:name} handed out exactly this, says the registry of this server.',
    ja: 'このサーバーのレジストリによれば、{issuer:name}が提供したものと同一です。',
  },
  'page.here.likeness': {
    en: 'Something like it is on record: {issuer:name} handed it out, says the registry of this server.',
    ja: 'このサーバーのレジストリに、{issuer:name}が提供したよく似たものの記録があります。',
  },
  'page.here.changed': {
    en: 'It was changed after it was signed.',
    ja: '署名された後に変更されています。',
  },
  'page.here.holds': {
    en: 'It was not changed since it was signed. Who signed it has not been checked yet.',
    ja: '署名された後に変更されていません。誰が署名したかは、まだ確認していません。',
  },
  'page.here.holds.ai': {
    en: 'It was not changed since it was signed, and its credential says that AI was used. Who signed it has not been checked yet.',
    ja: '署名された後に変更されていません。クレデンシャルにはAIを使ったとあります。誰が署名したかは、まだ確認していません。',
  },
  'page.here.credential': {
    en: 'It seems to carry a content credential, which has not been checked yet.',
    ja: 'コンテンツクレデンシャルがあるようです。まだ検証していません。',
  },
  'page.here.elsewhere': {
    en: 'It seems to name a content credential that is kept elsewhere and was not fetched.',
    ja: '別の場所に保管されたコンテンツクレデンシャルを参照しているようです。取得していません。',
  },
  'page.here.label': {
    en: 'Not known yet: a note in it says that AI was used, and nobody signed that note.',
    ja: 'まだ分かりません。AIを使ったという記載がありますが、その記載に署名はありません。',
  },
  'page.here.notes': {
    en: 'Not known yet: nothing was seen at first look but notes that nobody signed, and not all of it was looked at.',
    ja: 'まだ分かりません。簡易確認で見つかったのは署名のない記載だけで、すべてを調べたわけではありません。',
  },
  'page.here.unknown': {
    en: 'Not known yet: nothing was seen at first look, and not all of it was looked at.',
    ja: 'まだ分かりません。簡易確認では何も見つかりませんでしたが、すべてを調べたわけではありません。',
  },
  'page.here.who.record': {
    en: 'The records of {issuer:name}, handed out at {time:time}. Whether its own signature holds was not checked.',
    ja: '{issuer:name}の記録によります（提供日時：{time:time}）。ファイル自身の署名は検証していません。',
  },
  'page.here.who.likeness': {
    en: 'The records of {issuer:name}, of {time:time}. Whether this is the same or only looks or reads alike was not compared closely.',
    ja: '{issuer:name}の記録によります（{time:time}）。同じものか、よく似た別のものかまでは比べていません。',
  },
  'page.here.who.signer': {
    en: 'The certificate names {name:name}. Anybody can make one with any name: the full check looks whether it is known.',
    ja: '証明書には{name:name}とあります。証明書の名前は誰でも自由に書けるため、確かめるには送信してすべて調べてください。',
  },
  'page.here.who.credential': {
    en: 'Not known until the credential is checked.',
    ja: 'コンテンツクレデンシャルを検証するまで分かりません。',
  },
  'page.here.who.label': {
    en: 'Nobody who can be named: anybody can write such a note, or delete it.',
    ja: '誰によるものか分かりません。このような記載は、誰でも書き込んだり削除したりできます。',
  },
  'page.here.who.nobody': {
    en: 'Nobody, as far as was looked.',
    ja: '調べた範囲では、出所を示す者はいません。',
  },
  'page.here.but': { en: 'Not looked at: {what:list}.', ja: '調べていないもの：{what:list}。' },
  'page.here.next': {
    en: 'Send it for the full check; or ask who gave it to you where it comes from.',
    ja: '送信してすべて調べるか、渡してくれた人に出所を確認してください。',
  },
  'page.unseen.signature': { en: 'signatures', ja: '署名' },
  'page.unseen.signer': { en: 'whose signature it is', ja: '誰の署名か' },
  'page.unseen.watermark': { en: 'invisible watermarks', ja: '電子透かし' },
  'page.unseen.record': { en: 'records of these bytes', ja: '同一のものの記録' },
  'page.unseen.likeness': { en: 'records of what looks alike', ja: '似たものの記録' },
  'page.unseen.labels': { en: 'notes in parts that cannot be read', ja: '読めない部分にある記載' },

  'page.conflicts': { en: 'What contradicts itself', ja: '矛盾する点' },
  'page.details': { en: 'Who, when, with what', ja: '誰が、いつ、何を使って' },
  'page.parts': { en: 'Parts that are signed', ja: '署名のある部分' },

  'page.tree': { en: 'What it was made from', ja: '来歴' },
  'page.tree.this': { en: 'This content', ja: 'このコンテンツ' },
  'page.tree.signer': { en: 'signer named: {name:name}', ja: '署名者の記載：{name:name}' },
  'page.tree.software': { en: 'software named: {name:name}', ja: 'ソフトの記載：{name:name}' },
  'page.tree.no-credential': { en: 'no credential of its own', ja: 'クレデンシャルなし' },
  'page.tree.failed': { en: 'did not check out: {why:list}', ja: '検証で問題あり：{why:list}' },
  'page.tree.thumbnail': {
    en: 'Small picture from the credential',
    ja: 'クレデンシャルに含まれる縮小画像',
  },
  'page.tree.more': { en: 'And more that is not shown.', ja: 'ほかは省略しました。' },

  'page.map': { en: 'Where the watermark is', ja: '電子透かしの位置' },
  'page.map.count': {
    en: 'Read in {marked:count} of {all:count} fields; the others are covered.',
    ja: '{all:count}区画のうち{marked:count}区画で読み取れました。読み取れない区画は暗く示しています。',
  },
  'page.map.can': {
    en: 'A covered field was changed, or is too plain or too small to carry a mark that can be read.',
    ja: '暗い区画は、変更されたか、平坦または小さすぎて電子透かしを読み取れない部分です。',
  },
  'page.map.withheld': {
    en: 'Where in the picture it is, this server tells only those that it knows: it would help to remove it.',
    ja: '画像内の位置は、除去に悪用されるおそれがあるため、登録された利用者にだけ示します。',
  },

  'page.labels': { en: 'Notes that nobody signed', ja: '署名のない記載' },
  'page.labels.why': {
    en: 'Anybody can write or delete these. They prove nothing.',
    ja: '誰でも書き込んだり削除したりできるため、証明にはなりません。',
  },
  'page.labels.none': { en: 'None was found.', ja: '見つかりませんでした。' },
  'page.labels.unread': {
    en: 'Some of it could not be read, and may hold others.',
    ja: '読めない部分があり、ほかにもあるかもしれません。',
  },
  'page.label.value': { en: '{label:message}: {value:text}', ja: '{label:message}：{value:text}' },
  'page.label.ai-generated': { en: 'AI made it', ja: 'AIによる生成' },
  'page.label.ai-edited': { en: 'AI changed or partly made it', ja: 'AIによる編集または一部生成' },
  'page.label.ai-possible': { en: 'AI may have made it', ja: 'AIによる生成の可能性' },
  'page.label.captured': { en: 'A device captured it', ja: '機器による記録' },
  'page.label.made-otherwise': { en: 'It was made in another way', ja: 'その他の方法による制作' },
  'page.label.no-origin': { en: 'A note that tells no origin', ja: '出所を示さない記載' },
  'page.label.camera': { en: 'Device', ja: '機器' },
  'page.label.generator': { en: 'Program that makes content with AI', ja: 'AI生成ソフト' },
  'page.label.software': { en: 'Program', ja: 'ソフト' },
  'page.label.ai-detail': { en: 'AI system', ja: 'AIシステム' },
  'page.label.rights-reservation': {
    en: 'Rights reserved against mining or training',
    ja: '学習やデータマイニングへの利用の留保',
  },
  'page.label.rights-statement': {
    en: 'Statement on mining or training',
    ja: '学習やデータマイニングへの利用に関する記載',
  },

  'page.checks': { en: 'What was checked, and what was not', ja: '調べたことと、調べていないこと' },
  'page.check.credential': { en: 'Content credential', ja: 'コンテンツクレデンシャル' },
  'page.check.watermark': { en: 'Watermark', ja: '電子透かし' },
  'page.check.record': { en: 'Registry', ja: 'レジストリ' },
  'page.check.labels': { en: 'Unsigned notes', ja: '署名のない記載' },
  'page.can.credential': {
    en: 'Shows who signed, and whether it was changed since; not whether what they say is true.',
    ja: '誰が署名したか、その後に変更されたかを示します。内容が真実かどうかは示しません。',
  },
  'page.can.watermark': {
    en: 'Can lead back to the maker when all else is stripped. None found shows nothing.',
    ja: 'ほかの情報が失われても、提供元をたどれることがあります。見つからないことは何も示しません。',
  },
  'page.can.record': {
    en: 'Shows what this provider handed out, and nothing of what others did.',
    ja: 'この事業者が提供したものかどうかを示します。ほかの事業者のものは分かりません。',
  },
  'page.can.labels': {
    en: 'Show what somebody wrote into it, and not that it holds.',
    ja: '誰かが書き込んだ内容です。正しいことの証明にはなりません。',
  },
  'page.check.credential.holds': {
    en: 'Checked on this device: the signature is over the content as it is. Whose it is was not checked.',
    ja: '端末で検証しました。署名は今の内容と一致します。誰の署名かは確認していません。',
  },
  'page.check.credential.changed': {
    en: 'Checked on this device: the content is not what was signed.',
    ja: '端末で検証しました。署名された時の内容と一致しません。',
  },
  'page.check.credential.seen': {
    en: 'Something like one is in it. It was not validated.',
    ja: 'あるようですが、検証していません。',
  },
  'page.check.credential.unseen': {
    en: 'None was seen at first look. The full check looks closer.',
    ja: '簡易確認では見つかりませんでした。送信すれば詳しく調べられます。',
  },
  'page.check.watermark.not-sent': {
    en: 'Not looked for: it was not sent.',
    ja: '送信していないため、調べていません。',
  },
  'page.check.watermark.present': {
    en: 'Found: content id {contentId:id}.',
    ja: '見つかりました（コンテンツID {contentId:id}）。',
  },
  'page.check.watermark.pictures': {
    en: 'Not looked for: that is done in pictures and texts alone.',
    ja: '調べていません。画像と文章だけが対象です。',
  },
  'page.check.record.known': { en: 'A record was found.', ja: '記録が見つかりました。' },
  'page.check.record.no-likeness': {
    en: 'Nothing that looks or reads alike is on record.',
    ja: 'よく似たものの記録もありません。',
  },
  'page.check.record.not-asked': { en: 'Not asked.', ja: '問い合わせていません。' },
  'page.check.record.not-needed': {
    en: 'Not asked: the credential in the file is enough.',
    ja: 'ファイルのクレデンシャルで足りるため、問い合わせていません。',
  },
  'page.check.labels.count': { en: '{count:count} found.', ja: '{count:count}件ありました。' },

  'page.error.network': {
    en: 'The server cannot be reached. Try again later.',
    ja: 'サーバーに接続できません。後でやり直してください。',
  },
  'page.error.busy': {
    en: 'The server is busy. Try again in a moment.',
    ja: 'サーバーが混み合っています。少し待ってからやり直してください。',
  },
  'page.error.large': {
    en: 'It is larger than what is checked here.',
    ja: 'ここで調べられる大きさを超えています。',
  },
  'page.error.empty': { en: 'There is nothing in it.', ja: '中身がありません。' },
  'page.error.folder': {
    en: 'That cannot be read: choose a single file.',
    ja: '読み取れません。ファイルを1つ選んでください。',
  },
  'page.error.other': {
    en: 'It could not be checked ({code:id}).',
    ja: '確認できませんでした（{code:id}）。',
  },
});
