// Progress lines on stderr, so that a command's own output stays clean.

/** An error that is told in its own words, without a stack. */
export class Refusal extends Error {}

/** Runs a step and prints a line with what it does and its seconds. What the step returns is added as its outcome. */
export async function step(title, action) {
  process.stderr.write(`  ${title} ... `);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const outcome = await action();
    process.stderr.write(`${outcome === undefined ? '' : `${outcome}, `}${seconds()}\n`);
  } catch (error) {
    process.stderr.write(`failed after ${seconds()}\n`);
    throw error;
  }
}

/** Runs a program's main function: a refusal is printed and ends it with exit code 4. */
export async function main(action) {
  try {
    process.exitCode = (await action()) ?? 0;
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 4;
  }
}
