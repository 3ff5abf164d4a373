// A plot has marks, words for those who do not see it, and its data as a table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { ordinary, page_of, site } from '../support/studies.mjs';

// What each [data-plot] lacks. The map of classes is a table itself; a plot without data says why.
function faults() {
  return Array.from(document.querySelectorAll('[data-plot]')).flatMap((plot) => {
    const missing = [];
    const drawings = Array.from(plot.querySelectorAll('.picture svg, svg.history'));
    const marks = drawings.flatMap((svg) => Array.from(svg.querySelectorAll('path, circle, rect, line, text, use, image')));
    if (plot.dataset.plot === 'classes') {
      if (plot.querySelectorAll('tbody td .class').length === 0) { missing.push('no marks'); }
      return missing.map((what) => `classes: ${what}`);
    }
    if (!plot.querySelector('figcaption')?.textContent.trim()) { missing.push('no caption'); }
    if (!plot.dataset.drawn && plot.querySelector('.drawn > p.quiet:only-child')?.textContent.trim()) { return missing; }
    if (marks.length === 0) { missing.push('no marks'); }
    if (marks.some((mark) => /NaN|undefined|Infinity/.test(mark.outerHTML))) { missing.push('a mark without a place'); }
    if (drawings.some((svg) => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label'))) {
      missing.push('no words for it');
    }
    if (!plot.querySelector('details table tbody tr')) { missing.push('no table'); }
    return missing.map((what) => `${plot.dataset.plot}: ${what}`);
  });
}

// Drawn when they come into view; tables are made when they are opened.
async function open_all(page) {
  for (const plot of await page.locator('figure[data-plot]').all()) {
    await plot.scrollIntoViewIfNeeded();
    await plot.locator('.drawn > *').first().waitFor({ timeout: 5000 });
  }
  await page.locator('[data-plot] details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await page.waitForTimeout(50);
}

// The plots that a study of its kind must have, so that an empty page is no success.
const expected = {
  small: ['classes', 'intervals', 'equivalence', 'distribution', 'bland-altman', 'variance'],
  values: ['classes', 'intervals', 'equivalence', 'distribution', 'bland-altman', 'variance'],
  flirt: ['classes', 'intervals', 'distribution', 'movements-translation', 'movements-rotation'],
  brats: ['classes', 'distribution', 'bland-altman']
};

for (const name of [...ordinary, 'large-500']) {
  test(`${name}: every plot has marks, a caption and a table`, async () => {
    await with_page(page_of(name), {}, async (page) => {
      await open_all(page);
      assert.deepEqual(await page.evaluate(faults), []);
      const names = await page.locator('[data-plot]').evaluateAll((all) => all.map((one) => one.dataset.plot));
      assert.deepEqual((expected[name] ?? []).filter((one) => !names.includes(one)), []);
    });
  });
}

test('site: every history has marks, a caption and a table', async () => {
  await with_page(`${site}/index.html`, {}, async (page) => {
    assert.ok(await page.locator('[data-plot="history"]').count() >= 2);
    assert.deepEqual(await page.evaluate(faults), []);
  });
});
