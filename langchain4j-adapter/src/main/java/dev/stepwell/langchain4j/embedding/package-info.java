/**
 * A LangChain4j {@code EmbeddingStore} for a user's own documents, in a directory of its own: no server, every filter of
 * LangChain4j inside the search, and durable when {@code add} returns.
 *
 * <pre>{@code
 * try (StepwellEmbeddingStore store = StepwellEmbeddingStore.builder().directory(Path.of("manuals")).build()) {
 *     TextSegment segment = TextSegment.from("Turn the red valve to the left.", Metadata.metadata("machine", "press"));
 *     store.add(model.embed(segment).content(), segment);
 *     store.search(EmbeddingSearchRequest.builder()
 *             .queryEmbedding(model.embed("How do I open the valve?").content())
 *             .filter(MetadataFilterBuilder.metadataKey("machine").isEqualTo("press"))
 *             .build());
 * }
 * }</pre>
 *
 * <p>It has nothing to do with the journal: what is in it is there and nowhere else.
 */
@NullMarked
package dev.stepwell.langchain4j.embedding;

import org.jspecify.annotations.NullMarked;
