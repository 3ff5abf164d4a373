// Every check of the page, in one browser.
import { after, before } from 'node:test';
import { start, stop } from './support/browser.mjs';

before(start);
after(stop);

await import('./checks/content.mjs');
await import('./checks/tables.mjs');
await import('./checks/plots.mjs');
await import('./checks/hands.mjs');
await import('./checks/access.mjs');
await import('./checks/hostile.mjs');
await import('./checks/places.mjs');
await import('./checks/site.mjs');
await import('./checks/scale.mjs');
