// The studies that tests/page/prepare has made: a page and the JSON report of the same study each.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.PAGE_STUDIES;
export const site = join(folder, 'site');
export const page_of = (name) => join(folder, `${name}.html`);
export const report_of = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
// Those of real data are made only where that is.
export const ordinary = ['sample', 'hostile', 'small', 'values', 'flirt', 'brats']
  .filter((name) => existsSync(page_of(name)));
export const large = { 'large-500': 504, 'large-50000': 50004 };
// Those whose JSON report is there too.
export const reported = ordinary.filter((name) => existsSync(join(folder, `${name}.json`)));
