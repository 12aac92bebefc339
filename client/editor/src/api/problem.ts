import type { Diagnostic } from "../model/diagnostics";

/** An answer that is not the one asked for: RFC 9457 problem details. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly diagnostics: Diagnostic[];
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    const details = (body ?? {}) as { title?: string; detail?: string; code?: string; errors?: Diagnostic[] };
    super(details.detail || details.title || `The server answered ${status}.`);
    this.status = status;
    this.code = details.code ?? `http_${status}`;
    this.diagnostics = Array.isArray(details.errors) ? details.errors : [];
    this.body = body;
  }
}

/** The server could not be reached at all. */
export class ServerAway extends Error {
  constructor() {
    super("RayFlow cannot be reached. Your work is kept in this browser; it goes on when the server is back.");
  }
}

/** An error in words for a person. */
export function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
