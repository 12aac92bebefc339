// The Chromium that the editor's tests drive.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { editor } from './checkout.mjs';
import { run } from './processes.mjs';
import { step } from './progress.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** RAYFLOW_CHROMIUM, one on the path, or an installed one; '' leaves the choice to Playwright. */
export async function findChromium() {
  const found = process.env.RAYFLOW_CHROMIUM || onPath();
  if (found) {
    return found;
  }
  if (process.platform === 'linux' && process.getuid() === 0 && inPath('apt-get')) {
    await step('Installing Chromium for the browser tests', async () => {
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-q'], { env });
      const { code, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
      return code === 0 ? 'Debian\'s' : `not possible: ${output.trim().split('\n').at(-1)}`;
    });
    return onPath() ?? '';
  }
  await step('Installing Chromium for the browser tests', async () => {
    const { code, output } = await run(process.execPath, [join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { cwd: editor });
    return code === 0 ? 'Playwright\'s' : `not possible: ${output.trim().split('\n').at(-1)}`;
  });
  return '';
}

function onPath() {
  return names.map(inPath).find(Boolean);
}

function inPath(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file));
}
