import { entries } from '../../entries.ts';

/** What `disclose` tells on the terminal; what stands in the statement is elsewhere. */
export const DISCLOSE = entries({
  'disclose.fits': {
    en: 'The statement fits the system.',
    ja: '開示文書はシステムの現状と一致しています。',
  },
  'disclose.wrote': {
    en: 'Wrote version {version:count} of the statement. Implemented: {implemented:count}. Explained: {explained:count}.',
    ja: '開示文書の第{version:count}版を書き出しました。実施は{implemented:count}項目、説明は{explained:count}項目です。',
  },
  'disclose.wrote.signed': {
    en: 'Wrote version {version:count} of the statement, signed. Implemented: {implemented:count}. Explained: {explained:count}.',
    ja: '開示文書の第{version:count}版を署名して書き出しました。実施は{implemented:count}項目、説明は{explained:count}項目です。',
  },
  'disclose.nothing-written': {
    en: 'Nothing was written. Answer each item, and try again.',
    ja: '何も書き出していません。各項目に回答してから、もう一度実行してください。',
  },
});
