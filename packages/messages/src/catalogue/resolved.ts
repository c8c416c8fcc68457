import { entries } from '../entries.ts';

/** What other providers' services say of content, by the marks in it or that its credential names. */
export const RESOLVED = entries({
  'resolved.recovered': {
    en: '{resolver:text} has a manifest that names this very mark: signed by {who:message}, {standing:message}. A mark can be copied: compare it with the original.',
    ja: '{resolver:text}に、この電子透かしを示すマニフェストがあります。署名者は{who:message}（{standing:message}）です。電子透かしは写し取れるため、元のものと見比べてください。',
  },
  'resolved.look.same': {
    en: 'It looks like the picture that the manifest shows.',
    ja: 'マニフェストが示す画像と見た目が一致します。',
  },
  'resolved.look.undecided': {
    en: 'As a whole it does not look like the picture that the manifest shows: it may be a part of it, or the mark was copied onto another picture.',
    ja: '全体としてはマニフェストが示す画像と見た目が一致しません。その一部か、別の画像に電子透かしが写し取られた可能性があります。',
  },
  'resolved.differs': {
    en: 'It is another than the one in the file: believe neither side yet.',
    ja: 'ファイルにあるものとは別のマニフェストです。どちらもまだ信じないでください。',
  },
  'resolved.unclaimed': {
    en: '{resolver:text} points to a manifest that does not claim this mark: it is not the credential of this content.',
    ja: '{resolver:text}が示すマニフェストは、この電子透かしについて述べていません。このコンテンツのクレデンシャルではありません。',
  },
  'resolved.invalid': {
    en: '{resolver:text} points to a manifest that does not hold.',
    ja: '{resolver:text}が示すマニフェストは有効ではありません。',
  },
  'resolved.nothing': {
    en: '{resolver:text} knows no manifest for it.',
    ja: '{resolver:text}に該当するマニフェストはありません。',
  },
  'resolved.no-binding': {
    en: 'Others were not asked: no mark was found to ask them by, and no credential names one.',
    ja: '照会に使える電子透かしが見つからず、クレデンシャルにも示されていないため、ほかのサービスには問い合わせていません。',
  },
  'resolved.problem': {
    en: '{resolver:text} gave no answer that can be used ({problem:id}), which says nothing about the content.',
    ja: '{resolver:text}から使える回答が得られませんでした（{problem:id}）。これはコンテンツについて何も示しません。',
  },
});
