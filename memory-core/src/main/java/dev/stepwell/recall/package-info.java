/**
 * Recall: past steps found again by words, by meaning and by filters.
 *
 * <p>The index is a projection of the journal in Lucene's format, in the directory {@code recall} beside it. It can be
 * deleted at any time and is built again. The flow:
 *
 * <pre>
 * Journal ──follow──▶ IndexFollower ──▶ StepText ──▶ Passages ──▶ LuceneIndex ◀── Search ◀── RecallQuery
 *                           │                             │
 *                           └──▶ Embedder ◀──▶ VectorStore (each distinct passage embedded once)
 * </pre>
 *
 * <p>Start at {@link dev.stepwell.recall.RecallQuery} and {@link dev.stepwell.recall.Recollection}.
 */
@NullMarked
package dev.stepwell.recall;

import org.jspecify.annotations.NullMarked;
