// Keyboard, theme, paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrow, with_page } from '../support/browser.mjs';
import { ordinary, page_of } from '../support/studies.mjs';

// What can be operated and is shown; of many alike, as the headers of a table, each counts.
const controls = 'a[href], button, input, select, summary, [tabindex="0"]';

test('small: the keyboard reaches every control, and shows where it is', async () => {
  await with_page(page_of('small'), {}, async (page) => {
    const wanted = await page.locator(controls).evaluateAll((all) => {
      const shown = all.filter((one) => one.checkVisibility() && !one.disabled);
      shown.forEach((one, i) => { one.dataset.number = i; });
      return shown.length;
    });
    const reached = new Set();
    const hidden = [];
    for (let i = 0; i < wanted * 1.2 + 20 && reached.size < wanted; ++i) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one);
        return { number: one.dataset.number, name: one.outerHTML.slice(0, 80), visible: one.matches(':focus-visible'),
          outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 };
      });
      if (at.number === undefined) { continue; }
      reached.add(at.number);
      if (!at.visible || !at.outlined) { hidden.push(at.name); }
    }
    assert.deepEqual(hidden, []);
    assert.equal(reached.size, wanted);
  });
});

test('small: what is folded opens by the keyboard, and the first stop skips to the verdict', async () => {
  await with_page(page_of('small'), {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /verdict/i);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => location.hash), '#verdict');
    const summary = page.locator('summary:visible').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    assert.ok(await summary.evaluate((one) => one.parentElement.open));
  });
});

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('sample: the theme follows the system until somebody chooses', async () => {
  const light = await with_page(page_of('sample'), { colors: 'light' }, background);
  const dark = await with_page(page_of('sample'), { colors: 'dark' }, background);
  assert.notEqual(light, dark);
  await with_page(page_of('sample'), { colors: 'light' }, async (page) => {
    const button = page.locator('#theme');
    const seen = new Set();
    for (let i = 0; i < 3; ++i) {
      await button.focus();
      await page.keyboard.press('Enter');
      seen.add(`${await button.innerText()} ${await background(page)}`);
    }
    assert.equal(seen.size, 3);
    assert.ok([...seen].some((one) => one.includes('dark') && one.endsWith(dark)), [...seen].join('\n'));
    assert.ok([...seen].some((one) => one.includes('light') && one.endsWith(light)), [...seen].join('\n'));
  });
});

for (const name of ordinary) {
  test(`${name}: fits a narrow screen`, async () => {
    await with_page(page_of(name), { viewport: narrow }, async (page) => {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
    });
  });
}

test('small: paper has every section, unfolded, and none of the controls', async () => {
  await with_page(page_of('small'), {}, async (page) => {
    const sections = await page.locator('main section').count();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('main section:visible').count(), sections);
    const controls_left = page.locator('nav:visible, .tools:visible, #theme:visible');
    assert.deepEqual(await controls_left.evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 100))), []);
    assert.equal(await page.locator('main details:not([open]):visible').count(), 0);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.ok(await page.locator('main details:not([open])').count() > 0);
    const bytes = await page.pdf({ format: 'A4' });
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    const pages = bytes.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    assert.ok(pages.length > 1 && pages.length < 60, `${pages.length} pages`);
  });
});
