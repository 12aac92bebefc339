// Whether sources changed since a step was done: a hash over path, size and time of every file.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const notSources = new Set(['.git', 'artifacts', 'bin', 'dist', 'node_modules', 'obj', 'playwright-report', 'test-results']);

/** A hash that changes with any file below the given folders or files of root; what does not exist counts as empty. */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const path of [...paths].sort()) {
    add(hash, root, path);
  }
  return hash.digest('hex').slice(0, 16);
}

function add(hash, root, path) {
  const full = join(root, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) {
    return;
  }
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (!notSources.has(name)) {
      add(hash, root, join(path, name));
    }
  }
}
