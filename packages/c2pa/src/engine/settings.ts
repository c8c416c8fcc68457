import { DEFAULT_TRUST_CONFIG } from '../certificate/usages.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';

const cache = new WeakMap<object, string>();
const NO_TRUST = {};

/**
 * Settings for c2pa-rs as JSON, built once a trust: lists can be large. Says everything that matters,
 * because the defaults fetch remote manifests and make thumbnails. The engine is given no network: it
 * would ask the responders of strangers' certificates, at any address, and wait for them without end.
 */
export function settingsFor(trust: Trust | undefined): string {
  const key = trust ?? NO_TRUST;
  const settings = cache.get(key) ?? writeSettings(trust);
  cache.set(key, settings);
  return settings;
}

function writeSettings(trust: Trust | undefined): string {
  const lists = trust ? trustListsOf(trust) : null;
  return JSON.stringify({
    version: 1,
    trust: {
      trust_config: lists?.trustConfig ?? DEFAULT_TRUST_CONFIG,
      ...(lists?.anchors ? { trust_anchors: lists.anchors } : {}),
      ...(lists?.allowedList ? { allowed_list: lists.allowedList } : {}),
    },
    verify: { remote_manifest_fetch: false, ocsp_fetch: false, verify_after_sign: false },
    core: { allow_redirects: false, allowed_network_hosts: [] },
    builder: {
      thumbnail: { enabled: false },
      actions: {
        auto_created_action: { enabled: false },
        auto_opened_action: { enabled: false },
        auto_placed_action: { enabled: false },
      },
    },
  });
}
