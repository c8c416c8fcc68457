import { entries } from '../entries.ts';

/** Who says to have taken part in the content (CAWG identity assertions), and what of that was checked. */
export const IDENTITY = entries({
  'evidence.identity.own': {
    en: '{who:message} took part {role:message}, says a signature of its own, which holds. Nobody vouches here for that name.',
    ja: '{who:message}が{role:message}関与したと、自らの署名で示しています。署名は有効ですが、その名前を保証するものはここにはありません。',
  },
  'evidence.identity.own.expired': {
    en: '{who:message} took part {role:message}, says a signature of its own, which holds; but its certificate was out of date. Nobody vouches here for that name.',
    ja: '{who:message}が{role:message}関与したと、自らの署名で示しています。署名は有効ですが、証明書は有効期間外です。その名前を保証するものはここにはありません。',
  },
  'evidence.identity.verified': {
    en: '{who:list} took part {role:message}, says {aggregator:text}, which says to have verified that. Its signature holds; whose key it is, nobody vouches for here.',
    ja: '{who:list}が{role:message}関与し、身元を確認したと{aggregator:text}が示しています。署名は有効ですが、誰の鍵かを保証するものはここにはありません。',
  },
  'evidence.identity.unchecked': {
    en: '{who:list} took part {role:message}, says {aggregator:text}, which says to have verified that. Its signature was not checked: its key would have to be fetched.',
    ja: '{who:list}が{role:message}関与し、身元を確認したと{aggregator:text}が示しています。鍵の取得が必要なため、署名は検証していません。',
  },
  'evidence.identity.unasked': {
    en: '{who:list} took part {role:message}, says {aggregator:text}, which says to have verified that. Its signature holds; whether it was withdrawn since was not asked, and whose key it is, nobody vouches for here.',
    ja: '{who:list}が{role:message}関与し、身元を確認したと{aggregator:text}が示しています。署名は有効ですが、その後に取り消されたかどうかは確認していません。誰の鍵かを保証するものもここにはありません。',
  },
  'evidence.identity.unknown': {
    en: 'Somebody took part {role:message}, says an identity assertion of a kind that is not known here ({kind:name}): it was not checked.',
    ja: '何者かが{role:message}関与したとする身元情報がありますが、ここでは扱わない種類（{kind:name}）のため検証していません。',
  },
  'evidence.identity.fails': {
    en: 'An identity assertion counts for nothing: {why:message}.',
    ja: '考慮しない身元情報があります：{why:message}。',
  },
  'evidence.identity.stamped': {
    en: 'A time stamp shows that this was said at {time:time}.',
    ja: 'これが{time:time}に示されたことは、タイムスタンプで確認できます。',
  },
  'evidence.identity.from': {
    en: 'It says so since {from:time}.',
    ja: 'この確認は{from:time}から有効とされています。',
  },
  'evidence.identity.from-until': {
    en: 'It says so from {from:time} until {until:time}.',
    ja: 'この確認は{from:time}から{until:time}まで有効とされています。',
  },
  'identity.no-role': { en: 'in a role that it does not name', ja: '役割を示さずに' },
  'identity.as': { en: 'as {roles:list}', ja: '{roles:list}として' },
  'identity.nobody': { en: 'somebody without a name', ja: '名前の記載のない者' },
  'identity.at': { en: '{name:name} of {provider:name}', ja: '{provider:name}の{name:name}' },
  'identity.checked-at': {
    en: '{who:message} (verified at {time:time})',
    ja: '{who:message}（確認日時：{time:time}）',
  },
  'role.creator': { en: 'creator', ja: '制作者' },
  'role.contributor': { en: 'contributor', ja: '協力者' },
  'role.editor': { en: 'editor', ja: '編集者' },
  'role.producer': { en: 'producer', ja: 'プロデューサー' },
  'role.publisher': { en: 'publisher', ja: '発行者' },
  'role.sponsor': { en: 'sponsor', ja: 'スポンサー' },
  'role.translator': { en: 'translator', ja: '翻訳者' },
  'role.other': { en: '{role:name}', ja: '{role:name}' },
});
