package dev.stepwell.langchain4j.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every filter finds what asking it about one entry after the other finds, and fails where that fails. */
class FilterAgreementTest {

    private static final int ENTRIES = 80;
    private static final int FILTERS = 250;
    private static final Embedding VECTOR = Embedding.from(new float[] {1, 2});

    @TempDir
    Path directory;

    private final Map<String, Metadata> entries = new TreeMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void filters_find_what_test_lets_pass(long seed) {
        RandomFilters random = new RandomFilters(seed);
        int found = 0;
        int failed = 0;
        try (StepwellEmbeddingStore store = store()) {
            fill(store, random);
            for (int i = 0; i < FILTERS; i++) {
                Filter filter = random.filter(3);
                Optional<Set<String>> expected = passing(filter);
                if (expected.isPresent()) {
                    assertThat(ids(store, filter))
                            .as("seed " + seed + ": " + filter)
                            .isEqualTo(expected.get());
                    found += expected.get().size();
                } else {
                    assertThatIllegalArgumentException()
                            .as("seed " + seed + ": " + filter)
                            .isThrownBy(() -> ids(store, filter));
                    failed++;
                }
            }
        }
        assertThat(found).as("entries found").isGreaterThan(FILTERS);
        assertThat(failed).as("filters that cannot be applied").isBetween(1, FILTERS * 2 / 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void removing_by_filter_removes_what_test_lets_pass_and_nothing_if_it_cannot_be_applied(long seed) {
        RandomFilters random = new RandomFilters(seed);
        try (StepwellEmbeddingStore store = store()) {
            for (int i = 0; i < 25; i++) {
                fill(store, random);
                Filter filter = random.filter(3);
                Optional<Set<String>> expected = passing(filter);
                if (expected.isPresent()) {
                    store.removeAll(filter);
                    entries.keySet().removeAll(expected.get());
                } else {
                    assertThatIllegalArgumentException().isThrownBy(() -> store.removeAll(filter));
                }
                assertThat(ids(store, null)).as("seed " + seed + ": " + filter).containsAll(entries.keySet());
                assertThat(ids(store, null)).as("seed " + seed + ": " + filter).hasSize(entries.size() + 1);
            }
        }
    }

    @Test
    void a_filter_of_more_comparisons_than_fit_into_a_query_still_finds() {
        try (StepwellEmbeddingStore store = store()) {
            fill(store, new RandomFilters(7));
            Filter any = new dev.langchain4j.store.embedding.filter.comparison.IsEqualTo("missing", 0);
            for (int i = 0; i < 2_000; i++) {
                any = any.or(new dev.langchain4j.store.embedding.filter.comparison.IsEqualTo("missing", i));
            }
            assertThat(ids(store, any)).isEmpty();
            assertThat(ids(store, Filter.not(any))).isEqualTo(entries.keySet());
        }
    }

    @Test
    void a_subclass_of_a_known_filter_means_what_it_says_itself() {
        try (StepwellEmbeddingStore store = store()) {
            fill(store, new RandomFilters(7));
            Filter all = new dev.langchain4j.store.embedding.filter.comparison.IsEqualTo("missing", 0) {
                @Override
                public boolean test(Object object) {
                    return true;
                }
            };
            assertThat(ids(store, all)).isEqualTo(entries.keySet());
        }
    }

    private StepwellEmbeddingStore store() {
        return StepwellEmbeddingStore.builder()
                .directory(directory.resolve("store"))
                .commitEachWrite(false)
                .build();
    }

    /** In several segments, with entries replaced, and one that has no text. */
    private void fill(StepwellEmbeddingStore store, RandomFilters random) {
        for (int part = 0; part < 4; part++) {
            List<String> ids = new ArrayList<>();
            List<TextSegment> segments = new ArrayList<>();
            for (int i = 0; i < ENTRIES / 4; i++) {
                String id = "entry " + (part * (ENTRIES / 5) + i);
                Metadata metadata = random.metadata();
                ids.add(id);
                segments.add(TextSegment.from("text", metadata));
                entries.put(id, metadata);
            }
            store.addAll(ids, ids.stream().map(id -> VECTOR).toList(), segments);
        }
        store.add("without a text", VECTOR);
    }

    /** {@return nothing if the filter cannot be applied to an entry} */
    private Optional<Set<String>> passing(Filter filter) {
        Set<String> passing = new TreeSet<>();
        try {
            entries.forEach((id, metadata) -> {
                if (filter.test(metadata)) {
                    passing.add(id);
                }
            });
            return Optional.of(passing);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Set<String> ids(StepwellEmbeddingStore store, @org.jspecify.annotations.Nullable Filter filter) {
        return store
                .search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(VECTOR)
                        .maxResults(10_000)
                        .filter(filter)
                        .build())
                .matches()
                .stream()
                .map(EmbeddingMatch::embeddingId)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
