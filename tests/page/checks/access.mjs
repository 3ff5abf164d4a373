// axe-core finds no serious or critical fault, in light and dark, wide and narrow, folded and unfolded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axe_script, narrow, open, wide } from '../support/browser.mjs';
import { ordinary, page_of, site } from '../support/studies.mjs';

const axe = readFileSync(axe_script, 'utf8');

async function faults(page) {
  const result = await page.evaluate(() => window.axe.run(document, {
    resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
  }));
  return result.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

const forms = [
  ['light, wide', { colors: 'light', viewport: wide }],
  ['dark, wide', { colors: 'dark', viewport: wide }],
  ['light, narrow', { colors: 'light', viewport: narrow }],
  ['dark, narrow', { colors: 'dark', viewport: narrow }]
];

const pages = [...ordinary.map((name) => [name, page_of(name)]), ['site', `${site}/index.html`]];
for (const [name, file] of pages) {
  // Every form on one study and on the index; the others differ in content, not in style.
  for (const [form, options] of name === 'small' || name === 'site' ? forms : forms.slice(0, 1)) {
    test(`${name}: accessible (${form})`, async () => {
      // The page's own policy lets no script in: axe comes by the debugger's door.
      const { page, close } = await open(file, options);
      try {
        await page.locator('main details').evaluateAll((all) => all.slice(0, 20).forEach((one) => { one.open = true; }));
        await page.waitForTimeout(50);
        await page.evaluate(axe);
        assert.deepEqual(await faults(page), []);
      } finally {
        await close();
      }
    });
  }
}
