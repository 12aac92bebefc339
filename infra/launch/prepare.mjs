// Makes an up-to-date build and returns the folder to run it from. As a program, it prints that folder; its argument is
// the id of the process that will run from it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { find, keep, use } from './builds.mjs';
import { artifacts, root } from './checkout.mjs';
import { acquire } from './lock.mjs';
import { main, step } from './progress.mjs';
import * as steps from './steps.mjs';

export async function prepare(processId) {
  steps.checkNode();
  const folder = find(steps.sources()) ?? await build();
  use(folder, processId);
  return folder;
}

async function build() {
  const release = await lock();
  try {
    // Whoever held the lock may have built just this.
    const found = find(steps.sources());
    if (found !== undefined) {
      return found;
    }
    process.stderr.write('Building RayFlow. This is done once, and again when sources change.\n');
    await prerequisites();
    // Taken before the build: what is edited meanwhile is built the next time.
    const sources = steps.sources();
    await steps.buildDotnet('Restoring and building the silo and the command line', join(root, 'infra', 'launch', 'run.slnf'));
    return keep(sources);
  } finally {
    release();
  }
}

/** What must be there before .NET is built, whether to run or to test. */
export async function prerequisites() {
  await step('Checking tools', async () => `.NET ${await steps.checkDotnet()}, Node.js ${process.versions.node}`);
  await steps.installPostgres();
  await steps.buildEditor();
}

export function lock() {
  return acquire(join(artifacts, 'build.lock'), (holder) =>
    process.stderr.write(`Another ./rayflow builds here (process ${holder}); waiting for it.\n`));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    process.stdout.write(`${await prepare(Number(process.argv[2]))}\n`);
  });
}
