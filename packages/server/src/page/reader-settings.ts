/** Nothing is fetched: links to stores elsewhere and answers about certificates stay unasked. */
export const READER_SETTINGS: string = JSON.stringify({
  version: 1,
  verify: { remote_manifest_fetch: false, ocsp_fetch: false },
  core: { allow_redirects: false, allowed_network_hosts: [] },
});
