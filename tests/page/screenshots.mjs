// usage: PAGE_PACKAGES=... PAGE_CHROMIUM=... node screenshots.mjs PAGE.html FOLDER
// The page as people see it: light and dark, wide and narrow, printed; and first-screen.png and plots.png for the README.
import { join, resolve } from 'node:path';
import { narrow, start, stop, wide, with_page } from './support/browser.mjs';

const [address, folder] = process.argv.slice(2).map((path) => resolve(path));
const window = { width: 1280, height: 800 };

async function all_plots(page) {
  for (const figure of await page.locator('[data-plot]').all()) { await figure.scrollIntoViewIfNeeded(); }
  await page.evaluate(() => scrollTo(0, 0));
}

await start();
try {
  for (const [name, viewport, colors] of [
    ['light', wide, 'light'], ['dark', wide, 'dark'], ['narrow', narrow, 'light'], ['narrow-dark', narrow, 'dark']]) {
    await with_page(address, { viewport, colors }, async (page) => {
      await all_plots(page);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    });
  }
  await with_page(address, {}, (page) => page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' }));
  await with_page(address, { viewport: window }, (page) => page.screenshot({ path: join(folder, 'first-screen.png') }));
  await with_page(address, { viewport: window, colors: 'dark', hash: '#plots' }, async (page) => {
    await all_plots(page);
    await page.evaluate(() => document.getElementById('plots').scrollIntoView());
    await page.screenshot({ path: join(folder, 'plots.png') });
  });
} finally {
  await stop();
}
