// The script ./rayflow in a checkout of its own, with stand-ins for dotnet and npm that write down how they are called.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const skip = process.platform === 'win32' ? 'the script is for bash' : false;

const dotnet = `#!/usr/bin/env bash
echo "$*" >> "$CALLS"
case $1 in
  --version) echo "\${DOTNET_VERSION_SAID:-10.0.100}" ;;
  --list-sdks) ;;
  build)
    [[ -z \${BUILD_SAYS-} ]] || { echo "$BUILD_SAYS"; exit 1; }
    sleep 0.3
    mkdir -p "$CHECKOUT/artifacts/bin/RayFlow.Silo/release" "$CHECKOUT/artifacts/bin/RayFlow.Gateway/release" "$CHECKOUT/artifacts/bin/RayFlow.Cli/release" ;;
  publish) mkdir -p "$CHECKOUT/artifacts/publish/$(basename "$2")/release" ;;
  test)
    name=$(basename "$2" .dll)
    [[ ! -f $CHECKOUT/tests/$name/report ]] || cp "$CHECKOUT/tests/$name/report" "$4/$name.trx"
    echo "Reason: it ended early"
    exit "$(cat "$CHECKOUT/tests/$name/exit")" ;;
  *RayFlow.Silo.dll) trap 'echo stopped; exit 7' TERM; echo "up $$ \${*:2}"; while :; do sleep 0.05; done ;;
  *rayflow.dll) echo "$PWD: \${*:2}"; exit "\${EXIT_WITH:-0}" ;;
esac
`;

class Checkout {
  constructor(context) {
    this.root = mkdtempSync(join(tmpdir(), 'rayflow-launch-'));
    context.after(() => rmSync(this.root, { recursive: true, force: true }));
    this.checkout = join(this.root, 'checkout');
    this.calls = join(this.root, 'calls');
    cpSync(here, join(this.checkout, 'infra', 'launch'), { recursive: true, filter: (file) => !file.endsWith('.test.mjs') });
    cpSync(join(here, '..', '..', 'rayflow'), join(this.checkout, 'rayflow'));
    mkdirSync(join(this.checkout, 'infra', 'postgres'));
    mkdirSync(join(this.checkout, 'silo'));
    this.program('dotnet', dotnet);
    this.program('npm', '#!/usr/bin/env bash\necho "npm $*" >> "$CALLS"\nmkdir -p node_modules\n');
  }

  /** A test project whose runner ends with a code and a report with tests of these outcomes, or without a report. */
  testProject(name, exit, outcomes) {
    const folder = join(this.checkout, 'tests', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.csproj`), '');
    writeFileSync(join(folder, 'exit'), String(exit));
    if (outcomes !== undefined) {
      const tests = outcomes.map((outcome, index) => `<UnitTestResult testName="t${index}" outcome="${outcome}" />`);
      writeFileSync(join(folder, 'report'), `<TestRun>${tests.join('')}</TestRun>`);
    }
  }

  program(name, text) {
    const file = join(this.root, 'bin', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }

  start(args, { env = {}, script = join(this.checkout, 'rayflow'), cwd = this.root } = {}) {
    const child = spawn(script, args, {
      cwd,
      env: {
        PATH: `${join(this.root, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
        CALLS: this.calls,
        CHECKOUT: this.checkout,
        ...env,
      },
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { said.err += text; });
    const ended = new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
    return { child, ended };
  }

  run(args, options) {
    return this.start(args, options).ended;
  }

  called(pattern) {
    return existsSync(this.calls) ? readFileSync(this.calls, 'utf8').split('\n').filter((line) => pattern.test(line)).length : 0;
  }
}

test('First run says each step on standard error and leaves standard output to the command', { skip }, async (context) => {
  const checkout = new Checkout(context);

  const { code, out, err } = await checkout.run(['run', 'a b.json', '--input', 'x={"y": 1}']);

  assert.equal(code, 0);
  assert.equal(out, `${checkout.root}: run a b.json --input x={"y": 1}\n`);
  assert.match(err, /Checking tools \.\.\. \.NET 10\.0\.100, Node\.js [\d.]+, \d+\.\d s\n/);
  assert.match(err, /Fetching the embedded PostgreSQL \.\.\. \d+\.\d s\n/);
  assert.match(err, /Restoring and building .* \.\.\. \d+\.\d s\n/);
});

test('Second run builds nothing and says nothing', { skip }, async (context) => {
  const checkout = new Checkout(context);
  await checkout.run(['nodes']);

  const { err } = await checkout.run(['nodes']);

  assert.equal(err, '');
  assert.equal(checkout.called(/^build/), 1);
  assert.equal(checkout.called(/^npm/), 1);
});

test('A changed source is built, without asking npm again', { skip }, async (context) => {
  const checkout = new Checkout(context);
  await checkout.run(['nodes']);
  writeFileSync(join(checkout.checkout, 'silo', 'Program.cs'), 'new');

  await checkout.run(['nodes']);

  assert.equal(checkout.called(/^build/), 2);
  assert.equal(checkout.called(/^npm/), 1);
});

test('Two at the same time build once', { skip }, async (context) => {
  const checkout = new Checkout(context);

  const both = await Promise.all([checkout.run(['one']), checkout.run(['two'])]);

  assert.deepEqual(both.map(({ code }) => code), [0, 0]);
  assert.equal(checkout.called(/^build/), 1);
});

test('A build that fails shows its errors and runs nothing', { skip }, async (context) => {
  const checkout = new Checkout(context);

  const { code, out, err } = await checkout.run(['nodes'], { env: { BUILD_SAYS: 'A.cs(1,1): error CS0001: no' } });

  assert.equal(code, 4);
  assert.equal(out, '');
  assert.match(err, /RayFlow does not build:\nA\.cs\(1,1\): error CS0001: no/);
});

test('A link to the script works from any folder, and the exit code is the command\'s', { skip }, async (context) => {
  const checkout = new Checkout(context);
  const link = join(checkout.root, 'link');
  symlinkSync('checkout/rayflow', link);

  const { code, out } = await checkout.run(['x'], { script: link, cwd: tmpdir(), env: { EXIT_WITH: '3' } });

  assert.equal(code, 3);
  assert.match(out, /: x\n$/);
});

test('Signals reach the silo itself', { skip }, async (context) => {
  const checkout = new Checkout(context);
  const { child, ended } = checkout.start(['up', '--port', '0']);
  const line = await new Promise((resolve) => child.stdout.once('data', resolve));

  assert.equal(line, `up ${child.pid} --port 0\n`);
  child.kill('SIGTERM');

  assert.deepEqual([(await ended).code, (await ended).out], [7, `${line}stopped\n`]);
});

test('A build under a running silo keeps the silo\'s files', { skip }, async (context) => {
  const checkout = new Checkout(context);
  const { child, ended } = checkout.start(['up']);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  writeFileSync(join(checkout.checkout, 'silo', 'Program.cs'), 'new');

  await checkout.run(['nodes']);
  const used = readFileSync(checkout.calls, 'utf8').match(/(\S+)\/RayFlow\.Silo\/RayFlow\.Silo\.dll/)[1];
  assert.equal(existsSync(used), true);
  child.kill('SIGTERM');
  await ended;
  writeFileSync(join(checkout.checkout, 'silo', 'Program.cs'), 'newer');
  await checkout.run(['nodes']);

  assert.equal(existsSync(used), false);
});

test('A test run that is interrupted lets its test process end by itself', { skip }, async (context) => {
  const checkout = new Checkout(context);
  checkout.testProject('A.Tests', 0, ['Passed']);
  checkout.program('dotnet', dotnet.replace('  test)\n', '  test)\n    trap \'echo ended by itself >> "$CALLS"; exit 1\' TERM; echo testing >> "$CALLS"; while :; do sleep 0.05; done\n'));
  const { child, ended } = checkout.start(['test']);
  while (checkout.called(/^testing/) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  child.kill('SIGTERM');

  assert.equal((await ended).code, 143);
  assert.equal(checkout.called(/^ended by itself/), 1);
});

test('An old SDK is refused with where to get the right one', { skip }, async (context) => {
  const checkout = new Checkout(context);

  const { code, err } = await checkout.run(['nodes'], { env: { DOTNET_VERSION_SAID: '8.0.100' } });

  assert.equal(code, 4);
  assert.match(err, /RayFlow needs the \.NET 10 SDK: https:\/\/dot\.net\/download/);
});

test('Tests of all projects are added up in the last line', { skip }, async (context) => {
  const checkout = new Checkout(context);
  checkout.testProject('A.Tests', 0, ['Passed', 'Passed', 'NotExecuted']);
  checkout.testProject('B.Tests', 1, ['Passed', 'Failed']);

  const { code, out, err } = await checkout.run(['test']);

  assert.equal(code, 1);
  assert.match(err, /A\.Tests +2 passed, 0 failed, 1 skipped, /);
  assert.match(out, /FAILED B\.Tests: t1\n/);
  assert.match(out, /\n3 passed, 1 failed\n$/);
});

test('Tests that all pass end with code 0, and ./rayflow builds nothing afterwards', { skip }, async (context) => {
  const checkout = new Checkout(context);
  checkout.testProject('A.Tests', 0, ['Passed']);

  const { code, out } = await checkout.run(['test']);
  await checkout.run(['nodes']);

  assert.equal(code, 0);
  assert.match(out, /\n1 passed, 0 failed\n$/);
  assert.equal(checkout.called(/^build/), 1);
});

for (const [how, exit, outcomes] of [
  ['crashes after its report', 134, ['Passed']],
  ['crashes before its report', 134, undefined],
  ['ends well without a report', 0, undefined],
  ['has no tests', 0, []],
]) {
  test(`A test project that ${how} counts as one failed`, { skip }, async (context) => {
    const checkout = new Checkout(context);
    checkout.testProject('A.Tests', exit, outcomes);

    const { code, out } = await checkout.run(['test']);

    assert.equal(code, 1);
    assert.match(out, new RegExp(`FAILED A\\.Tests: the whole suite[^]*\n${outcomes?.length ?? 0} passed, 1 failed\n$`));
  });
}

test('A build that fails counts as one failed, as the last line says', { skip }, async (context) => {
  const checkout = new Checkout(context);

  const { code, out } = await checkout.run(['test'], { env: { BUILD_SAYS: 'A.cs(1,1): error CS0001: no' } });

  assert.equal(code, 1);
  assert.match(out, /error CS0001: no\n[^]*\n0 passed, 1 failed\n$/);
});

test('A filter that nothing matches is not a success', { skip }, async (context) => {
  const checkout = new Checkout(context);
  checkout.testProject('A.Tests', 0, undefined);

  const { code, out } = await checkout.run(['test', 'Nothing']);

  assert.equal(code, 1);
  assert.match(out, /No test matches 'Nothing'\.\n[^]*\n0 passed, 0 failed\n$/);
});
