// Reads what test runners report: Visual Studio's TRX (dotnet test) and JUnit XML (everything else).
// Both are machine-written, so that a scan for their elements is enough.

/** {passed, skipped, failures: [{name, message}]} of a TRX file; null if it is not a complete one. */
export function readTrx(text) {
  if (!text.includes('</TestRun>')) {
    return null;
  }
  const result = { passed: 0, skipped: 0, failures: [] };
  for (const [, attributes, body] of text.matchAll(/<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const outcome = attribute(attributes, 'outcome');
    if (outcome === 'Passed') {
      result.passed++;
    } else if (outcome === 'NotExecuted') {
      result.skipped++;
    } else {
      result.failures.push({ name: attribute(attributes, 'testName'), message: content(body ?? '', 'Message') || `outcome ${outcome}` });
    }
  }
  return result;
}

/** The same of a JUnit XML file. */
export function readJunit(text) {
  if (!/<\/testsuites?>\s*$/.test(text) && !/<testsuites?\b[^>]*\/>\s*$/.test(text)) {
    return null;
  }
  const result = { passed: 0, skipped: 0, failures: [] };
  for (const [, attributes, body = ''] of text.matchAll(/<testcase\b((?:[^>"']|"[^"]*"|'[^']*')*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const problem = /<(failure|error)\b((?:[^>"']|"[^"]*"|'[^']*')*?)(?:\/>|>)/.exec(body);
    if (problem !== null) {
      const suite = attribute(attributes, 'classname');
      const name = attribute(attributes, 'name');
      result.failures.push({ name: suite ? `${suite} > ${name}` : name, message: attribute(problem[2], 'message') || content(body, problem[1]) });
    } else if (/<skipped\b/.test(body)) {
      result.skipped++;
    } else {
      result.passed++;
    }
  }
  return result;
}

function attribute(attributes, name) {
  const match = new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return decode(match?.[1] ?? match?.[2] ?? '');
}

function content(body, element) {
  const match = new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`).exec(body);
  return decode((match?.[1] ?? '').replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, '')).trim();
}

const entities = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

function decode(text) {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (all, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : entities[name] ?? all);
}
