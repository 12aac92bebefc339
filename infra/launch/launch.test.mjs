import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquire } from './lock.mjs';
import { run } from './processes.mjs';
import { readJunit, readTrx } from './reports.mjs';
import { fingerprint } from './sources.mjs';

function folder(context) {
  const path = mkdtempSync(join(tmpdir(), 'rayflow-launch-'));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('Fingerprint changes with content, new and deleted files, but not with outputs', (context) => {
  const root = folder(context);
  mkdirSync(join(root, 'src', 'obj'), { recursive: true });
  writeFileSync(join(root, 'src', 'a.cs'), 'a');
  const first = fingerprint(root, ['src', 'absent']);

  writeFileSync(join(root, 'src', 'obj', 'made.cs'), 'x');
  assert.equal(fingerprint(root, ['src', 'absent']), first);

  writeFileSync(join(root, 'src', 'b.cs'), '');
  const second = fingerprint(root, ['src', 'absent']);
  assert.notEqual(second, first);

  rmSync(join(root, 'src', 'b.cs'));
  assert.equal(fingerprint(root, ['src', 'absent']), first);

  utimesSync(join(root, 'src', 'a.cs'), 1, 1);
  assert.notEqual(fingerprint(root, ['src', 'absent']), first);
});

test('Lock is held by one, names its holder, and passes on when released', async (context) => {
  const file = join(folder(context), 'lock');
  const release = await acquire(file, () => assert.fail('nobody holds it'));
  const told = [];
  let second = false;

  const waiting = acquire(file, (holder) => told.push(holder)).then((end) => {
    second = true;
    return end;
  });
  await new Promise(setImmediate);
  assert.equal(second, false);
  release();
  (await waiting)();

  assert.deepEqual(told, [String(process.pid)]);
});

test('Lock of a dead process is taken over', async (context) => {
  const file = join(folder(context), 'lock');
  const dead = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => dead.once('exit', resolve));
  writeFileSync(file, `${dead.pid} ${hostname()} 1`);

  const release = await acquire(file, () => {});

  release();
});

test('Lock that nobody touched for a minute is taken over from another machine', async (context) => {
  const file = join(folder(context), 'lock');
  writeFileSync(file, '1 elsewhere 1');
  const past = Date.now() / 1000 - 61;
  utimesSync(file, past, past);

  const release = await acquire(file, () => {});

  release();
});

test('Run keeps both outputs and the exit code', async () => {
  const result = await run(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3']);

  assert.equal(result.code, 3);
  assert.match(result.output, /out/);
  assert.match(result.output, /err/);
});

test('Run ends what takes too long and says so', async () => {
  const result = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { limitMs: 200 });

  assert.equal(result.code, null);
});

test('Run insists when a child ignores the request to end', { skip: process.platform === 'win32' }, async () => {
  const result = await run(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { limitMs: 500 });

  assert.equal(result.code, null);
});

test('TRX is read with its failures and their messages', () => {
  const report = readTrx(`<TestRun><Results>
    <UnitTestResult testName="A.B(x: &quot;1 &gt; 0&quot;)" outcome="Passed" duration="1" />
    <UnitTestResult testName="A.C" outcome="NotExecuted" />
    <UnitTestResult testName="A.D" outcome="Failed"><Output><ErrorInfo><Message>1 &lt; 2&#xD;
is not so</Message></ErrorInfo></Output></UnitTestResult></Results></TestRun>`);

  assert.deepEqual(report, { passed: 1, skipped: 1, failures: [{ name: 'A.D', message: '1 < 2\r\nis not so' }] });
});

test('TRX that was cut off is no report', () => {
  assert.equal(readTrx('<TestRun><Results><UnitTestResult outcome="Passed" testName="A" />'), null);
});

test('JUnit is read with its failures and their messages', () => {
  const report = readJunit(`<?xml version="1.0"?><testsuites><testsuite name="s">
    <testcase name="adds > 1" classname="c" time="0"/>
    <testcase name="later" classname="c"><skipped/></testcase>
    <testcase name="breaks" classname="c"><failure message="expected &quot;1&quot;" type="x">stack</failure></testcase>
    <testcase name="throws"><error type="x"><![CDATA[boom]]></error></testcase>
  </testsuite></testsuites>`);

  assert.deepEqual(report, {
    passed: 1,
    skipped: 1,
    failures: [{ name: 'c > breaks', message: 'expected "1"' }, { name: 'throws', message: 'boom' }],
  });
});
