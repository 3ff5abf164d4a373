// Large studies: what is in the page stays bounded. Times are told, never judged.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { large, page_of } from '../support/studies.mjs';

const ready = (page) => page.waitForFunction(() => document.querySelector('#executions-count')?.textContent);

// Milliseconds from typing to the new count on the screen.
async function filter_time(page, words) {
  return page.evaluate(async (text) => {
    const field = document.getElementById('executions-filter');
    const count = document.getElementById('executions-count');
    const before = count.textContent;
    const started = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    while (count.textContent === before) { await new Promise((next) => setTimeout(next, 1)); }
    count.getBoundingClientRect();
    return Math.round(performance.now() - started);
  }, words);
}

const bounds = { 'large-500': { nodes: 40000, bytes: 8e6 }, 'large-50000': { nodes: 60000, bytes: 25e6 } };

for (const [name, executions] of Object.entries(large)) {
  test(`${name}: opens, filters and stays bounded`, async (context) => {
    const started = performance.now();
    await with_page(page_of(name), {}, async (page) => {
      await ready(page);
      const opened = Math.round(performance.now() - started);
      const count = page.locator('#executions-count');
      assert.match(await count.innerText(), new RegExp(`^${executions} of ${executions} executions`));
      const filtered = await filter_time(page, 'sub-0042 threads=2');
      const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
      const bytes = statSync(page_of(name)).size;
      context.diagnostic(`${name}: ${(bytes / 1e6).toFixed(1)} MB, ${nodes} nodes, open ${opened} ms, filter ${filtered} ms`);
      assert.ok(nodes < bounds[name].nodes, `${nodes} nodes`);
      assert.ok(bytes < bounds[name].bytes, `${bytes} bytes`);
      assert.ok(await page.locator('#executions-table tbody tr').count() <= executions);
    });
  });
}

test('large-50000: rows are shown a page at a time, and any of them can be found', async () => {
  const executions = large['large-50000'];
  await with_page(page_of('large-50000'), {}, async (page) => {
    await ready(page);
    const rows = page.locator('#executions-table tbody tr');
    const first = await rows.count();
    assert.ok(first <= 1000, `${first} rows`);
    const names = () => rows.evaluateAll((all) => all.map((row) => row.textContent));
    const before = await names();
    await page.getByRole('button', { name: 'Next' }).click();
    const after = await names();
    assert.ok(after.length <= 1000 && after.every((name) => !before.includes(name)));
    await page.getByRole('button', { name: 'Last' }).click();
    assert.match(await page.locator('#executions-pager').innerText(), new RegExp(`to ${executions} of ${executions}`));
    await page.locator('#executions-filter').fill('sub-8334');
    await page.waitForFunction(() => /^6 of /.test(document.querySelector('#executions-count').textContent));
    assert.equal(await rows.count(), 6);
    await page.locator('#executions-filter').fill('');
    await page.waitForFunction((all) => document.querySelector('#executions-count').textContent.startsWith(`${all} of `),
      executions);
  });
});
