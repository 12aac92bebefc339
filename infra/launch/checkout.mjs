// Where things are in the checkout, and which Orleans it builds against.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const artifacts = join(root, 'artifacts');
export const editor = join(root, 'client', 'editor');
export const orleansProps = join(artifacts, 'orleans-runtime.props');
export const configuration = 'Release';

/** 'packages' or 'local', from the environment or as found before; undefined if nobody asked the registry yet. */
export function orleansRuntime() {
  const named = process.env.OrleansRuntime;
  if (named) {
    return named;
  }
  return existsSync(orleansProps)
    ? />(packages|local)<\/OrleansRuntime>/.exec(readFileSync(orleansProps, 'utf8'))?.[1]
    : undefined;
}

/** The folder with what MSBuild makes for the chosen Orleans. */
export function output() {
  return join(artifacts, orleansRuntime());
}

/** The folder that a project is built to. */
export function bin(project) {
  return join(output(), 'bin', project, configuration.toLowerCase());
}

export function hasEditor() {
  return existsSync(join(editor, 'package.json'));
}
