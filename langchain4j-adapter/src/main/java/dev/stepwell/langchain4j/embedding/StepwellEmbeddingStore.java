package dev.stepwell.langchain4j.embedding;

import static dev.langchain4j.internal.ValidationUtils.ensureConsistentSizes;
import static dev.langchain4j.internal.ValidationUtils.ensureNotNull;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.StoreBusyException;
import dev.stepwell.journal.StoreClosedException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * An embedding store in a directory of its own, without a server.
 *
 * <p><b>Writing.</b> When a method that adds or removes returns, what it did can be found and is on stable storage, unless
 * the builder said {@link Builder#commitEachWrite(boolean) otherwise}. A list is added as a whole or not at all, also if
 * the process is killed. Adding under an id that is there replaces the entry.
 *
 * <p><b>Searching.</b> A match's score is {@code (1 + cosine) / 2}, computed from the vectors as they were given and
 * returned; a vector without a direction has 0.5 with every other. Best first. Filters mean what {@link
 * Filter#test(Object)} says and are part of the search: a filter that few entries pass finds as many as asked for, if there
 * are so many. An entry without a text passes no filter. A filter that cannot be applied to an entry, such as a number
 * compared with a text, ends the search, as it does in LangChain4j's own store.
 *
 * <p>All vectors are of one length, that of the first; {@link #removeAll()} forgets it. At most 4,096 dimensions.
 *
 * <p>One store object at a time opens a directory. Thread-safe.
 */
public final class StepwellEmbeddingStore implements EmbeddingStore<TextSegment>, AutoCloseable {

    private final Path directory;
    private final boolean hybrid;
    private final EntryIndex index;
    private final EntryWriter writer;

    private StepwellEmbeddingStore(Path directory, Builder options) {
        this.directory = directory;
        this.hybrid = options.hybrid;
        this.writer = EntryWriter.open(directory, options.commitEachWrite);
        this.index = writer.index();
    }

    /** {@return a builder, which needs a {@link Builder#directory(Path) directory}} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds a vector without a text.
     *
     * @param embedding the vector
     * @return its id, a new random UUID
     * @throws IllegalArgumentException as {@link #addAll(List, List, List)} does
     * @throws StepwellException as {@link #addAll(List, List, List)} does
     */
    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(ensureNotNull(embedding, "embedding"))).get(0);
    }

    /**
     * Adds a vector without a text under an id, in place of the entry that has it.
     *
     * @param id not blank
     * @param embedding the vector
     * @throws IllegalArgumentException as {@link #addAll(List, List, List)} does
     * @throws StepwellException as {@link #addAll(List, List, List)} does
     */
    @Override
    public void add(String id, Embedding embedding) {
        put(List.of(Entry.of(id, embedding, null)));
    }

    /**
     * Adds a vector and its text.
     *
     * @param embedding the vector
     * @param segment the text and its metadata; null for none
     * @return its id, a new random UUID
     * @throws IllegalArgumentException as {@link #addAll(List, List, List)} does
     * @throws StepwellException as {@link #addAll(List, List, List)} does
     */
    @Override
    public String add(Embedding embedding, @Nullable TextSegment segment) {
        String id = generateIds(1).get(0);
        put(List.of(Entry.of(id, embedding, segment)));
        return id;
    }

    /**
     * Adds vectors without texts, all or none.
     *
     * @param embeddings the vectors; none is no fault
     * @return their ids in the same order, new random UUIDs
     * @throws IllegalArgumentException as {@link #addAll(List, List, List)} does
     * @throws StepwellException as {@link #addAll(List, List, List)} does
     */
    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /**
     * Adds vectors and their texts, all or none, with one commit. Entries that have one of the ids are replaced; of equal
     * ids in the list the last one counts.
     *
     * @param ids not blank, at most 8,192 chars each; null counts as empty
     * @param embeddings as many vectors of as many finite numbers each as those in the store; null counts as empty, and if
     *     both are empty nothing is done
     * @param segments as many texts, of which some may be null; null for none at all
     * @throws IllegalArgumentException if the lists are of different sizes, or an id or a vector is not as it must be:
     *     nothing was added
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be written. Whether the entries are there is then not known; adding them again
     *     under the same ids is safe
     */
    @Override
    public void addAll(
            @Nullable List<String> ids, @Nullable List<Embedding> embeddings, @Nullable List<TextSegment> segments) {
        ensureConsistentSizes(ids, embeddings, segments);
        if (ids == null || ids.isEmpty() || embeddings == null) {
            return;
        }
        List<Entry> entries = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            entries.add(Entry.of(ids.get(i), embeddings.get(i), segments == null ? null : segments.get(i)));
        }
        put(entries);
    }

    private void put(List<Entry> entries) {
        int dimensions = entries.get(0).vector().length;
        for (Entry entry : entries) {
            if (entry.vector().length != dimensions) {
                throw new IllegalArgumentException("embedding of '" + entry.id() + "': expected " + dimensions
                        + " dimensions as in the first of the list, got " + entry.vector().length);
            }
        }
        writer.write(changed -> changed.put(entries));
    }

    /**
     * Removes the entries that have one of the ids, with one commit. Ids that no entry has are no fault.
     *
     * @param ids which; null or empty for none
     * @throws IllegalArgumentException if one of the ids is null: nothing was removed
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be written
     */
    @Override
    public void removeAll(@Nullable Collection<String> ids) {
        if (ids == null || ids.isEmpty()) {
            return;
        }
        List<String> removed = new ArrayList<>();
        ids.forEach(id -> removed.add(ensureNotNull(id, "id")));
        writer.write(changed -> changed.remove(removed));
    }

    /**
     * Removes the entries that pass a filter, with one commit; entries without a text pass none.
     *
     * @param filter which
     * @throws IllegalArgumentException if the filter is null, or cannot be applied to an entry: nothing was removed
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be written
     */
    @Override
    public void removeAll(Filter filter) {
        ensureNotNull(filter, "filter");
        writer.write(changed -> {
            changed.refresh(); // what was written just before counts
            changed.remove(changed.search(searcher -> EntrySearch.ids(searcher, filter)));
        });
    }

    /**
     * Removes everything; vectors may be of another length from then on.
     *
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be written
     */
    @Override
    public void removeAll() {
        writer.write(EntryIndex::removeAll);
    }

    /**
     * Makes durable what was written before. Only needed if {@link Builder#commitEachWrite(boolean)} said no.
     *
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be written
     */
    public void commit() {
        writer.commit();
    }

    /**
     * Finds the entries nearest to a vector, and sees every write that had returned when this was called.
     *
     * <p>The text of the request counts only in a {@linkplain Builder#hybrid(boolean) hybrid} store.
     *
     * @param request what to find
     * @return matches with their ids, vectors and texts (null if there is none), best first; of equal scores in an order
     *     that may change. None if nothing passes the filter and the lowest score, or the store is empty
     * @throws IllegalArgumentException if the vector is not finite or of another length than those in the store, or the
     *     filter cannot be applied to an entry
     * @throws StoreClosedException if the store is closed
     * @throws StepwellException if it cannot be read
     */
    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        writer.checkOpen();
        float[] vector = request.queryEmbedding().vector();
        Vectors.check("query embedding", vector);
        int dimensions = index.dimensions();
        if (dimensions != 0 && dimensions != vector.length) {
            throw index.mismatch("query embedding", vector.length);
        }
        try {
            return new EmbeddingSearchResult<>(
                    index.search(searcher -> new EntrySearch(searcher, hybrid).matches(request)));
        } catch (AlreadyClosedException e) {
            throw new StoreClosedException("embedding store " + directory + " is closed", e);
        } catch (IOException e) {
            throw new StepwellException("embedding store " + directory + ": it cannot be read: " + e, e);
        }
    }

    /**
     * Finds what {@link #search} finds, on a virtual thread of its own. Cancelled before it began, it is not run.
     *
     * @param request what to find
     * @return the result, or what {@code search} throws
     */
    @Override
    public CompletableFuture<EmbeddingSearchResult<TextSegment>> searchAsync(EmbeddingSearchRequest request) {
        return CompletableFuture.supplyAsync(
                () -> search(request),
                task -> Thread.ofVirtual().name("stepwell-embedding-search").start(task));
    }

    /**
     * Makes durable what was written and lets go of the directory. May be called twice.
     *
     * @throws StepwellException if something that was not committed yet cannot be
     */
    @Override
    public void close() {
        writer.close();
    }

    /** The options of a store. One thread. */
    public static final class Builder {

        private @Nullable Path directory;
        private boolean hybrid;
        private boolean commitEachWrite = true;

        private Builder() {}

        /**
         * Says where the store is.
         *
         * @param directory of this store alone; made if it is not there, for its owner only
         * @return this
         */
        public Builder directory(Path directory) {
            this.directory = ensureNotNull(directory, "directory");
            return this;
        }

        /**
         * Says whether the words of a request's text count beside its vector; they do not, if this is not called.
         *
         * <p>Then entries are looked for by words too. A score is {@code r + (1 - r) * w / 2}, of the relevance {@code r =
         * (1 + cosine) / 2} and the BM25 score of the words as a share {@code w} of the best in this search: words lift
         * an entry and never lower one. Words are kept in any case, so that a store can be opened either way.
         *
         * @param hybrid whether they count
         * @return this
         */
        public Builder hybrid(boolean hybrid) {
            this.hybrid = hybrid;
            return this;
        }

        /**
         * Says whether every write is durable when it returns; it is, if this is not called.
         *
         * <p>If not, writes can be found at once and are durable after {@link StepwellEmbeddingStore#commit()} or {@link
         * StepwellEmbeddingStore#close()}: quicker where
         * many are added one by one and can be added again. Adding lists is quick in any case.
         *
         * @param commitEachWrite whether it is
         * @return this
         */
        public Builder commitEachWrite(boolean commitEachWrite) {
            this.commitEachWrite = commitEachWrite;
            return this;
        }

        /**
         * Opens the store, and makes an empty one if there is none. Reads all of it once, to find damage.
         *
         * @return the store, to be closed
         * @throws IllegalStateException if no directory was named
         * @throws StoreBusyException if it is open already, in this process or in another
         * @throws CorruptStoreException if it is damaged, or the directory holds something else; nothing was changed
         * @throws UnsupportedFormatException if a newer version wrote it
         * @throws StepwellException if the directory cannot be read or written
         */
        public StepwellEmbeddingStore build() {
            if (directory == null) {
                throw new IllegalStateException(
                        "embedding store: expected a directory, got none; call directory(Path)");
            }
            return new StepwellEmbeddingStore(directory, this);
        }
    }
}
