// One browser for all tests, and pages that remember whatever went wrong in them.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Packages are where tests/page/run has put them, outside of the source tree.
const load = createRequire(join(process.env.PAGE_PACKAGES, 'package.json'));
const { chromium } = load('playwright-core');
export const axe_script = load.resolve('axe-core/axe.min.js');

const flags = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-proxy-server', '--use-gl=angle', '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader'];

let context_of_browser;
let profile;

export async function start() {
  profile = mkdtempSync(join(tmpdir(), 'reprovip-page-'));
  context_of_browser = await chromium.launch({
    executablePath: process.env.PAGE_CHROMIUM, args: flags, headless: true, env: { ...process.env, HOME: profile }
  });
}

export async function stop() {
  await context_of_browser?.close();
  rmSync(profile, { recursive: true, force: true });
}

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 390, height: 800 };

// A page in a context of its own. `troubles` are console errors, uncaught errors and requests for anything but the
// pages themselves: none may come up.
export async function open(address, options = {}) {
  const { viewport = wide, colors = 'light', hash = '', scripts = true } = options;
  const context = await context_of_browser.newContext(
    { viewport, colorScheme: colors, javaScriptEnabled: scripts, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') { troubles.push(`console: ${message.text()}`); }
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!request.isNavigationRequest() && !url.startsWith('data:') && !url.startsWith('blob:')) {
      troubles.push(`request: ${url}`);
    }
  });
  const url = address.startsWith('http') ? address : pathToFileURL(address).href;
  await page.goto(url + hash, { waitUntil: 'load' });
  return { page, troubles, close: () => context.close() };
}

// Runs `act` on a page, closes it whatever happens, and lets nothing have gone wrong in it.
export async function with_page(address, options, act) {
  const opened = await open(address, options);
  try {
    const result = await act(opened.page);
    if (opened.troubles.length > 0) {
      throw new Error(`${address}:\n${opened.troubles.slice(0, 10).join('\n')}`);
    }
    return result;
  } finally {
    await opened.close();
  }
}
