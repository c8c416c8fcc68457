import { entries } from '../entries.ts';

/** Why there was nothing to judge, as a clause. The codes behind `reason.` are those of C2PA 2.4 where it has one. */
export const REASON = entries({
  'reason.manifest.text.corruptedWrapper': { en: 'it is damaged', ja: '破損しています' },
  'reason.manifest.text.multipleWrappers': { en: 'there is more than one', ja: '複数あります' },
  'reason.manifest.html.multipleManifests': { en: 'there is more than one', ja: '複数あります' },
  'reason.manifest.multiple': { en: 'there is more than one', ja: '複数あります' },
  'reason.content.strayStore': {
    en: 'what there is of one is damaged, or stands where none counts',
    ja: 'それらしいものは破損しているか、規定の場所にありません',
  },
  'reason.manifest.structuredText.multipleReferences': {
    en: 'there is more than one',
    ja: '複数あります',
  },
  'reason.manifest.structuredText.noManifest': {
    en: 'its block is not complete',
    ja: 'ブロックが完結していません',
  },
  'reason.manifest.structuredText.emptyReference': {
    en: 'its block is empty',
    ja: 'ブロックが空です',
  },
  'reason.text.notUtf8': {
    en: 'the text is not in UTF-8: it is in another encoding, such as Latin-1 or Shift JIS, or damaged',
    ja: '文章の文字コードがUTF-8ではありません。Shift JISやLatin-1など別の文字コードか、文章が壊れています',
  },
  'reason.text.loneSurrogate': {
    en: 'there is half of a character in the text (a lone surrogate), as where it was cut within one',
    ja: '文章に文字の片割れ（対になっていないサロゲート）があります。文字の途中で切られた可能性があります',
  },
  'reason.text.utf16': {
    en: 'the text is in UTF-16, and texts are signed in UTF-8',
    ja: '文章の文字コードはUTF-16ですが、署名はUTF-8の文章に付けられます',
  },
  'reason.text.utf32': {
    en: 'the text is in UTF-32, and texts are signed in UTF-8',
    ja: '文章の文字コードはUTF-32ですが、署名はUTF-8の文章に付けられます',
  },
  'reason.text.headTooLarge': {
    en: 'the head of this HTML is too large to be read',
    ja: 'このHTMLのhead要素は大きすぎて読めません',
  },
  'reason.content.empty': { en: 'the file is empty', ja: 'ファイルが空です' },
  'reason.content.truncated': {
    en: 'it is cut off: its end is missing',
    ja: '途中で切れていて、終わりの部分がありません',
  },
  'reason.content.unknownType': {
    en: 'it is no format that is known here',
    ja: '対応している形式ではありません',
  },
  'reason.content.unsupportedType': {
    en: 'the engine does not handle this format',
    ja: '検証エンジンがこの形式に対応していません',
  },
  'reason.content.tooManyParts': {
    en: 'it has more parts than are safe to look at',
    ja: '安全に調べられる数を超える部分に分かれています',
  },
  'reason.content.tookTooLong': {
    en: 'it took longer than the limit',
    ja: '制限時間内に終わりませんでした',
  },
  'reason.manifest.inaccessible.notHttps': {
    en: 'it does not lie at an https: address',
    ja: '保管先がhttps:のアドレスではありません',
  },
  'reason.manifest.inaccessible.notPublic': {
    en: 'it does not lie at a public address',
    ja: '保管先が公開されたアドレスではありません',
  },
  'reason.manifest.inaccessible.refused': {
    en: 'the server that keeps it did not hand it out',
    ja: '保管先のサーバーから渡されませんでした',
  },
  'reason.manifest.inaccessible.tooLarge': {
    en: 'it is larger than a credential may be',
    ja: '許容される大きさを超えています',
  },
  'reason.manifest.inaccessible.tookTooLong': {
    en: 'the server that keeps it did not answer in time',
    ja: '保管先のサーバーから制限時間内に応答がありませんでした',
  },
  'reason.manifest.inaccessible.unreachable': {
    en: 'the server that keeps it cannot be reached',
    ja: '保管先のサーバーに接続できません',
  },
  // What an engine says of its own inside helps nobody, and may repeat the words of the file.
  'reason.other': {
    en: 'the program that reads credentials could not make anything of it',
    ja: 'クレデンシャルを読むプログラムが解釈できませんでした',
  },
});
