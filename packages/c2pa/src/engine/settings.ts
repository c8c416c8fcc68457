import { DEFAULT_TRUST_CONFIG } from '../certificate/usages.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';

interface EngineSettings {
  readonly trust: Trust | undefined;
  readonly ocsp: boolean;
}

const cache = new WeakMap<object, Map<boolean, string>>();
const NO_TRUST = {};

/**
 * Settings for c2pa-rs as JSON, built once a trust: lists can be large. Says everything that matters,
 * because the defaults fetch remote manifests and make thumbnails.
 */
export function settingsFor({ trust, ocsp }: EngineSettings): string {
  const key = trust ?? NO_TRUST;
  const known = cache.get(key) ?? new Map<boolean, string>();
  cache.set(key, known);
  let settings = known.get(ocsp);
  if (settings === undefined) {
    settings = writeSettings(trust, ocsp);
    known.set(ocsp, settings);
  }
  return settings;
}

function writeSettings(trust: Trust | undefined, ocsp: boolean): string {
  const lists = trust ? trustListsOf(trust) : null;
  return JSON.stringify({
    version: 1,
    trust: {
      trust_config: lists?.trustConfig ?? DEFAULT_TRUST_CONFIG,
      ...(lists?.anchors ? { trust_anchors: lists.anchors } : {}),
      ...(lists?.allowedList ? { allowed_list: lists.allowedList } : {}),
    },
    verify: { remote_manifest_fetch: false, ocsp_fetch: ocsp, verify_after_sign: false },
    core: { allow_redirects: false },
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
