// Text of programs stays text: no element, no handler, no style of theirs, whatever is clicked or typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { page_of, site } from '../support/studies.mjs';

// Names of elements and attributes that only our own code makes.
function strangers() {
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    if (['iframe', 'object', 'embed', 'base', 'form', 'link', 'i', 'img'].includes(name)) { found.push(`<${name}>`); }
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith('on')) { found.push(`<${name} ${attribute.name}>`); }
      if (/^\s*(javascript|data|vbscript):/i.test(attribute.value) && /^(href|src|action)$/.test(attribute.name)) {
        found.push(`<${name} ${attribute.name}="${attribute.value.slice(0, 40)}">`);
      }
    }
  }
  if (document.getElementById('injected')) { found.push('#injected'); }
  if (window.injected !== undefined) { found.push(`ran: ${window.injected}`); }
  const ours = document.querySelectorAll('script:not([data-part]):not([type="application/json"])');
  ours.forEach((script) => { if (/alert\(|injected/.test(script.textContent)) { found.push('<script>'); } });
  return found;
}

for (const name of ['sample', 'hostile', 'small']) {
  test(`${name}: names, reasons and logs never become elements`, async () => {
    await with_page(page_of(name), {}, async (page) => {
      page.on('dialog', () => assert.fail('a dialog came up'));
      assert.deepEqual(await page.evaluate(strangers), []);
      await page.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
      for (const button of await page.locator('#executions button:visible').all()) {
        await button.click({ timeout: 2000 }).catch(() => {});
      }
      for (const field of await page.locator('input[type="search"]:visible').all()) {
        await field.fill('<img src=x onerror=window.injected=9>');
        await field.fill('');
      }
      for (const choice of await page.locator('select:visible').all()) {
        const values = await choice.locator('option').evaluateAll((all) => all.map((one) => one.value));
        await choice.selectOption({ index: values.length - 1 });
      }
      await page.waitForTimeout(50);
      assert.deepEqual(await page.evaluate(strangers), []);
    });
  });
}

test('site: names of studies never become elements', async () => {
  await with_page(`${site}/index.html`, {}, async (page) => {
    assert.deepEqual(await page.evaluate(strangers), []);
  });
});
