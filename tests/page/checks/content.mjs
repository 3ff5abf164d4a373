// What the page says is what the JSON report of the same study says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { with_page } from '../support/browser.mjs';
import { page_of, report_of, reported } from '../support/studies.mjs';

const signs = { pass: '✓', fail: '✗', inconclusive: '?' };
// As the page writes names: control characters and breaks are words there, so only plain ones can be looked for.
const plain = (text) => /^[\x20-\x7e]*$/.test(text);

for (const name of reported) {
  test(`${name}: verdict, alerts, grades and criteria are the report's`, async () => {
    const report = report_of(name);
    await with_page(page_of(name), {}, async (page) => {
      const verdict = await page.locator('#verdict').innerText();
      assert.match(verdict.toLowerCase(), new RegExp(`^\\${signs[report.status]} ${report.status}`));
      assert.match((await page.title()), new RegExp(`^${report.status}: `));

      const alerts = await page.locator('#alerts').innerText();
      for (const alert of report.verdicts.alerts.filter((one) => plain(one.what))) {
        assert.ok(alerts.includes(alert.what), `no alert on ${alert.what}`);
      }
      const main = await page.locator('main').innerText();
      for (const grade of report.verdicts.grades.filter((one) => plain(one.output))) {
        assert.ok(main.includes(grade.output), `no output ${grade.output}`);
        assert.ok(main.includes(grade.grade), `no grade ${grade.grade}`);
      }
      const criteria = await page.locator('#criteria').innerText();
      for (const one of report.verdicts.verdicts.filter((verdict_of) => plain(verdict_of.criterion))) {
        assert.ok(criteria.includes(one.criterion), `no criterion ${one.criterion}`);
      }
      const chips = page.locator('#criteria > * > table > tbody > tr > td:first-child > .chip');
      assert.deepEqual(await chips.allInnerTexts(),
        report.verdicts.verdicts.map((one) => `${signs[one.status]} ${one.status}`));
    });
  });

  test(`${name}: without scripts the page still says it all`, async () => {
    const report = report_of(name);
    await with_page(page_of(name), { scripts: false }, async (page) => {
      assert.match((await page.locator('#verdict').innerText()).toLowerCase(), new RegExp(report.status));
      assert.equal(await page.locator('.tools:visible').count(), 0);
      if (report.executions.length <= 500) {
        assert.equal(await page.locator('#executions-table tbody tr').count(), report.executions.length);
      }
    });
  });
}
