// The page opens from disk and from below a path of a server, and asks for nothing beyond itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { serve } from '../support/server.mjs';
import { site } from '../support/studies.mjs';

test('a site works below a path, as on GitLab Pages, and fetches pages only', async () => {
  const server = await serve(site, '/group/project/');
  try {
    await with_page(server.address, {}, async (page) => {
      const links = await page.locator('#studies a').evaluateAll((all) => all.map((one) => one.href));
      assert.ok(links.length >= 4);
      await page.locator('#studies tbody a').first().click();
      await page.waitForLoadState('load');
      assert.ok(links.includes(page.url()), page.url());
      assert.ok(await page.locator('#verdict').isVisible());
    });
    assert.deepEqual(server.asked.filter((path) => !path.endsWith('/') && !path.endsWith('/index.html')), []);
  } finally {
    await server.close();
  }
});

test('a site works from disk', async () => {
  await with_page(`${site}/index.html`, {}, async (page) => {
    for (const link of await page.locator('#studies tbody a').evaluateAll((all) => all.map((one) => one.href))) {
      await page.goto(link, { waitUntil: 'load' });
      assert.ok(await page.locator('#verdict').isVisible(), link);
    }
  });
});
