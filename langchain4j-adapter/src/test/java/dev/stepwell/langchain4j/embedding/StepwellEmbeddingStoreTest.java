package dev.stepwell.langchain4j.embedding;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest.EmbeddingSearchRequestBuilder;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.stepwell.journal.StoreClosedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepwellEmbeddingStoreTest {

    private static final long SEED = 20261123;

    private final Opened opened = new Opened();
    private final Random random = new Random(SEED);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        opened.close();
    }

    private StepwellEmbeddingStore store() {
        return opened.one(directory.resolve("store"));
    }

    private StepwellEmbeddingStore.Builder builder() {
        return StepwellEmbeddingStore.builder().directory(directory.resolve("store"));
    }

    private static Embedding of(double... numbers) {
        float[] vector = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            vector[i] = (float) numbers[i];
        }
        return Embedding.from(vector);
    }

    private Embedding random(int dimensions) {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Embedding.from(vector);
    }

    private static EmbeddingSearchRequestBuilder near(Embedding vector) {
        return EmbeddingSearchRequest.builder().queryEmbedding(vector).maxResults(1_000);
    }

    private static List<EmbeddingMatch<TextSegment>> matches(
            StepwellEmbeddingStore store, EmbeddingSearchRequestBuilder request) {
        return store.search(request.build()).matches();
    }

    private static List<String> ids(StepwellEmbeddingStore store, EmbeddingSearchRequestBuilder request) {
        return matches(store, request).stream().map(EmbeddingMatch::embeddingId).toList();
    }

    @Test
    void reopening_gives_back_every_vector_text_and_metadata_to_the_last_bit() {
        Metadata metadata = new Metadata()
                .put("text", "half a pair \uD83D, zero \0, and \uD83D\uDE00")
                .put("long text", "é".repeat(50_000))
                .put("uuid", new UUID(-1, 1))
                .put("int", Integer.MIN_VALUE)
                .put("long", Long.MAX_VALUE)
                .put("float", 0.1f)
                .put("nan", Double.NaN)
                .put("double", -0.0);
        TextSegment segment = TextSegment.from("Turn the valve \uDE00 to the left. ".repeat(2_000), metadata);
        Embedding given = of(3.3, -0.0, 1e-30, 12_345.678);
        String id = "id \uD83D";
        store().addAll(List.of(id), List.of(given), List.of(segment));
        store().add("no text", of(1, 0, 0, 0));
        opened.close();

        try (StepwellEmbeddingStore again = builder().build()) {
            List<EmbeddingMatch<TextSegment>> matches = matches(again, near(given));
            assertThat(matches).hasSize(2);
            assertThat(matches.get(0).embeddingId()).isEqualTo(id);
            assertThat(matches.get(0).embedding()).isEqualTo(given);
            assertThat(matches.get(0).embedded()).isEqualTo(segment);
            assertThat(matches.get(0).score()).isCloseTo(1, within(1e-9));
            assertThat(matches.get(1).embedding()).isEqualTo(of(1, 0, 0, 0));
            assertThat(matches.get(1).embedded()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 384, 1_536, 4_096})
    void scores_are_those_of_langchain4j_and_the_order_is_theirs(int dimensions) {
        List<Embedding> vectors =
                IntStream.range(0, 50).mapToObj(i -> random(dimensions)).toList();
        List<String> ids = store().addAll(vectors);
        Embedding query = random(dimensions);

        List<EmbeddingMatch<TextSegment>> matches = matches(store(), near(query));

        assertThat(matches).hasSize(50).allSatisfy(match -> {
            Embedding given = vectors.get(ids.indexOf(match.embeddingId()));
            assertThat(match.embedding()).isEqualTo(given);
            assertThat(match.score())
                    .isCloseTo(
                            RelevanceScore.fromCosineSimilarity(CosineSimilarity.between(given, query)), within(1e-6));
        });
        assertThat(matches).isSortedAccordingTo((one, other) -> Double.compare(other.score(), one.score()));
    }

    @Test
    void a_vector_without_a_direction_has_half_a_point_with_every_other() {
        store().add("zero", of(0, 0));
        store().add("tiny", of(1e-30, 0));
        store().add("huge", of(1e30, 0));

        assertThat(matches(store(), near(of(0, 0))))
                .extracting(EmbeddingMatch::score)
                .containsExactly(0.5, 0.5, 0.5);
        assertThat(matches(store(), near(of(5, 0))))
                .extracting(EmbeddingMatch::score)
                .containsExactly(1.0, 1.0, 0.5);
    }

    @Test
    void the_lowest_score_cuts_and_the_number_of_results_too() {
        store().addAll(List.of("a", "b", "c"), List.of(of(1, 0), of(1, 1), of(0, 1)), null);

        assertThat(ids(store(), near(of(1, 0)).minScore(0.6))).containsExactly("a", "b");
        assertThat(ids(store(), near(of(1, 0)).maxResults(1))).containsExactly("a");
        assertThat(ids(store(), near(of(1, 0)).maxResults(Integer.MAX_VALUE))).hasSize(3);
    }

    @Test
    void an_id_that_is_there_is_replaced_and_of_equal_ids_the_last_counts() {
        store().addAll(
                        List.of("a", "b", "a"),
                        List.of(of(1, 0), of(1, 0), of(0, 1)),
                        Arrays.asList(TextSegment.from("old"), null, TextSegment.from("new")));
        store().add("b", of(-1, 0));

        assertThat(ids(store(), near(of(0, 1)))).containsExactly("a", "b");
        assertThat(matches(store(), near(of(0, 1))).get(0).embedded()).isEqualTo(TextSegment.from("new"));
    }

    @Test
    void bad_input_is_refused_by_name_and_nothing_of_its_list_is_added() {
        store().add("a", of(1, 0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().add("b", of(1, 0, 0)))
                .withMessageContaining("'b'")
                .withMessageContaining("expected 2 dimensions")
                .withMessageContaining("got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().search(near(of(1)).build()))
                .withMessageContaining("query embedding: expected 2 dimensions")
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().addAll(List.of("b", "c"), List.of(of(1, 0), of(1)), null))
                .withMessageContaining("'c'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().addAll(List.of("b", " "), List.of(of(1, 0), of(1, 0)), null))
                .withMessageContaining("id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().addAll(List.of("b", "c"), List.of(of(1, 0), of(1, Double.NaN)), null))
                .withMessageContaining("NaN at index 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().add("b", random(4_097)))
                .withMessageContaining("4096");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        store().search(near(of(Double.POSITIVE_INFINITY, 0)).build()))
                .withMessageContaining("Infinity");

        assertThat(ids(store(), near(of(1, 0)))).containsExactly("a");
    }

    @Test
    void removing_everything_forgets_the_dimensions_and_stays_done_after_reopening() {
        store().add("a", of(1, 0));
        store().removeAll();
        store().add("b", of(1, 0, 0));
        opened.close();

        try (StepwellEmbeddingStore again = builder().build()) {
            assertThat(ids(again, near(of(1, 0, 0)))).containsExactly("b");
            assertThatIllegalArgumentException().isThrownBy(() -> again.add("c", of(1, 0)));
            again.removeAll(List.of("b", "unknown"));
        }
        try (StepwellEmbeddingStore again = builder().build()) {
            assertThat(ids(again, near(of(1, 0, 0)))).isEmpty();
        }
    }

    @Test
    void a_selective_filter_still_finds_as_many_as_asked_for_and_the_nearest() {
        int entries = 12_000;
        List<Embedding> vectors =
                IntStream.range(0, entries).mapToObj(i -> random(16)).toList();
        List<String> ids =
                IntStream.range(0, entries).mapToObj(Integer::toString).toList();
        List<TextSegment> segments = IntStream.range(0, entries)
                .mapToObj(i -> TextSegment.from("text", new Metadata().put("number", i)))
                .toList();
        store().addAll(ids, vectors, segments);
        Embedding query = random(16);
        Filter few = metadataKey("number").isGreaterThanOrEqualTo(entries - 15);

        List<String> expected = IntStream.range(entries - 15, entries)
                .boxed()
                .sorted((one, other) -> Double.compare(
                        CosineSimilarity.between(query, vectors.get(other)),
                        CosineSimilarity.between(query, vectors.get(one))))
                .limit(10)
                .map(Object::toString)
                .toList();
        assertThat(ids(store(), near(query).maxResults(10).filter(few))).isEqualTo(expected);
    }

    @Test
    void as_many_are_found_as_there_are_however_alike_the_vectors() {
        int entries = 6_000;
        store().addAll(IntStream.range(0, entries)
                .mapToObj(i -> of(i % 2, 1, 1))
                .toList());

        assertThat(ids(store(), near(of(1, 0, 0)).maxResults(entries)))
                .doesNotHaveDuplicates()
                .hasSize(entries);
        assertThat(ids(store(), near(of(-1, 0, 0)).maxResults(entries - 1)))
                .doesNotHaveDuplicates()
                .hasSize(entries - 1);
    }

    @Test
    void words_lift_entries_in_a_hybrid_store_only() {
        store().addAll(
                        List.of("near", "far", "numbers"),
                        List.of(of(1, 0), of(0.6, 0.8), of(1, 0.01)),
                        Arrays.asList(
                                TextSegment.from("Opening the machine"),
                                TextSegment.from("Error E-4711: the valves are stuck"),
                                null));
        EmbeddingSearchRequestBuilder asked = near(of(1, 0)).query("what does E-4711 say about a valve?");
        assertThat(ids(store(), asked)).containsExactly("near", "numbers", "far");
        opened.close();

        try (StepwellEmbeddingStore hybrid = builder().hybrid(true).build()) {
            List<EmbeddingMatch<TextSegment>> matches = matches(hybrid, asked);
            assertThat(ids(hybrid, asked)).containsExactly("near", "numbers", "far");
            assertThat(matches.get(2).score()).as("r = 0.8, w = 1").isCloseTo(0.9, within(1e-6));
            assertThat(matches.get(0).score()).as("no word of it").isCloseTo(1, within(1e-6));
            assertThat(ids(hybrid, asked.queryEmbedding(of(0.9, -0.5))))
                    .as("the words decide")
                    .containsExactly("near", "numbers", "far");
            assertThat(ids(hybrid, asked.queryEmbedding(of(-1, 0)))).first().isEqualTo("far");
            assertThat(ids(hybrid, near(of(1, 0)).query("what is it?")))
                    .as("stop words only")
                    .hasSize(3);
            assertThat(ids(hybrid, near(of(1, 0)).query("*:* AND (\"")))
                    .as("no syntax")
                    .hasSize(3);
        }
    }

    @Test
    void a_hybrid_search_finds_by_words_what_is_far_from_the_vector_and_filters_it() {
        try (StepwellEmbeddingStore hybrid = builder().hybrid(true).build()) {
            List<String> ids =
                    IntStream.range(0, 3_000).mapToObj(Integer::toString).toList();
            hybrid.addAll(
                    ids,
                    ids.stream().map(id -> of(1, random.nextDouble() * 0.5)).toList(),
                    ids.stream()
                            .map(id -> TextSegment.from("text", Metadata.metadata("kind", "filler")))
                            .toList());
            Metadata kind = Metadata.metadata("kind", "manual");
            hybrid.addAll(List.of("manual"), List.of(of(0, 1)), List.of(TextSegment.from("the zylinder head", kind)));
            EmbeddingSearchRequestBuilder asked =
                    near(of(-1, -2)).query("zylinder").maxResults(5);

            assertThat(ids(hybrid, near(of(-1, -2)).maxResults(2_900)))
                    .as("by its vector")
                    .doesNotContain("manual");
            assertThat(ids(hybrid, asked)).hasSize(5).first().isEqualTo("manual");
            assertThat(ids(hybrid, asked.filter(metadataKey("kind").isEqualTo("filler"))))
                    .doesNotContain("manual");
        }
    }

    @Test
    void many_threads_add_and_each_finds_its_own_at_once() throws Exception {
        StepwellEmbeddingStore store = store();
        int threads = 8;
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            running.add(CompletableFuture.runAsync(
                    () -> {
                        await(start);
                        for (int i = 0; i < 20; i++) {
                            String id = own + "-" + i;
                            store.add(id, of(own, i, 1));
                            assertThat(ids(store, near(of(own, i, 1)))).contains(id);
                        }
                    },
                    task -> Thread.ofPlatform().start(task)));
        }
        start.countDown();
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();

        assertThat(ids(store, near(of(1, 1, 1)))).hasSize(threads * 20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_interrupted_thread_adds_searches_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        try {
            store().add("a", of(1, 0));
            assertThat(ids(store(), near(of(1, 0)))).containsExactly("a");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        store().add("b", of(1, 0));
        assertThat(ids(store(), near(of(1, 0)))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void an_asynchronous_search_runs_on_another_thread_and_fails_through_its_future() throws Exception {
        store().addAll(
                        List.of("a"),
                        List.of(of(1, 0)),
                        List.of(TextSegment.from("text", Metadata.metadata("key", "value"))));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Filter slow = metadata -> {
            asked.countDown();
            await(answer);
            return true;
        };
        CompletableFuture<List<String>> found = store().searchAsync(
                        near(of(1, 0)).filter(slow).build())
                .thenApply(result -> result.matches().stream()
                        .map(EmbeddingMatch::embeddingId)
                        .toList());
        asked.await();
        assertThat(found).as("this thread went on").isNotDone();
        answer.countDown();
        assertThat(found.join()).containsExactly("a");

        CompletableFuture<?> wrong = store().searchAsync(near(of(1)).build());
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(wrong::join)
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_filter_that_throws_ends_a_removal_and_the_store_goes_on() {
        store().addAll(
                        List.of("a"),
                        List.of(of(1, 0)),
                        List.of(TextSegment.from("text", Metadata.metadata("year", "unknown"))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().removeAll(metadataKey("year").isGreaterThan(2020)))
                .withMessageContaining("year")
                .withMessageContaining("unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().removeAll(metadata -> {
                    throw new IllegalStateException("of its own");
                }))
                .withMessageContaining("of its own");
        store().add("b", of(0, 1));
        assertThat(ids(store(), near(of(1, 0)))).containsExactly("a", "b");
    }

    @Test
    void a_closed_store_says_so_and_closes_twice() {
        StepwellEmbeddingStore store = store();
        store.add("a", of(1, 0));
        store.close();
        store.close();

        List.<Runnable>of(
                        () -> store.add("b", of(1, 0)),
                        () -> store.remove("a"),
                        () -> store.removeAll(),
                        () -> store.removeAll(metadataKey("key").isEqualTo("value")),
                        store::commit,
                        () -> store.search(near(of(1, 0)).build()))
                .forEach(call -> assertThatExceptionOfType(StoreClosedException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("store"));
    }

    @Test
    void without_a_commit_for_each_write_all_is_found_at_once_and_there_after_closing() {
        try (StepwellEmbeddingStore store = builder().commitEachWrite(false).build()) {
            store.add("a", of(1, 0));
            assertThat(ids(store, near(of(1, 0)))).containsExactly("a");
            store.commit();
            store.add("b", of(0, 1));
        }
        try (StepwellEmbeddingStore again = builder().build()) {
            assertThat(ids(again, near(of(1, 0)))).containsExactly("a", "b");
        }
    }
}
