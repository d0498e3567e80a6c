package dev.stepwell.langchain4j.recall;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.internal.Asked;
import dev.stepwell.langchain4j.recall.Scope.Sessions;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Past steps as content for LangChain4j's retrieval: what earlier runs said and did, put before the model together with a
 * question.
 *
 * <p>Every content is a passage of one step behind its header, with these metadata: {@value #SESSION}, {@value #NAMESPACE},
 * {@value #POSITION} (a long), {@value #TIME} (ISO 8601, UTC), {@value #KIND}, and {@value #TOOL} where a tool returned it;
 * and {@link ContentMetadata#SCORE}, 0 to 1. A tool's return that stands in a session twice, as a call and as a message, is
 * one content. The question being answered and what {@link RecallTool} returned are never among them.
 *
 * <p>What is found is not kept: the question is marked before text is put into it, and
 * {@link dev.stepwell.langchain4j.StepwellChatMemoryStore} writes it as it was asked, so that no search finds what another
 * one found. Any other chat memory needs {@code AiServices.builder().storeRetrievedContentInChatMemory(false)} for that.
 *
 * <p>Immutable and thread-safe.
 */
public final class StepwellContentRetriever implements ContentRetriever {

    /** Metadata: the id of the step's session, a string. */
    public static final String SESSION = "session";

    /** Metadata: the namespace of the step's session, a string. */
    public static final String NAMESPACE = "namespace";

    /** Metadata: the step's position in its session, a long from 1. */
    public static final String POSITION = "position";

    /** Metadata: when the step was written, a string as of {@link Instant#toString()}. */
    public static final String TIME = "time";

    /** Metadata: the step's kind, a string as of {@link StepKind#name()}. */
    public static final String KIND = "kind";

    /** Metadata: the tool that returned it, a string; missing if none did. */
    public static final String TOOL = "tool";

    private static final int RESULTS = 5;

    private final Scope scope;

    private StepwellContentRetriever(Scope scope) {
        this.scope = scope;
    }

    /**
     * Returns a builder of a retriever that finds up to 5 passages of any step of the default namespace.
     *
     * @param well the memory to search; stays the caller's to close
     * @return the builder
     */
    public static Builder builder(Stepwell well) {
        return new Builder(well);
    }

    /**
     * Finds past steps that answer a query, and marks its question so that they are not kept with it.
     *
     * @param query what to look for, of which the first 10,000 characters count; its metadata's memory id names the asking
     *     conversation
     * @return the contents, best first; empty if nothing answers
     * @throws IllegalArgumentException if the own session is to be searched and the query has no memory id, or one that
     *     names no session
     * @throws dev.stepwell.recall.RecallTimeoutException if steps just written do not become searchable in the time given
     * @throws dev.stepwell.journal.StepwellException if the index or the model fails
     */
    @Override
    @SuppressWarnings("ConstantValue") // a query made of a text alone has no metadata
    public List<Content> retrieve(Query query) {
        dev.langchain4j.rag.query.Metadata metadata = query.metadata();
        List<Recollection> found = scope.recall(query.text(), metadata == null ? null : metadata.chatMemoryId());
        if (metadata != null && !found.isEmpty()) {
            Asked.mark(metadata.chatMessage());
        }
        return found.stream().map(StepwellContentRetriever::content).toList();
    }

    /**
     * Does what {@link #retrieve} does on a virtual thread of its own.
     *
     * @param query see {@link #retrieve}
     * @return completes with the contents, or with what {@link #retrieve} throws; cancelling it does not stop the search
     */
    @Override
    public CompletableFuture<List<Content>> retrieveAsync(Query query) {
        return CompletableFuture.supplyAsync(
                () -> retrieve(query),
                search -> Thread.ofVirtual().name("stepwell-retrieve").start(search));
    }

    private static Content content(Recollection found) {
        Step step = found.step();
        Metadata metadata = new Metadata()
                .put(SESSION, step.session().id())
                .put(NAMESPACE, step.session().namespace())
                .put(POSITION, step.position())
                .put(TIME, step.time().toString())
                .put(KIND, step.kind().name());
        String tool = PastStep.tool(step);
        if (!tool.isEmpty()) {
            metadata.put(TOOL, tool);
        }
        TextSegment segment = TextSegment.from(PastStep.text(found.passage()), metadata);
        return Content.from(segment, Map.of(ContentMetadata.SCORE, found.score()));
    }

    /**
     * Options of a retriever. For one thread. Filters of different sorts must all hold; of those of one sort (sessions,
     * kinds, tools), one must. Every one is applied inside the search.
     */
    public static final class Builder {

        private Scope scope;
        private boolean named;
        private Duration greatestAge = Duration.ZERO; // for any age
        private InstantSource clock = InstantSource.system();

        private Builder(Stepwell well) {
            this.scope = Scope.of(well, RESULTS);
        }

        /**
         * Searches another namespace than {@code default}; give the chat memory store the same.
         *
         * @param name the namespace
         * @return this builder
         * @throws IllegalArgumentException if it is not acceptable
         */
        public Builder namespace(String name) {
            scope = scope.namespace(name);
            return this;
        }

        /** {@return this builder, for the asking conversation alone: what its window does not show any more} */
        public Builder ownSession() {
            scope = scope.sessions(Sessions.OWN);
            return this;
        }

        /** {@return this builder, for all conversations but the asking one} */
        public Builder otherSessions() {
            scope = scope.sessions(Sessions.OTHERS);
            return this;
        }

        /** {@return this builder, for the sessions of these ids; memory ids are session ids} */
        public Builder sessions(String... ids) {
            named = true;
            return narrow(query -> each(query, ids, RecallQuery::session));
        }

        /** {@return this builder, for what tools returned alone} */
        public Builder toolReturns() {
            return narrow(RecallQuery::toolReturns);
        }

        /** {@return this builder, for what these tools returned alone} */
        public Builder tools(String... names) {
            return narrow(query -> each(query, names, RecallQuery::tool));
        }

        /** {@return this builder, for steps of these kinds alone} */
        public Builder kinds(StepKind... kinds) {
            return narrow(query -> each(query, kinds, RecallQuery::kind));
        }

        /**
         * Searches steps that are not older than so much when the question is asked; precedes the beginning given to
         * {@link #between}.
         *
         * @param age the greatest age, more than 0
         * @return this builder
         * @throws IllegalArgumentException if it is not more than 0
         */
        public Builder since(Duration age) {
            if (!age.isPositive()) {
                throw new IllegalArgumentException("recall: expected an age of more than 0, got " + age);
            }
            greatestAge = age;
            return this;
        }

        /**
         * Searches steps of a time.
         *
         * @param from its beginning
         * @param to its end, not part of it
         * @return this builder
         * @throws IllegalArgumentException if it ends before it begins
         */
        public Builder between(Instant from, Instant to) {
            if (to.isBefore(from)) {
                throw new IllegalArgumentException(
                        "recall: expected a time that ends after it begins, got " + from + " to " + to);
            }
            return narrow(query -> query.since(from).before(to));
        }

        /**
         * Finds so many passages at most; default 5.
         *
         * @param most 1 to 333
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxResults(int most) {
            scope = scope.results(most);
            return this;
        }

        /**
         * Leaves out what answers worse.
         *
         * @param score 0 to 1, see {@link Recollection#score()}
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder minScore(double score) {
            return narrow(query -> query.minimumScore(score));
        }

        /**
         * Waits, when asked, until the words of all steps written so far are searchable; default zero, not to wait.
         *
         * @param atMost how long, before it fails with {@link dev.stepwell.recall.RecallTimeoutException}
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder upToDateWithin(Duration atMost) {
            scope = scope.patience(atMost);
            return this;
        }

        /**
         * Gives the clock that {@link #since} reckons from; default the system's.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * Makes the retriever.
         *
         * @return the retriever
         * @throws IllegalStateException if both the own session and sessions by their ids are asked for
         */
        public StepwellContentRetriever build() {
            if (named && scope.sessions() == Sessions.OWN) {
                throw new IllegalStateException(
                        "recall: expected either ownSession() or sessions(…), got both; sessions(…) may go with otherSessions()");
            }
            InstantSource now = clock;
            Duration age = greatestAge;
            return new StepwellContentRetriever(
                    age.isZero()
                            ? scope
                            : scope.narrowed(query -> query.since(now.instant().minus(age))));
        }

        private Builder narrow(UnaryOperator<RecallQuery> filter) {
            scope = scope.narrowed(filter);
            return this;
        }

        private static <T> RecallQuery each(
                RecallQuery query, T[] values, BiFunction<RecallQuery, T, RecallQuery> filter) {
            RecallQuery narrowed = query;
            for (T value : values) {
                narrowed = filter.apply(narrowed, value);
            }
            return narrowed;
        }
    }
}
