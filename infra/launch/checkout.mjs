// Where things are in the checkout.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const artifacts = join(root, 'artifacts');
export const editor = join(root, 'client', 'editor');
export const configuration = 'Release';

/** The folder that a project is built to. */
export function bin(project) {
  return join(artifacts, 'bin', project, configuration.toLowerCase());
}

/** The programs that are compiled ahead of time. */
export const published = ['RayFlow.Silo'];

/** The folder that a program is published to. */
export function publish(project) {
  return join(artifacts, 'publish', project, configuration.toLowerCase());
}

export function hasEditor() {
  return existsSync(join(editor, 'package.json'));
}
