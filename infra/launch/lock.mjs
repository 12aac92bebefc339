// One build of a checkout at a time. The lock is a file with the holder's process id; the holder touches it while it
// lives, so that a lock left by kill -9, or by a holder on another machine that shares the folder, is not for ever.
import { hostname } from 'node:os';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const heartbeatMs = 2_000;
const abandonedMs = 60_000;
const settleMs = 30;

/** Takes the lock, waiting for as long as another process holds it; say is called once with the holder if there is one. */
export async function acquire(file, say) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid} ${hostname()} ${Date.now()}`;
  let told = false;
  while (!(await tryAcquire(file, mine))) {
    if (!told) {
      say(holder(file));
      told = true;
    }
    await delay(200);
  }

  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    if (read(file) === mine) {
      rmSync(file, { force: true });
    }
  };
  process.once('exit', release);
  return () => {
    process.removeListener('exit', release);
    release();
  };
}

async function tryAcquire(file, mine) {
  try {
    writeFileSync(file, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
  }
  if (!isAbandoned(file)) {
    return false;
  }
  // Of several that replace a dead holder's file at the same time, the last to do so has it.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, mine);
  renameSync(own, file);
  await delay(settleMs);
  return read(file) === mine;
}

function isAbandoned(file) {
  const text = read(file);
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (text === undefined || text === '') {
    return text === '' && age > heartbeatMs;
  }
  const [id, host] = text.split(' ');
  return age > abandonedMs || (host === hostname() && !isAlive(Number(id)));
}

/** Whether a process with this id exists, ours or not. */
export function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function holder(file) {
  return read(file)?.split(' ')[0] ?? 'unknown';
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  }
}
