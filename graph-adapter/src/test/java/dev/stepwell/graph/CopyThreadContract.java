package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What copying a thread promises; the names are those of LangGraph's conformance suite. */
interface CopyThreadContract extends GraphFixture {

    private List<CheckpointKey> source(CheckpointKey parent, int count) {
        List<CheckpointKey> keys = new ArrayList<>();
        CheckpointKey last = parent;
        for (int step = 0; step < count; step++) {
            last = graphs().put(
                            last,
                            checkpoint(Map.of("step", step)).withVersions(Map.of("step", 1)),
                            metadata("loop", step),
                            Map.of("step", 1));
            keys.add(last);
        }
        return keys;
    }

    private String copied(List<CheckpointKey> keys) {
        String target = newThread().thread();
        graphs().copyThread(keys.get(0).thread(), target);
        return target;
    }

    /** A text that is found in no other thread. */
    private static String secret(String thread, int number) {
        return "secret " + number + " of " + thread + " ";
    }

    private long secretsLeft(String thread) {
        return well().session(thread)
                .steps()
                .map(Step::payload)
                .filter(payload -> payload.contains("secret"))
                .count();
    }

    @Test
    default void a_copy_at_a_checkpoint_ends_there_and_has_nothing_of_what_came_after() {
        List<CheckpointKey> keys = source(newThread(), 5);
        graphs().putWrites(keys.get(1), List.of(new ChannelWrite("step", 9)), "task", "");
        String target = newThread().thread();
        graphs().copyThread(keys.get(1), target);

        reopen();
        assertThat(listed(CheckpointQuery.thread(target)))
                .extracting(saved -> saved.key().id())
                .containsExactly(keys.get(1).id(), keys.get(0).id());
        SavedCheckpoint latest = graphs().get(CheckpointKey.latest(target)).orElseThrow();
        assertThat(latest.checkpoint().values()).isEqualTo(Map.of("step", 1));
        assertThat(latest.writes()).isEmpty();
        graphs().putIfLatest(latest.key(), checkpoint(Map.of("step", 7)), metadata("loop", 2));
        assertThat(keys(target)).hasSize(3);
        assertThat(keys(keys.get(0).thread())).hasSize(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graphs().copyThread(
                                keys.get(0).withId("none"), newThread().thread()))
                .withMessageContaining("checkpoint none: found no such checkpoint");
    }

    @Test
    default void what_was_pruned_is_not_in_a_copy_at_a_checkpoint_before_the_pruning() {
        List<CheckpointKey> keys = source(newThread(), 6);
        String thread = keys.get(0).thread();
        graphs().prune(List.of(thread), Retention.keepLast(2), Instant.EPOCH);
        String target = newThread().thread();
        graphs().copyThread(keys.get(4), target);

        reopen();
        assertThat(listed(CheckpointQuery.thread(target)))
                .extracting(saved -> saved.key().id())
                .containsExactly(keys.get(4).id());
        assertThat(graphs().get(CheckpointKey.latest(target))
                        .orElseThrow()
                        .key()
                        .id())
                .isEqualTo(keys.get(4).id());
        assertThat(graphs().get(CheckpointKey.latest(target).withId(keys.get(1).id())))
                .isEmpty();
    }

    @Test
    default void test_copy_thread_basic() {
        assertThat(keys(copied(source(newThread(), 3)))).hasSize(3);
    }

    @Test
    default void test_copy_thread_all_checkpoints() {
        List<CheckpointKey> keys = source(newThread(), 3);
        String target = copied(keys);
        reopen();
        assertThat(listed(CheckpointQuery.thread(target)))
                .extracting(SavedCheckpoint::checkpoint)
                .isEqualTo(listed(CheckpointQuery.thread(keys.get(0).thread())).stream()
                        .map(SavedCheckpoint::checkpoint)
                        .toList());
    }

    @Test
    default void test_copy_thread_preserves_metadata() {
        String target = copied(source(newThread(), 2));
        assertThat(listed(CheckpointQuery.thread(target)))
                .extracting(SavedCheckpoint::metadata)
                .containsExactly(metadata("loop", 1), metadata("loop", 0));
    }

    @Test
    default void test_copy_thread_preserves_namespaces() {
        List<CheckpointKey> root = source(newThread(), 1);
        List<CheckpointKey> child = source(CheckpointKey.latest(root.get(0).thread(), "child:1"), 1);
        String target = copied(root);
        for (CheckpointKey key : List.of(root.get(0), child.get(0))) {
            assertThat(saved(CheckpointKey.latest(target, key.namespace())).key())
                    .isEqualTo(new CheckpointKey(target, key.namespace(), key.id()));
            assertThat(listed(CheckpointQuery.thread(target).namespace(key.namespace())))
                    .hasSize(1);
        }
    }

    @Test
    default void test_copy_thread_preserves_writes() {
        List<CheckpointKey> keys = source(newThread(), 1);
        graphs().putWrites(keys.get(0), List.of(new ChannelWrite("ch", "write_val")), "task", "");
        assertThat(saved(CheckpointKey.latest(copied(keys))).writes())
                .containsExactly(new PendingWrite("task", 0, "ch", "write_val", ""));
    }

    @Test
    default void test_copy_thread_preserves_ordering() {
        List<CheckpointKey> keys = source(newThread(), 4);
        assertThat(keys(copied(keys)))
                .extracting(CheckpointKey::id)
                .isEqualTo(keys.reversed().stream().map(CheckpointKey::id).toList());
    }

    @Test
    default void test_copy_thread_source_unchanged() {
        List<CheckpointKey> keys = source(newThread(), 2);
        String target = copied(keys);
        graphs().put(CheckpointKey.latest(target).withId(keys.get(1).id()), checkpoint(Map.of()), Map.of());
        putWrite(CheckpointKey.latest(target).withId(keys.get(1).id()), "ch", "of the copy");
        assertThat(keys(keys.get(0).thread())).isEqualTo(keys.reversed());
        assertThat(saved(keys.get(1)).writes()).isEmpty();
        assertThat(keys(target)).hasSize(3);
    }

    @Test
    default void test_copy_thread_nonexistent_source() {
        String source = newThread().thread();
        String target = newThread().thread();
        graphs().copyThread(source, target);
        assertThat(keys(target)).isEmpty();
        assertThat(well().session(target).exists()).isFalse();
    }

    @Test
    default void a_copy_is_made_once_and_over_no_other_thread() {
        List<CheckpointKey> keys = source(newThread(), 2);
        String target = copied(keys);
        graphs().copyThread(keys.get(0).thread(), target);
        assertThat(keys(target)).hasSize(2);
        CheckpointKey other = put(newThread(), metadata("loop", 0));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().copyThread(keys.get(0).thread(), other.thread()));
        assertThat(keys(other.thread())).containsExactly(other);
        assertThatIllegalArgumentException().isThrownBy(() -> graphs().copyThread(other.thread(), other.thread()));
    }

    @Test
    default void source_and_copy_go_their_own_ways() {
        List<CheckpointKey> keys = source(newThread(), 2);
        CheckpointKey copy =
                CheckpointKey.latest(copied(keys)).withId(keys.get(1).id());
        Checkpoint ofSource = checkpoint(Map.of("list", List.of("s".repeat(200))));
        Checkpoint ofCopy = Checkpoint.of(ofSource.id(), NOON, Map.of("list", List.of("c".repeat(200))));
        CheckpointKey source = graphs().put(keys.get(1), ofSource, Map.of());
        CheckpointKey copied = graphs().put(copy, ofCopy, Map.of());
        assertThat(saved(source).checkpoint()).isEqualTo(ofSource);
        assertThat(saved(copied).checkpoint()).isEqualTo(ofCopy);
        assertThat(saved(copied).parent()).contains(copy);
    }

    @Test
    default void a_fork_of_the_session_is_the_thread_as_it_was_there() {
        List<CheckpointKey> keys = source(newThread(), 4);
        String fork = newThread().thread();
        well().session(keys.get(0).thread()).fork(saved(keys.get(1)).position(), fork);
        assertThat(keys(fork))
                .extracting(CheckpointKey::id)
                .containsExactly(keys.get(1).id(), keys.get(0).id());
        assertThat(saved(CheckpointKey.latest(fork)).checkpoint().values()).isEqualTo(Map.of("step", 1));
    }

    @Test
    default void what_a_copy_needs_stays_when_its_source_is_pruned_or_deleted_and_goes_with_the_last_copy() {
        CheckpointKey last = newThread();
        String source = last.thread();
        List<Checkpoint> put = new ArrayList<>();
        List<String> list = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            list.add(secret(source, i).repeat(5));
            put.add(checkpoint(Map.of(
                    "list", List.copyOf(list), "text", secret(source, 10 + i).repeat(5))));
            last = graphs().put(last, put.get(i), metadata("loop", i));
            putWrite(last, "ch", secret(source, 20 + i));
        }
        String copy = newThread().thread();
        graphs().copyThread(source, copy);
        String copyOfCopy = newThread().thread();
        graphs().copyThread(copy, copyOfCopy);

        graphs().prune(List.of(source), Retention.keepLast(1), Instant.now());
        assertThat(keys(source)).hasSize(1);
        graphs().deleteThread(source);
        assertThat(keys(source)).isEmpty();
        reopen();
        for (String one : List.of(copy, copyOfCopy)) {
            assertThat(listed(CheckpointQuery.thread(one)))
                    .as(one)
                    .extracting(SavedCheckpoint::checkpoint)
                    .isEqualTo(put.reversed());
            assertThat(saved(CheckpointKey.latest(one)).writes()).hasSize(1);
        }

        graphs().prune(List.of(copy), Retention.keepLast(1), Instant.now());
        graphs().deleteThread(copy);
        assertThat(listed(CheckpointQuery.thread(copyOfCopy)))
                .extracting(SavedCheckpoint::checkpoint)
                .isEqualTo(put.reversed());
        graphs().prune(List.of(copyOfCopy), Retention.keepLast(1), Instant.now());
        assertThat(saved(CheckpointKey.latest(copyOfCopy)).checkpoint()).isEqualTo(put.get(3));
        assertThat(well().session(source).steps().map(Step::payload))
                .as("erased where it was written")
                .noneMatch(payload -> payload.contains(secret(source, 12)) || payload.contains(secret(source, 22)))
                .anyMatch(payload -> payload.contains(secret(source, 0)));

        graphs().deleteThread(copyOfCopy);
        for (String thread : List.of(source, copy, copyOfCopy)) {
            assertThat(keys(thread)).isEmpty();
            assertThat(secretsLeft(thread)).as(thread).isZero();
        }
        assertThat(well().verify().findings()).isEmpty();
    }

    @Test
    default void pruning_a_copy_leaves_its_source_as_it_is() {
        List<CheckpointKey> keys = source(newThread(), 4);
        putWrite(keys.get(0).withId("to come"), "ch", "early");
        String copy = copied(keys);
        graphs().prune(List.of(copy), Retention.keepLast(1), Instant.now());
        assertThat(keys(copy)).hasSize(1);
        graphs().deleteThread(copy);
        assertThat(listed(CheckpointQuery.thread(keys.get(0).thread())))
                .extracting(saved -> saved.checkpoint().values().get("step"))
                .containsExactly(3, 2, 1, 0);
        CheckpointKey late = graphs().put(keys.get(3), Checkpoint.of("to come", NOON, Map.of()), Map.of());
        assertThat(saved(late).writes()).as("written before their checkpoint").hasSize(1);
    }
}
