// Debian's Chromium, driven by playwright-core, which brings no browser of its own. Nothing is asked
// of the network: every helper of the browser that would is switched off.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** The exit code of a check that could not be made. */
export const SKIPPED = 3;

/**
 * Starts the browser with a profile of its own, which goes when it is closed.
 *
 * @returns {Promise<import('playwright-core').Browser | null>} null, with a notice, if there is none
 */
export async function launch() {
  if (!existsSync(executablePath)) {
    console.error('Chromium is not here; install the package chromium to run this check.');
    return null;
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
