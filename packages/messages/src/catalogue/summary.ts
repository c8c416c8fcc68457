import { entries } from '../entries.ts';

/** The four lines of a report: what it is; who says so; what speaks against it; what to do next. */
export const SUMMARY = entries({
  'label.trusted': { en: 'trusted signer', ja: '信頼できる署名者' },
  'label.older': { en: 'older list', ja: '旧リスト' },
  'label.untrusted': { en: 'unknown signer', ja: '未知の署名者' },
  'label.other-signer': { en: 'another signer', ja: '別の署名者' },
  'label.uncovered': { en: 'partly covered', ja: '一部のみ対象' },
  'label.altered': { en: 'changed', ja: '変更あり' },
  'label.invalid': { en: 'does not hold', ja: '無効' },
  'label.expired': {
    en: 'expired',
    ja: '期限切れ',
  },
  'label.contradictory': { en: 'contradictory', ja: '矛盾あり' },
  'label.recovered': { en: 'recovered', ja: '復元' },
  'label.alike': { en: 'alike', ja: '類似' },
  'label.watermark': { en: 'watermark only', ja: '電子透かしのみ' },
  'label.declared': { en: 'unsigned note', ja: '署名のない記載' },
  'label.reformatted': { en: 'saved anew', ja: '保存し直し' },
  'label.part': { en: 'partly signed', ja: '一部に署名' },
  'label.elsewhere': { en: 'kept elsewhere', ja: '別の場所に保管' },
  'label.nothing': { en: 'nothing found', ja: '発見なし' },
  'label.not-all-seen': { en: 'not all checked', ja: '一部未検証' },
  'label.not-checked': { en: 'not checked', ja: '未検証' },
  'label.store': { en: 'store alone', ja: 'ストアのみ' },

  'line.what': { en: 'What', ja: '内容' },
  'line.who': { en: 'Who', ja: '根拠' },
  'line.but': { en: 'But', ja: '注意' },
  'line.next': { en: 'Next', ja: '対応' },

  'summary.what.made': {
    en: '{what:message}, says the signer.',
    ja: '署名者によれば、{what:message}です。',
  },
  'summary.what.marked': {
    en: '{what:message}, says an invisible mark in it.',
    ja: '目に見えない印によれば、{what:message}です。',
  },
  'summary.what.marked.text': {
    en: '{what:message}, says its choice of words.',
    ja: '言葉の選び方によれば、{what:message}です。',
  },
  'summary.what.recorded': {
    en: '{what:message}, says a record.',
    ja: '記録によれば、{what:message}です。',
  },
  'summary.what.recorded.silent': {
    en: 'It is on record, but nothing that counts tells how it was made.',
    ja: '記録はありますが、どのように作られたかを示す有効な情報はありません。',
  },
  'summary.what.marked.silent': {
    en: 'A mark was found in it, but nothing tells how all of it was made.',
    ja: '印が見つかりましたが、全体がどのように作られたかを示すものはありません。',
  },
  'summary.what.alike': {
    en: 'Unknown: it resembles something that was {what:message}, says a record.',
    ja: '不明です。「{what:message}」と記録されたものに似ています。',
  },
  'summary.what.alike.silent': {
    en: 'Unknown: it resembles something on record.',
    ja: '不明です。記録にあるものに似ています。',
  },
  'summary.what.claimed': {
    en: '{what:message}, says a signer whose name nobody confirms.',
    ja: '{what:message}です（名前を保証する者のいない署名者によります）。',
  },
  'summary.what.silent': {
    en: 'Signed, but the signer does not say how it was made (by a person, a camera or AI).',
    ja: '署名はありますが、どのように作られたか（人、カメラ、AI）は示されていません。',
  },
  'summary.what.unknown': {
    en: 'Unknown: nothing in it tells where it comes from.',
    ja: '不明です。出所を示すものがありません。',
  },
  'summary.what.unknown.partly': {
    en: 'Unknown: nothing was found, but not all of it could be looked at.',
    ja: '不明です。何も見つかりませんでしたが、調べられなかった部分があります。',
  },
  'summary.what.unknown.damaged': {
    en: 'Unknown: the file is damaged, and nothing was found in what is left of it.',
    ja: '不明です。ファイルが破損しており、残った部分からは何も見つかりませんでした。',
  },
  'summary.what.declared': {
    en: '{what:message}, says a note in the file.',
    ja: 'ファイル内の記載によれば、{what:message}です。',
  },
  'summary.what.declared.possible': {
    en: 'Unknown: a note in the file says that AI may have made it.',
    ja: '不明です。AIが作った可能性があるという記載がファイルにあります。',
  },
  'summary.what.declared.tool': {
    en: 'Unknown: a note in the file names a program that makes content with AI, {name:name}.',
    ja: '不明です。AIで作るソフト{name:name}の名前がファイルに記載されています。',
  },
  'summary.what.declared.camera': {
    en: 'Unknown: a note in the file names a camera or another device, {name:name}.',
    ja: '不明です。カメラなどの機器{name:name}の名前がファイルに記載されています。',
  },
  'summary.what.declared.disputed': {
    en: 'Unknown: notes in the file contradict each other.',
    ja: '不明です。ファイル内の記載が互いに矛盾しています。',
  },
  'summary.what.altered': {
    en: 'Not the version that was signed: it was changed afterwards.',
    ja: '署名されたときのものではありません。署名の後に変更されています。',
  },
  'summary.what.altered.credential': {
    en: 'Unknown: its content credential (the signed information on its origin) was changed after it was signed.',
    ja: '不明です。コンテンツクレデンシャル（来歴を示す署名付きの情報）が署名の後に変更されています。',
  },
  'summary.what.invalid': {
    en: 'Unknown: its content credential (the signed information on its origin) cannot be relied on.',
    ja: '不明です。コンテンツクレデンシャル（来歴を示す署名付きの情報）がありますが、信用できる状態ではありません。',
  },
  'summary.what.expired': {
    en: 'Unknown: its content credential (the signed information on its origin) has expired.',
    ja: '不明です。コンテンツクレデンシャル（来歴を示す署名付きの情報）の有効期限が切れています。',
  },
  'summary.what.contradictory': {
    en: 'Unknown: what was found contradicts itself.',
    ja: '不明です。見つかった情報が互いに矛盾しています。',
  },
  'summary.what.part': {
    en: 'Only a part of this text was signed.',
    ja: 'この文章は、一部だけが署名されています。',
  },
  'summary.what.elsewhere': {
    en: 'Unknown: its content credential (the signed information on its origin) is kept elsewhere and was not read.',
    ja: '不明です。コンテンツクレデンシャル（来歴を示す署名付きの情報）は別の場所にあり、取得していません。',
  },
  'summary.what.not-checked': {
    en: 'Not checked: it could not be read.',
    ja: '未検証です。読めませんでした。',
  },
  'summary.what.not-checked.format': {
    en: 'Not checked: this program does not know the format.',
    ja: '未検証です。このプログラムが対応していない形式です。',
  },
  'summary.what.not-checked.credential': {
    en: 'Unknown: what looks like a content credential (signed information on its origin) is in it and could not be read.',
    ja: '不明です。コンテンツクレデンシャル（来歴を示す署名付きの情報）らしいものがありますが、読めませんでした。',
  },
  'summary.what.store': {
    en: 'A content credential (signed information on the origin of a file) by itself, without that file.',
    ja: 'コンテンツクレデンシャル（来歴を示す署名付きの情報）だけで、対象のファイルがありません。',
  },

  'summary.who.trusted': {
    en: '{who:message} says so and signed it. The signer is on a list of trusted signers, and the content is unchanged since it was signed.',
    ja: '{who:message}がそう示して署名しています。署名者は信頼リスト（信頼できる署名者の一覧）にあり、署名の後に変更はありません。',
  },
  'summary.who.trusted.development': {
    en: '{who:message} says so and signed it, with a certificate for tests that only this computer trusts; the content is unchanged since it was signed.',
    ja: '{who:message}がそう示して署名しています。ただし、このコンピューターだけが信頼する試験用の証明書です。署名の後に変更はありません。',
  },
  'summary.who.older': {
    en: '{who:message} says so and signed it. The signer is on an older list of trusted signers, used until the end of 2025; the content is unchanged since it was signed.',
    ja: '{who:message}がそう示して署名しています。署名者は2025年まで使われていた旧信頼リストにあり、署名の後に変更はありません。',
  },
  'summary.who.older.silent': {
    en: 'Signed by {who:message}, who is on an older list of trusted signers, used until the end of 2025; the content is unchanged since it was signed.',
    ja: '署名者は{who:message}で、2025年まで使われていた旧信頼リストにあります。署名の後に変更はありません。',
  },
  'summary.who.untrusted': {
    en: '{signer:message} says so and signed it; nobody confirms that name. The content is unchanged since it was signed.',
    ja: '{signer:message}がそう示して署名していますが、その名前を保証する者はいません。署名の後に変更はありません。',
  },
  'summary.who.trusted.silent': {
    en: 'Signed by {who:message}, who is on a list of trusted signers; the content is unchanged since it was signed.',
    ja: '署名者は{who:message}で、信頼リスト（信頼できる署名者の一覧）にあります。署名の後に変更はありません。',
  },
  'summary.who.trusted.silent.development': {
    en: 'Signed by {who:message}, with a certificate for tests that only this computer trusts; the content is unchanged since it was signed.',
    ja: '署名者は{who:message}です。ただし、このコンピューターだけが信頼する試験用の証明書です。署名の後に変更はありません。',
  },
  'summary.who.untrusted.silent': {
    en: 'Signed by {signer:message}; nobody confirms that name. The content is unchanged since it was signed.',
    ja: '署名したのは{signer:message}ですが、その名前を保証する者はいません。署名の後に変更はありません。',
  },
  'summary.who.reformatted': {
    en: '{signer:message} says so and signed it; the words are unchanged since it was signed.',
    ja: '{signer:message}がそう示して署名しています。署名の後に文言の変更はありません。',
  },
  'summary.who.reformatted.trusted': {
    en: '{signer:message} says so and signed it. The signer is on a list of trusted signers, and the words are unchanged since it was signed.',
    ja: '{signer:message}がそう示して署名しています。署名者は信頼リスト（信頼できる署名者の一覧）にあり、署名の後に文言の変更はありません。',
  },
  'summary.who.uncovered': {
    en: 'Signed by {signer:message}, but not all of the file.',
    ja: '署名したのは{signer:message}ですが、ファイル全体が対象ではありません。',
  },
  'summary.who.made-by': {
    en: 'That it was {what:message} is said by {issuer:message}, whose version it was made from.',
    ja: '「{what:message}」という記載は、元になったものの署名者{issuer:message}によるものです。',
  },
  'summary.who.altered': {
    en: '{signer:message} signed an earlier version, not this one.',
    ja: '{signer:message}が署名したのは変更前のもので、このファイルではありません。',
  },
  'summary.who.declared': {
    en: 'Nobody signed it: anybody could have written that note, or have changed the file since.',
    ja: '署名はありません。その記載は誰でも書けるもので、ファイルがその後に変更された可能性もあります。',
  },
  'summary.who.nobody': {
    en: 'Nobody: no signature, no mark and no note was found in it.',
    ja: '出所を示す者はいません。署名、電子透かし、記載のいずれも見つかりませんでした。',
  },
  'summary.who.nobody.but-marks': {
    en: 'Nobody: no signature and no note was found in it.',
    ja: '出所を示す者はいません。署名と記載は見つかりませんでした。',
  },
  'summary.who.nobody.notes': {
    en: 'Nobody: no signature was found in it, and the notes in it do not say where it comes from.',
    ja: '出所を示す者はいません。署名は見つからず、記載は出所を示していません。',
  },
  'summary.who.nobody.seen': {
    en: 'Nobody, in what could be looked at.',
    ja: '調べられた範囲では、出所を示す者はいません。',
  },
  'summary.who.unproved.named': {
    en: 'The credential names {who:message}, but that cannot be proved.',
    ja: 'クレデンシャルには{who:message}の名前がありますが、証明できません。',
  },
  'summary.who.expired': {
    en: '{who:message} signed it, says the credential; that can no longer be proved.',
    ja: 'クレデンシャルによれば署名者は{who:message}ですが、今では証明できません。',
  },
  'summary.who.unproved': {
    en: 'Nobody, as far as can be proved.',
    ja: '証明できる範囲では、出所を示す者はいません。',
  },
  'summary.who.unread': {
    en: 'Not known: it could not be read.',
    ja: '読めないため、分かりません。',
  },
  'summary.who.elsewhere': {
    en: 'Not known: the credential was not fetched.',
    ja: 'クレデンシャルを取得していないため、分かりません。',
  },
  'summary.who.several': {
    en: 'More than one, and they disagree.',
    ja: '複数の者が示しており、一致していません。',
  },
  'summary.who.watermark': {
    en: '{mark:message} says so. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}); no signature confirms what it says.',
    ja: '{mark:message}がそう示しています。印があることはほぼ確実です（誤りは{odds:rarity}枚に1枚未満）が、示す内容を裏付ける署名はありません。',
  },
  'summary.who.watermark.silent': {
    en: '{mark:message} is in it. It does not say how the picture was made.',
    ja: '{mark:message}があります。どのように作られたかは示していません。',
  },
  'summary.who.text-mark': {
    en: '{mark:message}, in its choice of words, says so. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}); no signature confirms what it says.',
    ja: '言葉の選び方にある{mark:message}がそう示しています。印があることはほぼ確実です（誤りは{odds:rarity}件に1件未満）が、示す内容を裏付ける署名はありません。',
  },
  'summary.who.text-mark.silent': {
    en: '{mark:message} is in its choice of words. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}); it does not say how the text was made.',
    ja: '言葉の選び方に{mark:message}があります。印があることはほぼ確実です（誤りは{odds:rarity}件に1件未満）が、どのように作られたかは示していません。',
  },
  'summary.who.text-mark.part': {
    en: '{mark:message} is in the choice of words of {percent:count} % of it. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}); no signature confirms what it says.',
    ja: '文章の{percent:count} %の言葉の選び方に{mark:message}があります。印があることはほぼ確実です（誤りは{odds:rarity}件に1件未満）が、示す内容を裏付ける署名はありません。',
  },
  'summary.who.record.text-mark': {
    en: 'The records of {issuer:message}, found by its choice of words. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}).',
    ja: '言葉の選び方からたどった、{issuer:message}の記録によります。印があることはほぼ確実です（誤りは{odds:rarity}件に1件未満）。',
  },
  'summary.who.record.hash': {
    en: 'The records of {issuer:message}: these are the very bytes that were handed out.',
    ja: '{issuer:message}の記録によります。提供されたものとバイト単位で同一です。',
  },
  'summary.who.record.watermark': {
    en: 'The records of {issuer:message}, found by an invisible mark in the picture. That the mark is there is nearly certain (error: less than 1 in {odds:rarity}).',
    ja: '画像にある目に見えない印からたどった、{issuer:message}の記録によります。印があることはほぼ確実です（誤りは{odds:rarity}枚に1枚未満）。',
  },
  'summary.who.record.likeness': {
    en: 'The records of {issuer:message}, of something that is nearly the same, which is no proof.',
    ja: 'ほぼ同じものについての、{issuer:message}の記録によります。証明にはなりません。',
  },
  'summary.who.record.likenesses': {
    en: 'Several records of things that are nearly the same, and which one it is cannot be told.',
    ja: 'ほぼ同じものの記録が複数あり、どれであるかは分かりません。',
  },

  'summary.but.nothing': {
    en: 'Nothing was found that speaks against it; whether it is true was not checked.',
    ja: 'これと矛盾するものは見つかりませんでしたが、事実かどうかは確認していません。',
  },
  'summary.but.ignorance': {
    en: 'This proves nothing: it may be made by AI or not, changed or not.',
    ja: 'これは何の証明にもなりません。AIによるものかどうか、変更されたかどうかは分かりません。',
  },
  'summary.but.as-of': {
    en: 'Certificates are judged as of {time:time}, not as of today.',
    ja: '証明書は、今日ではなく{time:time}の時点で判定しています。',
  },
  'summary.but.anybody': {
    en: 'Anybody can make a certificate with any name in it.',
    ja: '証明書には誰でも好きな名前を書けます。',
  },
  'summary.but.no-list': {
    en: 'No trust list was given to look the signer up in.',
    ja: '署名者を照合する信頼リストが指定されていません。',
  },
  'summary.but.older': {
    en: 'That list is no longer updated: whether the signer is still trusted is not known.',
    ja: '旧信頼リストは更新が終わっており、署名者が今も信頼されているかは分かりません。',
  },
  'summary.but.text-mark.part': {
    en: 'Of the rest of the text the mark says nothing.',
    ja: '残りの文章については何も示していません。',
  },
  'summary.but.changes-unknown': {
    en: 'Whether it was changed since is not known.',
    ja: 'その後に変更されたかどうかは分かりません。',
  },
  'summary.but.mark-copied': {
    en: 'Whether it was changed since is not known, and a mark can be copied from one picture into another.',
    ja: 'その後に変更されたかどうかは分かりません。また、印は別の画像へ写されることもあります。',
  },
  'summary.but.declared': {
    en: 'Such a note is often right, but anybody can write one, and programs copy it into other pictures.',
    ja: 'こうした記載は正しいことも多い一方で、誰でも書くことができ、加工したファイルにそのまま残ることもあります。',
  },
  'summary.but.altered': {
    en: 'What was changed cannot be told: perhaps it was only saved anew, perhaps nothing is as it was.',
    ja: '何が変更されたかは分かりません。保存し直しただけのことも、内容が変えられたこともあります。',
  },
  'summary.but.invalid': {
    en: 'Why: {why:list}. That does not make it a fake.',
    ja: '理由：{why:list}。それだけで偽物とはいえません。',
  },
  'summary.but.unbound': {
    en: 'Why: {why:list}. Either the file was changed after it was signed, or the program that signed it has a fault.',
    ja: '理由：{why:list}。署名の後の変更、または署名したソフトの不具合が考えられます。',
  },
  'summary.but.forged': {
    en: 'Why: {why:list}. The credential was changed or made up, or the program that wrote it has a fault.',
    ja: '理由：{why:list}。クレデンシャルの変更や捏造、または作成したソフトの不具合が考えられます。',
  },
  'summary.but.part': {
    en: 'Where the rest of the text comes from is not known.',
    ja: '残りの文章の出所は分かりません。',
  },
  'summary.but.reserved': {
    en: 'It is reserved from training or data mining, which was to be respected.',
    ja: '学習やデータマイニングへの利用が留保されており、これを尊重するよう指定されています。',
  },
  'summary.but.reserved.unknown': {
    en: 'Whether it is reserved from training or data mining is not known: what may say so could not all be read.',
    ja: '学習やデータマイニングへの利用が留保されているかどうかは分かりません。それを示しうる部分に、読めないものがあります。',
  },
  'summary.but.signer': {
    en: 'The signer is not the one that was asked for.',
    ja: '指定された署名者ではありません。',
  },
  'summary.but.ingredient': {
    en: 'Something it was made from did not check out.',
    ja: '使われた素材の中に、検証で問題が見つかったものがあります。',
  },
  'summary.but.beside': {
    en: 'An identity or an ingredient in it is not on a trust list.',
    ja: '添えられた身元情報または素材の署名者は信頼リストにありません。',
  },
  'summary.but.metadata': {
    en: 'Its metadata, such as place and time, is not covered by the signature and may have been changed.',
    ja: '場所や時刻などのメタデータは署名の対象外で、変更されているかもしれません。',
  },
  'summary.but.uncovered': {
    en: 'What the signer left out may have been changed.',
    ja: '署名の対象外の部分は変更されているかもしれません。',
  },
  'summary.but.display': {
    en: 'The picture may have been turned, mirrored or recoloured for viewing; nothing else in it was changed. Its metadata (such as place and time) may have been changed.',
    ja: '画像の向き（回転や左右反転）や色の見え方は変更されているかもしれません。写っている内容に、それ以外の変更はありません。場所や時刻などのメタデータも変更されているかもしれません。',
  },
  'summary.but.unseen': {
    en: 'Not looked at: {what:list}.',
    ja: '調べていないもの：{what:list}。',
  },
  'unseen.credential.network': {
    en: 'the credential (it is on the network)',
    ja: 'クレデンシャル（ネットワーク上にあります）',
  },
  'unseen.credential.limit': {
    en: 'the credential (over a limit)',
    ja: 'クレデンシャル（上限を超えています）',
  },
  'unseen.credential.format': {
    en: 'the credential (the format is not known)',
    ja: 'クレデンシャル（対応していない形式です）',
  },
  'unseen.credential.damaged': {
    en: 'the credential (damaged)',
    ja: 'クレデンシャル（破損しています）',
  },
  'unseen.credential.file': {
    en: 'the credential (the file could not be read)',
    ja: 'クレデンシャル（ファイルを読み取れません）',
  },
  'unseen.text-watermark.no-key': {
    en: 'text watermarks (no key was given)',
    ja: '文章の電子透かし（鍵が指定されていません）',
  },
  'unseen.text-watermark.too-little': {
    en: 'text watermarks (too little text to tell)',
    ja: '文章の電子透かし（文章が少なすぎます）',
  },
  'unseen.text-watermark.limit': {
    en: 'text watermarks (the text is too long)',
    ja: '文章の電子透かし（文章が長すぎます）',
  },
  'unseen.text-watermark.format': {
    en: 'text watermarks (no text in UTF-8)',
    ja: '文章の電子透かし（UTF-8の文章ではありません）',
  },
  'unseen.text-watermark.file': {
    en: 'text watermarks (the file could not be read)',
    ja: '文章の電子透かし（ファイルを読み取れません）',
  },
  'unseen.watermark.no-key': {
    en: 'invisible marks (no key was given)',
    ja: '電子透かし（鍵が指定されていません）',
  },
  'unseen.watermark.limit': {
    en: 'invisible marks (too many pixels)',
    ja: '電子透かし（画素数が上限を超えています）',
  },
  'unseen.watermark.damaged': {
    en: 'invisible marks (the picture is damaged)',
    ja: '電子透かし（画像が破損しています）',
  },
  'unseen.watermark.format': {
    en: 'invisible marks (the format cannot be decoded)',
    ja: '電子透かし（復号できない形式です）',
  },
  'unseen.watermark.file': {
    en: 'invisible marks (the file could not be read)',
    ja: '電子透かし（ファイルを読み取れません）',
  },
  'unseen.label.limit': {
    en: 'notes in the file (over a limit)',
    ja: 'ファイル内の記載（上限を超えています）',
  },
  'unseen.label.damaged': {
    en: 'some notes in the file (damaged)',
    ja: 'ファイル内の記載の一部（破損しています）',
  },
  'unseen.label.format': {
    en: 'some notes in the file (in a form that is not read here)',
    ja: 'ファイル内の記載の一部（ここでは読めない形で保存されています）',
  },
  'unseen.label.file': {
    en: 'some notes in the file (the file could not be read)',
    ja: 'ファイル内の記載の一部（ファイルを読み取れません）',
  },
  'unseen.record.network': {
    en: 'the registry (it cannot be reached)',
    ja: 'レジストリ（接続できません）',
  },
  'unseen.record.limit': {
    en: 'records of what looks alike (over a limit)',
    ja: '似たものの記録（上限を超えています）',
  },
  'unseen.record.damaged': {
    en: 'records of what looks alike (damaged)',
    ja: '似たものの記録（破損しています）',
  },
  'unseen.record.format': {
    en: 'records of what looks alike (the format cannot be decoded)',
    ja: '似たものの記録（復号できない形式です）',
  },
  'unseen.record.file': {
    en: 'records of what looks alike (the file could not be read)',
    ja: '似たものの記録（ファイルを読み取れません）',
  },

  'advice.trusted': {
    en: 'Decide whether you believe {who:message}: a signature shows who says it, not that it is true.',
    ja: '{who:message}を信じるかどうかを判断してください。署名で分かるのは誰の主張かで、正しいかどうかではありません。',
  },
  'advice.trusted.silent': {
    en: 'If it matters how it was made, ask {who:message}: the signature shows only who signed it.',
    ja: '作り方を知りたい場合は{who:message}に確認してください。署名で分かるのは誰が署名したかだけです。',
  },
  'advice.untrusted': {
    en: 'If you know {who:message}, ask them whether they signed it. If not, treat it as a file of unknown origin.',
    ja: '{who:message}を知っている場合は、署名したかどうかを確認してください。知らない場合は、出所不明のファイルとして扱ってください。',
  },
  'advice.original': {
    en: 'Ask the person you have it from for the original file.',
    ja: '渡してくれた人に、元のファイルを求めてください。',
  },
  'advice.source': {
    en: 'Ask the person you have it from where it comes from, and for the original file.',
    ja: '渡してくれた人に出所を尋ね、元のファイルを求めてください。',
  },
  'advice.key': {
    en: 'The credential names an invisible mark: its key would look for it.',
    ja: 'クレデンシャルは電子透かしがあることを示しています。鍵を指定すれば調べられます。',
  },
  'advice.network': {
    en: 'Allow the network, so that the credential can be fetched.',
    ja: 'ネットワークを許可して、クレデンシャルを取得してください。',
  },
  'advice.elsewhere': {
    en: 'Try again later, or ask the person who made it for the credential.',
    ja: '後でやり直すか、作成者にクレデンシャルを求めてください。',
  },
  'advice.registry': {
    en: 'Repeat it when the registry can be reached.',
    ja: 'レジストリに接続できるときにやり直してください。',
  },
  'advice.contradiction': {
    en: 'Believe neither side yet; ask both who made it.',
    ja: 'どちらもまだ信じず、双方に作成者を確認してください。',
  },
  'advice.record': {
    en: 'Compare it with the original, which {who:message} can show.',
    ja: '{who:message}が示せる元のものと見比べてください。',
  },
  'advice.compare': {
    en: 'Look at the records and compare with your own eyes.',
    ja: '記録を確認し、自分の目で見比べてください。',
  },
  'advice.part': {
    en: 'Do not take the other lines for theirs. A signature shows who says something, not that it is true.',
    ja: 'ほかの行を署名者のものと考えないでください。署名で分かるのは誰の主張かで、正しいかどうかではありません。',
  },
  'advice.store': {
    en: 'Verify the file that it belongs to, and give this store with it.',
    ja: '対象のファイルを、このストアを指定して検証してください。',
  },
  'advice.program': {
    en: 'Get the file again from where it came from. If it reads the same, try another program that reads content credentials.',
    ja: '入手元からファイルを取り直してください。結果が変わらない場合は、コンテンツクレデンシャルを読める別のプログラムを試してください。',
  },
  'advice.too-many-parts': {
    en: 'Be careful with it if you do not know where it comes from: such files are often made to do harm.',
    ja: '入手元が分からない場合は注意してください。このようなファイルは害を与えるために作られることがあります。',
  },
  'advice.format': {
    en: 'Check it with a program that knows this format; nothing can be said about it here.',
    ja: 'この形式を検証できる別のプログラムを使ってください。ここでは何も判断できません。',
  },
  'advice.limit': {
    en: 'Raise the limit if you trust where the file comes from.',
    ja: '入手元を信頼できる場合は、上限を引き上げてください。',
  },
  'advice.again': {
    en: 'Get the file again from where you got it.',
    ja: 'ファイルをもう一度入手し直してください。',
  },
  'advice.expired': {
    en: 'Treat it as a file without proof of where it comes from, and ask the person you have it from.',
    ja: '出所の証明がないファイルとして扱い、渡してくれた人に出所を尋ねてください。',
  },
  'advice.address': {
    en: 'For safety, only public https addresses are asked. Ask the person you have it from for the credential as a file (.c2pa).',
    ja: '安全のため、公開されたhttpsのアドレスにしか接続しません。渡してくれた人に、クレデンシャルのファイル（.c2pa）を求めてください。',
  },
  'advice.doubt': {
    en: 'Do not rely on the credential; ask the person you have it from for the original file.',
    ja: 'このクレデンシャルは信用せず、渡してくれた人に元のファイルを求めてください。',
  },
});
