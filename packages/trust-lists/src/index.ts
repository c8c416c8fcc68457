export { ageOf, type TrustListAge } from './age.ts';
export { type CheckedTrustList, checkTrustList, type ListedCertificate } from './check.ts';
export { type FetchTrustListOptions, fetchTrustList } from './fetch.ts';
export {
  TRUST_LIST_NAMES,
  type TrustList,
  type TrustListName,
  type TrustListRole,
} from './list.ts';
export { loadTrustList } from './load.ts';
export { storedTrustList, storeTrustList } from './store.ts';
