import { entries } from '../entries.ts';

/** Findings that contradict each other, both sides shown. */
export const CONFLICT = entries({
  'conflict.mark-ids': {
    en: 'The credential names a watermark with the content id {named:ids}, and the one in the picture has {found:id}.',
    ja: 'コンテンツクレデンシャルが示す電子透かしのコンテンツIDは{named:ids}ですが、画像にあるものは{found:id}です。',
  },
  'conflict.mark-issuer': {
    en: 'The credential is of {signer:message}, and the watermark of {issuer:name}.',
    ja: 'コンテンツクレデンシャルは{signer:message}のもの、電子透かしは{issuer:name}のものです。',
  },
  'conflict.mark-origin': {
    en: 'The credential says it was {said:message}, and {mark:message} marks what was {marks:message}.',
    ja: 'コンテンツクレデンシャルは「{said:message}」と示していますが、{mark:message}は「{marks:message}」に付けられます。',
  },
  'conflict.copied-mark': {
    en: 'The mark was found on different content: its record, of {issuer:name}, is of something that looks otherwise. It may have been copied.',
    ja: '電子透かしが別の内容から見つかりました。その記録（{issuer:name}）は見た目の異なるものについてのものです。電子透かしが写し取られた可能性があります。',
  },
  'conflict.text-mark-ids': {
    en: 'The credential names a watermark with the content id {named:ids}, and the one in the words of the text has {found:id}.',
    ja: 'クレデンシャルが示す電子透かしのコンテンツIDは{named:ids}ですが、文章の言葉にあるものは{found:id}です。',
  },
  'conflict.text-mark-carried': {
    en: 'The words carry the content id {contentId:id} of a text that {issuer:name} handed out, and that text reads otherwise: the mark was carried into another text.',
    ja: 'この文章の言葉は、{issuer:name}が提供した文章のコンテンツID {contentId:id} を示していますが、その文章とは内容が異なります。電子透かしが別の文章に移された可能性があります。',
  },
  'conflict.text-record-key': {
    en: 'The record of the content id {contentId:id} is of a mark with the key {recorded:id}, and the one in the words of the text has {found:id}.',
    ja: 'コンテンツID {contentId:id} の記録は鍵 {recorded:id} の電子透かしについてのものですが、文章の言葉にあるものの鍵は {found:id} です。',
  },
  'conflict.record-key': {
    en: 'The record of the content id {contentId:id} is of a mark with the key {recorded:id}, and the one in the picture has {found:id}.',
    ja: 'コンテンツID {contentId:id} の記録は鍵 {recorded:id} の電子透かしについてのものですが、画像にあるものの鍵は {found:id} です。',
  },
  'conflict.record-mark': {
    en: 'The watermark is of {mark:name}, and its record of {issuer:name}.',
    ja: '電子透かしは{mark:name}のもの、その記録は{issuer:name}のものです。',
  },
  'conflict.label-origin': {
    en: 'The credential says it was {said:message}, and a note in the file says it was {declared:message}.',
    ja: 'コンテンツクレデンシャルは「{said:message}」と示していますが、ファイル内の記載は「{declared:message}」としています。',
  },
  'conflict.record-signer': {
    en: 'The credential is of {signer:message}, and the origin record of {issuer:name}.',
    ja: 'コンテンツクレデンシャルは{signer:message}のもの、来歴記録は{issuer:name}のものです。',
  },
});
