// ./rayflow test [filter]: builds everything, runs every test there is, and says how many passed and failed, as its
// last line. What could not run counts as failed. The reports stay in artifacts/test-results.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './browser.mjs';
import { keep } from './builds.mjs';
import { artifacts, bin, editor, hasEditor, root } from './checkout.mjs';
import { lock, prerequisites } from './prepare.mjs';
import { run } from './processes.mjs';
import { Refusal } from './progress.mjs';
import { readJunit, readTrx } from './reports.mjs';
import * as steps from './steps.mjs';

const results = join(artifacts, 'test-results');
const suiteLimitMs = 8 * 60_000;
const filter = process.argv.slice(2).join(' ');
const start = performance.now();
const totals = { passed: 0, skipped: 0, failures: [] };

try {
  await build();
  await runSuites();
} catch (error) {
  fail('build', error instanceof Refusal ? error.message : error.stack);
}
summarize();

async function build() {
  steps.checkNode();
  const release = await lock();
  try {
    await prerequisites();
    const sources = steps.sources();
    await steps.buildDotnet('Restoring and building everything', join(root, 'RayFlow.Orleans.sln'));
    // Tests that start ./rayflow find their build made.
    keep(sources);
  } finally {
    release();
  }
}

async function runSuites() {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  process.stderr.write('\n');
  await nodeSuite('launcher', dirname(fileURLToPath(import.meta.url)));
  for (const project of testProjects(root)) {
    await dotnetSuite(basename(project, '.csproj'));
  }
  if (hasEditor()) {
    await editorSuite('editor', 'test', {});
    if (scripts().e2e !== undefined) {
      await editorSuite('editor in a browser', 'e2e', { RAYFLOW_CHROMIUM: await findChromium() });
    }
  }
}

/** Every *.Tests.csproj, pure ones first: what breaks there breaks everywhere. */
function testProjects(folder) {
  const skipped = new Set(['.git', 'artifacts', 'bin', 'dist', 'node_modules', 'obj']);
  const found = [];
  const search = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory() && !skipped.has(entry.name)) {
        search(join(path, entry.name));
      } else if (entry.name.endsWith('.Tests.csproj')) {
        found.push(join(path, entry.name));
      }
    }
  };
  search(folder);
  const order = ['Engine', 'Nodes', 'EmbeddedPostgres', 'Storage', 'Simulation', 'Grains', 'Api', 'EndToEnd'];
  const rank = (path) => order.findIndex((name) => path.includes(`${name}.Tests.csproj`)) + 1 || order.length + 1;
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

async function dotnetSuite(project) {
  const library = join(bin(project), `${project}.dll`);
  const report = join(results, `${project}.trx`);
  const args = ['test', library, '--results-directory', results, '--logger', `trx;LogFileName=${project}.trx`, '--nologo'];
  if (filter) {
    args.push('--filter', /[=~!]/.test(filter) ? filter : `FullyQualifiedName~${filter}`);
  }
  await suite(project, readTrx, report, 'dotnet', args, {
    cwd: root,
    // By default the runner kills a test process 100 ms after its last test, while it stops its servers.
    env: { ...steps.msbuildEnvironment, VSTEST_TESTHOST_SHUTDOWN_TIMEOUT: '10000' },
  });
}

async function nodeSuite(name, folder) {
  const report = join(results, `${name}.xml`);
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.mjs')).map((file) => join(folder, file));
  if (files.length === 0) {
    return;
  }
  const args = ['--test', '--test-reporter=junit', `--test-reporter-destination=${report}`];
  if (filter) {
    args.push(`--test-name-pattern=${filter}`);
  }
  await suite(name, readJunit, report, process.execPath, [...args, ...files], { cwd: root });
}

async function editorSuite(name, script, env) {
  const report = join(results, `${script}.xml`);
  const { args, env: more } = junitOptions(scripts()[script] ?? '', report);
  await suite(name, readJunit, report, 'npm', ['run', script, '--', ...args], { cwd: editor, env: { CI: 'true', ...env, ...more } });
}

/** How the runner that a script names is told to write a JUnit report. */
function junitOptions(script, report) {
  if (script.includes('vitest')) {
    return { args: ['--reporter=default', '--reporter=junit', `--outputFile.junit=${report}`, ...(filter ? ['-t', filter, '--passWithNoTests'] : [])] };
  }
  if (script.includes('playwright')) {
    return { args: ['--reporter=list,junit', ...(filter ? ['-g', filter, '--pass-with-no-tests'] : [])], env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: report } };
  }
  return { args: ['--test-reporter=junit', `--test-reporter-destination=${report}`, ...(filter ? [`--test-name-pattern=${filter}`] : [])] };
}

function scripts() {
  return JSON.parse(readFileSync(join(editor, 'package.json'), 'utf8')).scripts ?? {};
}

/** Runs one runner and adds its results. One that ends badly without a failed test counts as one. */
async function suite(name, read, report, command, args, options) {
  const log = join(results, `${name}.log`);
  process.stderr.write(`  ${name.padEnd(36)} `);
  const began = performance.now();
  const { code, output } = await run(command, args, { ...options, env: { NO_COLOR: '1', ...options.env }, log, limitMs: suiteLimitMs });
  const found = (existsSync(report) ? read(readFileSync(report, 'utf8')) : null) ?? { passed: 0, skipped: 0, failures: [], missing: true };
  const nothingMatched = filter && found.missing && code === 0;
  const failed = found.failures.map(({ name: test, message }) => ({ suite: name, name: test, message }));
  if (code === null) {
    failed.push({ suite: name, name: 'the whole suite', message: `did not end within ${suiteLimitMs / 60_000} minutes and was ended; see ${log}` });
  } else if ((code !== 0 && failed.length === 0) || (found.missing && !nothingMatched)) {
    failed.push({ suite: name, name: 'the whole suite', message: `could not run or crashed (exit code ${code}); see ${log}\n${reason(output)}` });
  } else if (!filter && found.passed + failed.length + found.skipped === 0) {
    failed.push({ suite: name, name: 'the whole suite', message: 'has no test' });
  }

  if (filter) {
    found.skipped = 0; // Tests that do not match are reported as skipped by some runners.
  }
  totals.passed += found.passed;
  totals.skipped += found.skipped;
  totals.failures.push(...failed);
  const skipped = found.skipped > 0 ? `, ${found.skipped} skipped` : '';
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stderr.write(`${found.passed} passed, ${failed.length} failed${skipped}, ${seconds} s\n`);
}

/** Where the runner says why, else its last lines. */
function reason(output) {
  const lines = output.trim().split('\n');
  const first = lines.findIndex((line) => /Reason:|\bError:|\berror\b/.test(line));
  return (first < 0 ? lines.slice(-15) : lines.slice(first, first + 15)).join('\n');
}

function fail(name, message) {
  totals.failures.push({ suite: name, name: 'the whole suite', message });
}

function summarize() {
  const { passed, skipped, failures } = totals;
  const lines = failures.map(({ suite: name, name: test, message }) =>
    `FAILED ${name}: ${test}\n${indent(message)}\n`);
  if (passed + failures.length === 0) {
    lines.push(filter ? `No test matches '${filter}'.` : 'There was no test to run.');
  }
  lines.push(`Took ${((performance.now() - start) / 60_000).toFixed(1)} minutes${skipped > 0 ? `; ${skipped} skipped` : ''}. Reports: ${results}`);
  process.stdout.write(`\n${lines.join('\n')}\n${passed} passed, ${failures.length} failed\n`);
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

function indent(message) {
  const lines = message.trim().split('\n');
  const shown = lines.slice(0, 30).map((line) => `    ${line}`);
  return [...shown, ...(lines.length > 30 ? ['    ...'] : [])].join('\n');
}
