// The index says of every study what its own page says, the newest of each protocol first.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { site } from '../support/studies.mjs';

const summaries = readdirSync(site).filter((name) => existsSync(join(site, name, 'summary.json')))
  .map((name) => JSON.parse(readFileSync(join(site, name, 'summary.json'), 'utf8')));

test('the index lists every study with its verdict, newest first within a protocol', async () => {
  assert.ok(summaries.length >= 4);
  await with_page(join(site, 'index.html'), {}, async (page) => {
    const rows = await page.locator('#studies tbody tr').evaluateAll((all) => all.map((row) => ({
      verdict: row.cells[0].dataset.word, protocol: row.cells[1].innerText, study: row.cells[2].innerText,
      ended: Number(row.cells[5].dataset.v)
    })));
    assert.deepEqual(rows.map((row) => row.study).sort(), summaries.map((one) => one.study).sort());
    for (const row of rows) {
      const summary = summaries.find((one) => one.study === row.study);
      assert.equal(row.verdict, summary.status);
      assert.equal(row.ended, summary.ended_ms);
    }
    for (const protocol of new Set(rows.map((row) => row.protocol))) {
      const ended = rows.filter((row) => row.protocol === protocol).map((row) => row.ended);
      assert.deepEqual(ended, [...ended].sort((a, b) => b - a));
    }
  });
});

test('the index is filtered by words and by verdict', async () => {
  await with_page(join(site, 'index.html'), {}, async (page) => {
    const count = page.locator('#studies [data-count]');
    const rows = page.locator('#studies tbody tr');
    await page.locator('#studies [data-filter]').fill('values-of-a-table');
    assert.match(await count.innerText(), new RegExp(`^1 of ${summaries.length} studies`));
    assert.equal(await rows.count(), 1);
    await page.locator('#studies [data-filter]').fill('');
    await page.locator('#studies [data-choice]').selectOption('fail');
    assert.equal(await rows.count(), summaries.filter((one) => one.status === 'fail').length);
  });
});

test('the history of a criterion has a mark for each study that judged it', async () => {
  const protocol = summaries.filter((one) => one.protocol === 'study');
  assert.equal(protocol.length, 3);
  await with_page(join(site, 'index.html'), {}, async (page) => {
    const row = page.locator('[data-plot="history"] tr', { has: page.locator('th:text-is("retest")') })
      .filter({ has: page.locator('svg') });
    const counts = await row.evaluateAll((all) => all.map((one) => one.querySelectorAll('svg rect').length));
    assert.ok(counts.includes(3), counts.join());
  });
});
