// A folder on loopback below a path, as GitLab Pages serves a project.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';

const kinds = { '.html': 'text/html; charset=utf-8', '.json': 'application/json' };

export async function serve(folder, below) {
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url);
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const name = normalize(`/${path.slice(below.length)}`).replace(/\/$/, '/index.html');
    try {
      if (!path.startsWith(below)) { throw new Error('outside'); }
      const bytes = await readFile(join(folder, name));
      response.writeHead(200, { 'content-type': kinds[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${server.address().port}${below}`, asked,
    close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); })
  };
}
