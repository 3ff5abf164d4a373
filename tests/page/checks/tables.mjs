// Filters leave what they name and count it; columns sort; a link leads to its section.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { ordinary, page_of, report_of } from '../support/studies.mjs';

const rows_of = (page) => page.locator('#executions-table tbody tr');

const told = (page) => page.locator('#executions-count');

// Filters, and waits until as many are counted: typing is followed after a moment.
async function filter(page, words, expected) {
  await page.locator('#executions-filter').fill(words);
  await page.waitForFunction((number) => document.querySelector('#executions-count').textContent.startsWith(`${number} of `),
    expected, { timeout: 5000 }).catch(async () => {
    assert.fail(`"${words}": ${await told(page).innerText()}, expected ${expected}`);
  });
}

test('small: the executions filter counts what the report counts', async () => {
  const report = report_of('small');
  const of_s1 = report.executions.filter((one) => one.record.subject === 's1').length;
  await with_page(page_of('small'), {}, async (page) => {
    assert.match(await told(page).innerText(), new RegExp(`^${report.executions.length} of ${report.executions.length} `));
    await filter(page, 'failed', report.tally.failed);
    assert.equal(await rows_of(page).count(), report.tally.failed);
    await filter(page, 'nothing like this', 0);
    assert.equal(await rows_of(page).count(), 0);
    await filter(page, 's1 mode=fast', of_s1 / 2);
    for (const text of await rows_of(page).allInnerTexts()) {
      assert.ok(text.includes('s1') && text.includes('mode=fast'), text);
    }
    await filter(page, '', report.executions.length);
  });
});

test('values: the table of values is chosen from and counted', async () => {
  const report = report_of('values');
  const rows = report.values.flatMap((table) => table.rows);
  await with_page(page_of('values'), {}, async (page) => {
    const table = page.locator('#values [data-table]').first();
    const count = table.locator('[data-count]');
    assert.match(await count.innerText(), new RegExp(`^${rows.length} of ${rows.length} `));
    const choice = table.locator('[data-choice]');
    const words = (await choice.locator('option').allInnerTexts()).slice(1);
    assert.ok(words.length > 1);
    let total = 0;
    for (const word of words) {
      await choice.selectOption(word);
      const shown = await table.locator('tbody > tr:visible').count();
      assert.match(await count.innerText(), new RegExp(`^${shown} of `));
      total += shown;
    }
    assert.equal(total, rows.length);
  });
});

for (const name of ordinary) {
  test(`${name}: every table with a filter starts whole and can be emptied`, async () => {
    await with_page(page_of(name), {}, async (page) => {
      for (const table of await page.locator('[data-table]').all()) {
        const count = table.locator('[data-count]').first();
        const whole = (await count.innerText()).match(/^(\d+) of (\d+) /);
        assert.equal(whole[1], whole[2]);
        await table.locator('[data-filter]').fill('no-such-thing-anywhere');
        assert.match(await count.innerText(), /^0 of /);
        await table.locator('[data-filter]').fill('');
        assert.match(await count.innerText(), new RegExp(`^${whole[1]} of `));
      }
    });
  });
}

test('small: columns sort up and down, numbers as numbers', async () => {
  const units = { ms: 1, s: 1e3, min: 6e4, h: 3.6e6 };
  await with_page(page_of('small'), {}, async (page) => {
    const headers = page.locator('#executions-table thead th');
    const column = (await headers.allInnerTexts()).findIndex((title) => /wall/.test(title));
    const times = async () => (await rows_of(page).evaluateAll((rows, at) => rows.map((row) => row.cells[at].textContent), column))
      .filter(Boolean).map((text) => parseFloat(text) * units[text.split(' ')[1]]);
    await headers.nth(column).locator('button').click();
    assert.equal(await headers.nth(column).getAttribute('aria-sort'), 'ascending');
    const up = await times();
    assert.ok(up.length > 10);
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
    await headers.nth(column).locator('button').click();
    assert.equal(await headers.nth(column).getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await times(), [...up].reverse());
  });
});

for (const name of ordinary) {
  test(`${name}: every link within the page leads somewhere, also from outside`, async () => {
    const targets = await with_page(page_of(name), {}, (page) =>
      page.locator('a[href^="#"]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))));
    assert.ok(targets.length > 3);
    const last = targets.at(-1);
    await with_page(page_of(name), { hash: last }, async (page) => {
      for (const target of targets) {
        assert.equal(await page.locator(`[id="${decodeURIComponent(target.slice(1))}"]`).count(), 1, target);
      }
      assert.ok(await page.locator(`[id="${last.slice(1)}"]`).evaluate((element) => {
        const box = element.getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0;
      }), `${last} is not in view`);
    });
  });
}
