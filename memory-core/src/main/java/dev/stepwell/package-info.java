/**
 * Durable memory for agents: open a {@link dev.stepwell.Stepwell}, take a {@link dev.stepwell.Session}, begin an
 * {@link dev.stepwell.Attempt}, and whatever it records is there for the worker that comes after it.
 *
 * <pre>{@code
 * try (Stepwell well = Stepwell.open(Path.of("agent-memory"))) {
 *     Session session = well.session("invoice-run-42");
 *     try (Attempt attempt = session.begin(AttemptInfo.of("worker-7").reason("retry 2"))) {
 *         Resumption before = attempt.resumption();
 *         String rows = attempt.call("call_7", ToolCall.of("sql.query", "{\"q\":\"…\"}"), ToolPolicy.REPEATABLE,
 *                 key -> database.query("…", key));
 *         attempt.plan(before.plan().orElseThrow().done("fetch invoices"));
 *         attempt.note("rejected", "batch API: returns totals only");
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.stepwell;

import org.jspecify.annotations.NullMarked;
