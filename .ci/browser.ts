// Debian's Chromium, driven by playwright-core, which brings no browser of its own. Nothing is asked
// of the network: every helper of the browser that would is switched off.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The exit code of a check that could not be made. */
export const SKIPPED = 3;

/**
 * Starts the browser with a profile of its own, which goes when it is closed. CHROMIUM names another than
 * /usr/bin/chromium.
 *
 * @returns null, with a notice, if there is none
 */
export async function launch(): Promise<Browser | null> {
  if (!existsSync(executablePath)) {
    console.error('Chromium is not here: install the package chromium, or name it with CHROMIUM.');
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
