// Child processes whose output is kept, and that end with us.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

const windows = process.platform === 'win32';
const running = new Set();
const graceMs = 3_000;
let whenIdle = () => {};

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.once(signal, () => {
    whenIdle = () => process.exit(code);
    running.forEach(end);
    exitIfIdle();
  });
}

/**
 * Runs a command to its end and resolves to {code, output}; code is null if it was ended after limitMs.
 * Its output goes to the file log too if one is given. It reads nothing from us.
 */
export function run(command, args, { cwd, env, log, limitMs } = {}) {
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which needs a shell. Elsewhere a group of its own lets us end what the child started.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows && command === 'npm',
      detached: !windows,
    });
    running.add(child);
    const file = log === undefined ? undefined : createWriteStream(log);
    let output = '';
    const keep = (chunk) => {
      output += chunk;
      file?.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    let late = false;
    const timer = limitMs === undefined ? undefined : setTimeout(() => {
      late = true;
      end(child);
    }, limitMs);
    const settled = (finish) => {
      clearTimeout(timer);
      running.delete(child);
      exitIfIdle();
      file?.end();
      finish();
    };
    child.once('error', (error) => settled(() => reject(error)));
    const finish = (code) => settled(() => resolve({ code: late ? null : code ?? 1, output }));
    child.once('close', finish);
    // A server that outlives the child may hold its pipes, and then 'close' does not come.
    child.once('exit', () => setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, 2_000).unref());
  });
}

function exitIfIdle() {
  if (running.size === 0) {
    whenIdle();
  }
}

/** Asks a child and what it started to end, so that test processes stop their servers; insists after a while. */
function end(child) {
  send(child, 'SIGTERM');
  const insist = setTimeout(() => send(child, 'SIGKILL'), graceMs);
  child.once('close', () => clearTimeout(insist));
}

function send(child, signal) {
  try {
    if (windows) {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
