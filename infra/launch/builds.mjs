// The folder that a build is run from: a copy, so that the next build does not overwrite what a running server has
// open. A copy is named after its sources, and kept while a process that was started from it lives.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts, bin, editor, publish, published } from './checkout.mjs';
import { isAlive } from './lock.mjs';

const programs = ['RayFlow.Silo', 'RayFlow.Gateway', 'RayFlow.Cli'];
const withEditor = ['RayFlow.Silo', 'RayFlow.Gateway'];

/** Where what is run of a program comes from. */
const made = (program) => (published.includes(program) ? publish(program) : bin(program));

/** The folder of the build of these sources, or undefined if it has not been made. */
export function find(sources) {
  const folder = join(builds(), sources);
  return existsSync(folder) ? folder : undefined;
}

/** Copies what was just built, removes copies that nobody uses, and returns the new copy's folder. */
export function keep(sources) {
  for (const name of existsSync(builds()) ? readdirSync(builds()) : []) {
    if (!inUse(join(builds(), name))) {
      remove(join(builds(), name));
    }
  }
  const folder = join(builds(), sources);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    for (const program of programs) {
      cpSync(made(program), join(unfinished, program), { recursive: true });
    }
    if (existsSync(join(editor, 'dist'))) {
      for (const program of withEditor) {
        cpSync(join(editor, 'dist'), join(unfinished, program, 'editor'), { recursive: true });
      }
    }
    renameSync(unfinished, folder);
  }
  return folder;
}

/** Remembers that a process runs from a build. */
export function use(folder, processId) {
  mkdirSync(join(folder, 'users'), { recursive: true });
  writeFileSync(join(folder, 'users', String(processId)), '');
}

function builds() {
  return join(artifacts, 'run');
}

function inUse(folder) {
  const users = join(folder, 'users');
  return existsSync(users) && readdirSync(users).some((id) => isAlive(Number(id)));
}

function remove(folder) {
  // The rename fails on Windows while a file in it is open, before anything is lost.
  const gone = `${folder}.old`;
  try {
    renameSync(folder, gone);
  } catch (error) {
    if (error.code === 'EPERM' || error.code === 'EBUSY' || error.code === 'EACCES') {
      return;
    }
    throw error;
  }
  rmSync(gone, { recursive: true, force: true });
}
