// Where there is no exec (Windows): prepares, then runs the command as a child and passes on its exit code.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';
import { main } from './progress.mjs';

await main(async () => {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'test') {
    return exitCode(process.execPath, [join(dirname(fileURLToPath(import.meta.url)), 'suites.mjs'), ...rest]);
  }
  const build = await prepare(process.pid);
  process.env.RAYFLOW_BUILD = build;
  const servers = { up: ['RayFlow.Silo', ...rest], silo: ['RayFlow.Silo', 'silo', ...rest], gateway: ['RayFlow.Gateway', ...rest] };
  const [program, ...args] = servers[command] ?? [];
  return program !== undefined
    ? exitCode('dotnet', [join(build, program, `${program}.dll`), ...args])
    : exitCode('dotnet', [join(build, 'RayFlow.Cli', 'rayflow.dll'), ...process.argv.slice(2)]);
});

function exitCode(program, args) {
  // Ctrl+C reaches the child by itself; we stay to pass on how it ends.
  process.removeAllListeners('SIGINT').on('SIGINT', () => {});
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGBREAK']) {
    process.removeAllListeners(signal).on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
