export { type AddedAnchors, addedAnchors, storeAddedAnchors } from './added.ts';
export { ageOf, type TrustListAge } from './age.ts';
export { type CheckedTrustList, checkTrustList, type ListedCertificate } from './check.ts';
export { type FetchTrustListOptions, fetchTrustList } from './fetch.ts';
export { userTrustListFolder } from './folder.ts';
export {
  TRUST_LIST_NAMES,
  type TrustList,
  type TrustListName,
  type TrustListRole,
} from './list.ts';
export { type KeptTrustList, keepsTrustLists, keptTrustLists, loadTrustList } from './load.ts';
export { pinTrustList } from './pin.ts';
export { storedTrustList, storeTrustList } from './store.ts';
