import { entries } from '../../entries.ts';

/** What `disclose` tells on the terminal; what stands in the statement is elsewhere. */
export const DISCLOSE = entries({
  'disclose.fits': {
    en: 'The statement fits the system.',
    ja: '開示文書はシステムの現状と一致しています。',
  },
  'disclose.wrote': {
    en: 'Wrote version {version:count} of the statement: {implemented:count} items implemented, {explained:count} explained.',
    ja: '開示文書の第{version:count}版を書き出しました。実施{implemented:count}項目、説明{explained:count}項目です。',
  },
  'disclose.wrote.signed': {
    en: 'Wrote version {version:count} of the statement, signed: {implemented:count} items implemented, {explained:count} explained.',
    ja: '開示文書の第{version:count}版を署名して書き出しました。実施{implemented:count}項目、説明{explained:count}項目です。',
  },
  'disclose.nothing-written': {
    en: 'Nothing was written: an item is answered, or it is not said.',
    ja: '何も書き出していません。回答のない項目は文書に載せられません。',
  },
});
