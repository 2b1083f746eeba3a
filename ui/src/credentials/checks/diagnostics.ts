/**
 * The text behind *Copy diagnostics*. Built from what the core sent, which it has scrubbed of
 * secrets; nothing that was typed goes in.
 */
import { type CheckRun, failedRow, totalMs } from "./progress";

export function diagnosticsText(connector: string, run: CheckRun, at: Date): string {
  const lines = [
    "Credenza verification",
    `connector: ${connector}`,
    `at: ${at.toISOString()}`,
    `verification: ${run.verification}`,
    `outcome: ${run.verdict ?? "running"} (${totalMs(run.rows)} ms)`,
  ];
  if (run.proof?.probe) lines.push(`probe: ${run.proof.probe}`);
  const code = failedRow(run)?.code ?? run.failure?.code;
  if (code) lines.push(`code: ${code}`);
  if (run.field) lines.push(`field: ${run.field}`);
  for (const row of run.rows) {
    const parts = [
      row.stage,
      row.status,
      row.ms === null ? "-" : `${row.ms} ms`,
      row.code,
      row.message,
    ];
    lines.push(`  ${parts.filter(Boolean).join(" | ")}`);
  }
  if (run.failure) lines.push(`failure: ${run.failure.code}: ${run.failure.message}`);
  return lines.join("\n");
}
