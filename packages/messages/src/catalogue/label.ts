import { entries } from '../entries.ts';

/** What files say of themselves in fields that nobody signs: declared, and never more. */
export const LABEL = entries({
  'label.at': { en: '{field:name} in {part:name}', ja: '{part:name}の{field:name}' },
  'evidence.label.none': {
    en: 'No note in the file tells of AI, a camera, a program or rights.',
    ja: 'AI、カメラ、ソフト、権利についての記載はファイルにありません。',
  },
  'evidence.label.unseen': {
    en: 'Notes in the file were not looked for.',
    ja: 'ファイル内の記載は調べていません。',
  },
  'evidence.label.gap': {
    en: 'A part of the file in which notes may stand could not be read: {part:name}.',
    ja: 'ファイルのうち、記載があるかもしれない部分を読めませんでした：{part:name}。',
  },
  'evidence.label.source-type': {
    en: 'A note says it was {what:message} ({at:message}).',
    ja: '{what:message}という記載があります（{at:message}）。',
  },
  'evidence.label.source-type-open': {
    en: 'A note says how it was made in a word that tells neither AI nor a camera: {value:text} ({at:message}).',
    ja: '作り方についての記載がありますが、AIかカメラかを示す語ではありません：{value:text}（{at:message}）。',
  },
  'evidence.label.source-type-unknown': {
    en: 'A note says how it was made in a word that is in no vocabulary: {value:text} ({at:message}).',
    ja: '作り方についての記載がありますが、既定の用語ではありません：{value:text}（{at:message}）。',
  },
  'evidence.label.aigc-is-ai': {
    en: 'A label by the Chinese standard says that AI generated it ({at:message}).',
    ja: '中国の規格によるラベルに、AIが生成したものと記載されています（{at:message}）。',
  },
  'evidence.label.aigc-may-be-ai': {
    en: 'A label by the Chinese standard says that AI may have generated it ({at:message}).',
    ja: '中国の規格によるラベルに、AIが生成した可能性があると記載されています（{at:message}）。',
  },
  'evidence.label.aigc-is-suspected': {
    en: 'A label by the Chinese standard says that somebody suspects AI ({at:message}).',
    ja: '中国の規格によるラベルに、AIによる生成が疑われると記載されています（{at:message}）。',
  },
  'evidence.label.aigc-unreadable': {
    en: 'A label by the Chinese standard for AI content is there, and says nothing that the standard knows ({at:message}).',
    ja: '中国の規格によるAIラベルがありますが、規格にある内容ではありません（{at:message}）。',
  },
  'evidence.label.generation-settings': {
    en: 'The settings of a program that makes pictures with AI stand in it ({at:message}).',
    ja: 'AIで画像を作るソフトの設定が記載されています（{at:message}）。',
  },
  'evidence.label.generation-workflow': {
    en: 'The plan of steps of a program that makes pictures with AI stands in it ({at:message}).',
    ja: 'AIで画像を作るソフトの処理手順が記載されています（{at:message}）。',
  },
  'evidence.label.workflow': {
    en: 'A plan of steps stands in it, which runs no AI model ({at:message}).',
    ja: '処理手順が記載されていますが、AIモデルを使うものではありません（{at:message}）。',
  },
  'evidence.label.credit-made-with-ai': {
    en: 'A line of credit says that it was made with AI: {value:text} ({at:message}).',
    ja: 'AIで作ったというクレジットの記載があります：{value:text}（{at:message}）。',
  },
  'evidence.label.credit-edited-with-ai': {
    en: 'A line of credit says that it was edited with AI: {value:text} ({at:message}).',
    ja: 'AIで編集したというクレジットの記載があります：{value:text}（{at:message}）。',
  },
  'evidence.label.ai-tool-named': {
    en: 'A program that makes content with AI is named: {value:text} ({at:message}).',
    ja: 'AIで作るソフトの名前が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.software-named': {
    en: 'A program is named: {value:text} ({at:message}).',
    ja: 'ソフトの名前が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.device-make': {
    en: 'The maker of a camera or another device is named: {value:text} ({at:message}).',
    ja: 'カメラなどの機器のメーカー名が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.device-model': {
    en: 'A camera or another device is named: {value:text} ({at:message}).',
    ja: 'カメラなどの機器の名前が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.ai-system': {
    en: 'An AI system is named: {value:text} ({at:message}).',
    ja: 'AIシステムの名前が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.ai-system-version': {
    en: 'The version of an AI system is named: {value:text} ({at:message}).',
    ja: 'AIシステムのバージョンが記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.ai-prompt': {
    en: 'The prompt for an AI system stands in it ({at:message}).',
    ja: 'AIシステムへの指示文が記載されています（{at:message}）。',
  },
  'evidence.label.ai-prompt-writer': {
    en: 'Who wrote the prompt for an AI system is named: {value:text} ({at:message}).',
    ja: 'AIシステムへの指示文を書いた者の名前が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.mining-prohibited': {
    en: 'A note does not allow data mining ({at:message}).',
    ja: 'データマイニングを許可しないという記載があります（{at:message}）。',
  },
  'evidence.label.mining-prohibited-except-search': {
    en: 'A note does not allow data mining but for search engines ({at:message}).',
    ja: '検索エンジンを除き、データマイニングを許可しないという記載があります（{at:message}）。',
  },
  'evidence.label.training-prohibited': {
    en: 'A note does not allow training AI on it ({at:message}).',
    ja: 'AIの学習への利用を許可しないという記載があります（{at:message}）。',
  },
  'evidence.label.generative-training-prohibited': {
    en: 'A note does not allow training generative AI on it ({at:message}).',
    ja: '生成AIの学習への利用を許可しないという記載があります（{at:message}）。',
  },
  'evidence.label.mining-constrained': {
    en: 'A note allows data mining under conditions ({at:message}).',
    ja: 'データマイニングを条件付きで許可するという記載があります（{at:message}）。',
  },
  'evidence.label.mining-allowed': {
    en: 'A note allows data mining ({at:message}).',
    ja: 'データマイニングを許可するという記載があります（{at:message}）。',
  },
  'evidence.label.mining-unspecified': {
    en: 'A note on data mining leaves open what is allowed ({at:message}).',
    ja: 'データマイニングについて何も定めていないという記載があります（{at:message}）。',
  },
  'evidence.label.mining-reserved': {
    en: 'A note reserves the rights to text and data mining ({at:message}).',
    ja: 'テキスト・データマイニングの権利を留保するという記載があります（{at:message}）。',
  },
  'evidence.label.mining-not-reserved': {
    en: 'A note does not reserve the rights to text and data mining ({at:message}).',
    ja: 'テキスト・データマイニングの権利を留保しないという記載があります（{at:message}）。',
  },
  'evidence.label.mining-policy': {
    en: 'A note names the terms for text and data mining: {value:text} ({at:message}).',
    ja: 'テキスト・データマイニングの条件が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.constraints': {
    en: 'A note names conditions for its use: {value:text} ({at:message}).',
    ja: '利用の条件が記載されています：{value:text}（{at:message}）。',
  },
  'evidence.label.no-ai': {
    en: 'A note for robots asks that the content is not used for AI ({at:message}).',
    ja: '内容をAIに利用しないよう求めるロボット向けの記載があります（{at:message}）。',
  },
  'evidence.label.no-image-ai': {
    en: 'A note for robots asks that the pictures are not used for AI ({at:message}).',
    ja: '画像をAIに利用しないよう求めるロボット向けの記載があります（{at:message}）。',
  },
});
