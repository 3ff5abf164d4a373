// How scripts of the page write durations and sizes, in plain node: rounded, never with a digit lost.
// usage: node figures.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../harness/report/page/js/runs.js', import.meta.url), 'utf8');
// A page without data.
const runs = new Function('document', 'study', 'd3', `${source}; return runs;`)({ getElementById: () => null }, {}, {});

const durations = [[null, ''], [0, '0 ms'], [0.0843, '84.3 ms'], [0.1, '100 ms'], [0.45, '450 ms'], [0.5, '500 ms'], [1, '1.00 s'],
  [100, '100.0 s'], [600, '10.0 min'], [7200, '2.0 h']];
for (const [seconds, text] of durations) { assert.equal(runs.duration(seconds), text); }

const sizes = [[null, ''], [0, '0 B'], [1000, '1000 B'], [4096, '4.00 KiB'], [1023 * 1024, '1023 KiB'], [100 * 2 ** 20, '100 MiB'],
  [1001 * 2 ** 20, '1001 MiB']];
for (const [bytes, text] of sizes) { assert.equal(runs.bytes(bytes), text); }

assert.equal(runs.letters(0), 'A');
assert.equal(runs.letters(25), 'Z');
assert.equal(runs.letters(26), 'AA');
console.log(`${durations.length + sizes.length + 3} figures`);
