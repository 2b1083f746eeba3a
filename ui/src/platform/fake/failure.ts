import type { ErrorCode } from "../../protocol";
import { OperationFailure } from "../types";

/** A refusal, as the core would word it. */
export function refuse(code: ErrorCode, message: string, hint?: string, details?: unknown): never {
  throw new OperationFailure({ code, message, hint: hint ?? null, details });
}
