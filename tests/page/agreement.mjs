// Bias and limits of agreement that the page draws are those of the metric: of a pair, of the reverse one, as ratios, in groups.
// Real modules and d3; Plot and the frame of figures are stand-ins that keep what they are given.
// usage: node agreement.mjs D3-FILE
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

runInThisContext(readFileSync(process.argv[2], 'utf8'));
const { d3 } = globalThis;
const read = (name) => readFileSync(new URL(`../../harness/report/page/js/${name}.js`, import.meta.url), 'utf8');
const source = ['marks', 'observations', 'plot_bland_altman'].map(read).join('\n');
const plot_stand_in = new Proxy({}, { get: (_, kind) => (...given) => ({ kind, given }) });

// What is drawn of the pair of that value; the first pair without one.
function drawn(study, pair) {
  let spec = null;
  const figures_stand_in = { make: (given) => { spec = given; return {}; } };
  const choices_stand_in = { one_of: (label, options, first) => ({ parts: [], value: () => (label === 'Levels' && pair) || first }) };
  new Function('study', 'd3', 'Plot', 'figures', 'choices', 'links', 'dom', `${source}; plot_bland_altman.make();`)(
    study, d3, plot_stand_in, figures_stand_in, choices_stand_in, { anchor: String }, {});
  return spec.draw(900);
}
const lines_of = (drawing) => drawing.plot.marks.filter((mark) => mark && mark.kind === 'ruleY').map((mark) => mark.given[0][0]);
const apart_of = (drawing) => drawing.data.rows.map((row) => Number(Number(row[3]).toFixed(9)));

const score = (more) => ({ metric: 'agreement', kind: 'bland_altman', of: 't.v', levels: { v: 'x | y' }, estimate: 2, interval: [1, 3, 0.95],
  fields: { lower: 0.5, lower_low: 0.1, lower_high: 0.8, upper: 4, upper_low: 3, upper_high: 5 }, ...more });
const study = (reference, scores) => ({
  subjects: ['a', 'b', 'c'], factors: [{ name: 'v', levels: ['x', 'y'] }], worst: '', scores,
  conditions: [0, 1].map((level) => ({ levels: [level], reference: level === reference })),
  executions: { subject: [0, 1, 2, 0, 1, 2], condition: [0, 0, 0, 1, 1, 1], repetition: [1, 1, 1, 1, 1, 1] },
  series: [{ of: 't.v', status: '', values: [1, 2, 3, 2, 4, 12] }]
});

const plain = drawn(study(0, [score()]));
assert.deepEqual(lines_of(plain), [0, 2, 0.5, 4]);
assert.deepEqual(apart_of(plain), [1, 2, 9]);
assert.match(plain.note, /Bias 2 \[1, 3\], limits of agreement 0.5 and 4/);

// The page's reference is the other level: the same limits, with the other sign.
const reverse = drawn(study(1, [score()]));
assert.deepEqual(lines_of(reverse), [0, -2, -4, -0.5]);
assert.deepEqual(apart_of(reverse), [-1, -2, -9]);
assert.match(reverse.note, /Bias -2 \[-3, -1\]/);

const ratios = drawn(study(0, [score({ ratios: true })]));
assert.deepEqual(lines_of(ratios), [1, 2, 0.5, 4]);
assert.deepEqual(apart_of(ratios), [2, 2, 4]);
assert.equal(ratios.plot.y.type, 'log');
assert.match(ratios.plot.y.label, /y \/ x/);
const turned = drawn(study(1, [score({ ratios: true })]));
assert.deepEqual(lines_of(turned), [1, 0.5, 0.25, 2]);
assert.deepEqual(apart_of(turned), [0.5, 0.5, 0.25]);
assert.deepEqual(lines_of(drawn(study(0, [score({ ratios: true }), score({ estimate: 3 })]))), [0, 3, 0.5, 4], 'differences first');

// Two groups, each with limits of its own and only its own executions.
const grouped = { ...study(0, []),
  factors: [{ name: 'v', levels: ['x', 'y'] }, { name: 't', levels: ['one', 'two'] }],
  conditions: [[0, 0], [1, 0], [0, 1], [1, 1]].map((levels, i) => ({ levels, reference: i === 0 })),
  scores: ['one', 'two'].map((level, i) => score({ levels: { v: 'x | y', t: level }, estimate: 5 + i })),
  executions: { subject: [0, 1, 0, 1, 0, 1, 0, 1], condition: [0, 0, 1, 1, 2, 2, 3, 3], repetition: [1, 1, 1, 1, 1, 1, 1, 1] },
  series: [{ of: 't.v', status: '', values: [1, 2, 2, 4, 5, 6, 8, 10] }] };
assert.deepEqual(apart_of(drawn(grouped)), [2, 3], 'no limits: both groups, averaged');
assert.deepEqual(lines_of(drawn(grouped)), [0, 2.5]);
assert.match(drawn(grouped).note, /choose one above/);
const within = drawn(grouped, '0 0 1 t=two');
assert.deepEqual(lines_of(within), [0, 6, 0.5, 4]);
assert.deepEqual(apart_of(within), [3, 4]);
console.log('limits of agreement are those of the metric');
