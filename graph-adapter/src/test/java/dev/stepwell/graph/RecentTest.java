package dev.stepwell.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.graph.GraphThread.Standing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered is bounded, however many threads there are and however large they are. */
class RecentTest {

    private final Recent recent = new Recent();

    private static Known known(String id, int characters) {
        Memo memo = new Memo.Elements(List.of(new Memo.Exact("x".repeat(characters))));
        return new Known(id, 7, Manifest.NONE, Map.of("channel", memo));
    }

    @Test
    void the_thread_that_was_used_least_recently_is_forgotten() {
        for (int i = 0; i < Recent.THREADS_MAX; i++) {
            recent.known("thread " + i, "", known("id", 10));
        }
        assertThat(recent.known("thread 0", "", "id")).as("used now").isPresent();
        recent.standing("one more", new Standing(1, Map.of(), Marker.NONE));
        assertThat(recent.known("thread 1", "", "id")).isEmpty();
        assertThat(recent.known("thread 0", "", "id")).isPresent();
        assertThat(recent.standing("one more")).isPresent();
    }

    @Test
    void no_more_is_remembered_than_fits() {
        int size = (int) (Recent.WEIGHT_MAX / 8);
        for (int i = 0; i < 100; i++) {
            recent.known("thread " + i, "", known("id", size));
            assertThat(recent.weight()).isBetween((long) size, Recent.WEIGHT_MAX);
        }
        assertThat(recent.known("thread 99", "", "id")).isPresent();
        recent.known("large", "", known("id", (int) Recent.WEIGHT_MAX));
        assertThat(recent.known("large", "", "id")).isEmpty();
        assertThat(recent.weight()).isZero();
    }

    @Test
    void a_thread_of_ever_new_namespaces_is_remembered_by_few() {
        for (int i = 0; i < 1_000; i++) {
            recent.known("thread", "namespace " + i, known("id", 1_000));
        }
        assertThat(recent.weight()).isLessThan(10_000);
        recent.forget("thread");
        assertThat(recent.weight()).isZero();
    }
}
