package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static dev.stepwell.graph.GraphFixture.versioned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepwell.Session;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is put is what is read, then and later, at the cost of what changed. */
interface StateContract extends GraphFixture {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    default void every_state_reads_as_it_was_put_whatever_came_before_and_after(long seed) {
        Random random = new Random(seed);
        CheckpointKey thread = newThread();
        Map<CheckpointKey, Checkpoint> put = new LinkedHashMap<>();
        List<CheckpointKey> keys = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            CheckpointKey parent = keys.isEmpty()
                    ? thread
                    : random.nextInt(6) == 0 ? keys.get(random.nextInt(keys.size())) : keys.get(keys.size() - 1);
            Checkpoint before = put.getOrDefault(parent, checkpoint(Map.of()));
            Checkpoint next = changed(before, random);
            boolean known = random.nextBoolean();
            CheckpointKey key = known
                    ? graphs().put(parent, next, metadata("loop", i), newVersions(before, next))
                    : graphs().put(parent, next, metadata("loop", i));
            put.put(key, next);
            keys.add(key);
            CheckpointKey any = keys.get(random.nextInt(keys.size()));
            assertThat(saved(any).checkpoint()).as("put %d, seed %d", i, seed).isEqualTo(put.get(any));
            if (random.nextInt(10) == 0) {
                reopen();
            }
        }
        assertThat(listed(CheckpointQuery.thread(thread.thread())))
                .as("seed %d", seed)
                .extracting(SavedCheckpoint::checkpoint)
                .isEqualTo(new ArrayList<>(put.values()).reversed());
        assertThat(well().session(thread.thread()).steps(StepQuery.kinds(StepKind.CHECKPOINT_ITEMS)))
                .as("items steps that go on a list")
                .filteredOn(step -> step.payload().startsWith("{\"before\""))
                .hasSizeGreaterThan(5);
        assertThat(well().session(thread.thread()).steps(StepQuery.kinds(StepKind.CHECKPOINT_CHANGE)))
                .as("differences, and whole manifests")
                .anyMatch(step -> step.payload().contains("\"delta\":"))
                .anyMatch(step -> step.payload().contains("\"whole\":"));
    }

    private static Checkpoint changed(Checkpoint before, Random random) {
        Map<String, @Nullable Object> values = new TreeMap<>(before.values());
        Map<String, Object> versions = new TreeMap<>(before.versions());
        Map<String, Map<String, Object>> seen = new TreeMap<>(before.versionsSeen());
        for (int change = random.nextInt(4); change >= 0; change--) {
            String channel = "c" + random.nextInt(12);
            versions.merge(channel, 1, (version, one) -> (Integer) version + 1);
            Object value = values.get(channel);
            int dice = random.nextInt(10);
            if (dice == 0) {
                values.remove(channel);
                versions.remove(channel);
            } else if (value instanceof List<?> list && dice < 8) {
                values.put(channel, edited(list, random));
            } else if (dice < 8) {
                values.put(channel, new ArrayList<>(List.of("item " + "x".repeat(random.nextInt(200)))));
            } else {
                values.put(channel, JsonValuesTest.value(random, 3));
            }
            seen.put("n" + random.nextInt(4), new TreeMap<>(versions));
            seen.remove("n" + random.nextInt(12));
        }
        return checkpoint(values).withVersions(versions).withVersionsSeen(seen);
    }

    /** Mostly what agents do to lists: they grow. */
    private static List<@Nullable Object> edited(List<?> list, Random random) {
        List<@Nullable Object> edited = new ArrayList<>(list);
        switch (random.nextInt(8)) {
            case 0 -> edited.clear();
            case 1 -> edited.set(random.nextInt(edited.size()), "set");
            case 2 -> edited.remove(edited.size() - 1);
            default -> {
                for (int more = random.nextInt(3); more >= 0; more--) {
                    edited.add(JsonValuesTest.value(random, 2));
                }
            }
        }
        if (edited.isEmpty()) {
            edited.add("y".repeat(150));
        }
        return edited;
    }

    private static Map<String, Object> newVersions(Checkpoint before, Checkpoint next) {
        Map<String, Object> changed = new LinkedHashMap<>(next.versions());
        changed.entrySet().removeAll(before.versions().entrySet());
        return changed;
    }

    @Test
    default void an_object_that_the_user_changes_in_place_is_seen_to_have_changed() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(Map.of("count", 1));
        List<@Nullable Object> list = new ArrayList<>(List.of(map, "x".repeat(200)));
        byte[] bytes = new byte[200];
        Map<String, @Nullable Object> values = Map.of("map", map, "list", list, "bytes", bytes);
        CheckpointKey first = graphs().put(newThread(), checkpoint(values), Map.of());
        map.put("count", 2);
        list.add("more");
        bytes[7] = 7;
        CheckpointKey second = graphs().put(first, checkpoint(values), Map.of());
        assertThat(saved(second).checkpoint().values().get("map")).isEqualTo(Map.of("count", 2));
        assertThat(saved(second).checkpoint().values().get("list"))
                .isEqualTo(List.of(Map.of("count", 2), "x".repeat(200), "more"));
        assertThat(saved(second).checkpoint().values().get("bytes")).isEqualTo(bytes);
        assertThat(saved(first).checkpoint().values().get("map")).isEqualTo(Map.of("count", 1));
        assertThat(saved(first).checkpoint().values().get("list"))
                .isEqualTo(List.of(Map.of("count", 1), "x".repeat(200)));
        assertThat(saved(first).checkpoint().values().get("bytes")).isEqualTo(new byte[200]);
    }

    @Test
    default void a_channel_said_to_be_the_same_is_not_looked_at_unless_its_version_is_another() {
        List<Object> looked = new ArrayList<>();
        ValueCodec seeing = new ValueCodec() {
            @Override
            public String encode(@Nullable Object value) {
                looked.add(String.valueOf(value));
                return ValueCodec.json().encode(value);
            }

            @Override
            public @Nullable Object decode(String json) {
                return ValueCodec.json().decode(json);
            }
        };
        GraphCheckpointer graphs = GraphCheckpointer.on(well(), "default", seeing);
        Map<String, @Nullable Object> values =
                Map.of("a", Map.of("is", "a"), "b", Map.of("is", "b"), "c", Map.of("is", "c"));
        CheckpointKey first = graphs.put(newThread(), versioned(values), Map.of());
        looked.clear();
        Map<String, @Nullable Object> next =
                Map.of("a", Map.of("is", "A"), "b", Map.of("is", "B"), "c", Map.of("is", "c"));
        CheckpointKey second = graphs.put(
                first, checkpoint(next).withVersions(Map.of("a", 2, "b", 2, "c", 1)), Map.of(), Map.of("a", 2));
        assertThat(looked).contains("{is=A}", "{is=B}").doesNotContain("{is=c}");
        assertThat(saved(second).checkpoint().values()).isEqualTo(next);
    }

    @Test
    default void an_object_that_the_user_was_given_and_changes_is_seen_to_have_changed() {
        CheckpointKey first = graphs().put(
                        newThread(), checkpoint(Map.of("list", List.of(Map.of("a", 1), "x".repeat(200)))), Map.of());
        Map<String, @Nullable Object> given = saved(first).checkpoint().values();
        if (given.get("list") instanceof List<?> list && list.get(0) instanceof Map<?, ?> map) {
            map.clear();
            list.remove(1);
        }
        CheckpointKey second = graphs().put(first, checkpoint(given), Map.of());
        assertThat(saved(second).checkpoint().values()).isEqualTo(Map.of("list", List.of(Map.of())));
        assertThat(saved(first).checkpoint().values())
                .isEqualTo(Map.of("list", List.of(Map.of("a", 1), "x".repeat(200))));
    }

    @Test
    default void putting_the_same_again_changes_nothing_and_putting_another_under_its_id_is_refused() {
        CheckpointKey thread = newThread();
        Checkpoint checkpoint = versioned(Map.of("text", "t".repeat(500), "list", List.of("l".repeat(500))));
        CheckpointKey first = graphs().put(thread, checkpoint, metadata("loop", 0));
        CheckpointKey second = graphs().put(first, versioned(Map.of()), metadata("loop", 1));
        long steps = well().session(thread.thread()).info().position();

        assertThat(graphs().put(thread, checkpoint, metadata("loop", 0))).isEqualTo(first);
        reopen();
        assertThat(graphs().put(thread, checkpoint, metadata("loop", 0))).isEqualTo(first);
        assertThat(saved(thread).key()).as("the latest").isEqualTo(second);

        Checkpoint other =
                Checkpoint.of(checkpoint.id(), NOON, Map.of("text", "other")).withVersions(checkpoint.versions());
        for (Checkpoint wrong :
                List.of(other, checkpoint.withVersions(Map.of("text", 2)), checkpoint.withOthers(Map.of("v", 1)))) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> graphs().put(thread, wrong, metadata("loop", 0)))
                    .withMessageContaining("a checkpoint of that id is at position")
                    .withMessageContaining(first.toString());
        }
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().put(thread, checkpoint, metadata("loop", 1)));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().put(second, checkpoint, metadata("loop", 0)));
        assertThat(saved(first).checkpoint()).isEqualTo(checkpoint);
        assertThat(well().session(thread.thread()).info().position()).isEqualTo(steps);
    }

    @Test
    default void a_value_that_cannot_be_kept_is_refused_by_thread_channel_and_class_and_nothing_is_written() {
        CheckpointKey key = put(newThread(), Map.of());
        long steps = well().session(key.thread()).info().position();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        graphs().put(key, checkpoint(Map.of("good", 1, "bad", List.of(new Random(1)))), Map.of()))
                .withMessageContaining(key.thread())
                .withMessageContaining("channel 'bad'")
                .withMessageContaining("got a java.util.Random");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> putWrite(key, "bad", new Random(1)))
                .withMessageContaining(key.toString())
                .withMessageContaining("channel 'bad'");
        assertThat(well().session(key.thread()).info().position()).isEqualTo(steps);
    }

    @Test
    default void any_text_may_be_a_namespace_an_id_or_a_channel_that_is_written_to() {
        List<String> names = List.of("a/b", "a", "b/c", "\n", "\ud800", "\ud801", "😀", "n".repeat(2_000), "#", "$map");
        CheckpointKey thread = newThread();
        Map<CheckpointKey, Integer> put = new LinkedHashMap<>();
        for (String namespace : names) {
            for (String id : names) {
                CheckpointKey key = graphs().put(
                                CheckpointKey.latest(thread.thread(), namespace),
                                Checkpoint.of(id, NOON, Map.of("c" + names.indexOf(id), put.size())),
                                Map.of());
                putWrite(key, id, put.size());
                put.put(key, put.size());
            }
        }
        reopen();
        put.forEach((key, number) -> {
            assertThat(saved(key).key()).isEqualTo(key);
            assertThat(saved(key).checkpoint().values()).isEqualTo(Map.of("c" + names.indexOf(key.id()), number));
            assertThat(saved(key).writes()).extracting(PendingWrite::value).containsExactly(number);
        });
        graphs().prune(List.of(thread.thread()), Retention.keepLast(1), Instant.now());
        for (String namespace : names) {
            assertThat(saved(CheckpointKey.latest(thread.thread(), namespace))
                            .key()
                            .id())
                    .isEqualTo("$map");
        }
    }

    @Test
    default void one_changed_channel_of_two_thousand_costs_what_it_holds() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, Object> versions = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            values.put("channel-%04d".formatted(i), "%04d ".formatted(i).repeat(205));
            versions.put("channel-%04d".formatted(i), 1);
        }
        CheckpointKey last = graphs().put(newThread(), checkpoint(values).withVersions(versions), Map.of());
        long written = 0;
        long most = 0;
        int puts = 400;
        for (int i = 0; i < puts; i++) {
            String channel = "channel-%04d".formatted(i * 7 % 2_000);
            values.put(channel, "changed %d ".formatted(i).repeat(120).substring(0, 1_024));
            versions.put(channel, i + 2);
            Checkpoint next = checkpoint(values)
                    .withVersions(versions)
                    .withVersionsSeen(Map.of("node", versions, "idle", Map.of("channel-0000", 1)));
            long before = well().session(last.thread()).info().position();
            last = graphs().put(last, next, metadata("loop", i));
            long bytes = well().session(last.thread())
                    .steps(StepQuery.all().from(before + 1))
                    .mapToLong(step -> step.payload().length())
                    .sum();
            written += bytes;
            most = Math.max(most, bytes);
        }
        long mean = written / puts;
        System.out.printf("2,000 channels of 1 KB, one changed: %,d bytes a put, %,d at most%n", mean, most);
        assertThat(mean).isLessThan(8_192);
        reopen();
        assertThat(saved(last).checkpoint().values()).isEqualTo(values);
        assertThat(saved(last).checkpoint().versions()).isEqualTo(versions);
    }

    @Test
    default void a_state_is_read_through_no_more_differences_than_it_is_long() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        CheckpointKey last = newThread();
        for (int i = 0; i < 300; i++) {
            values.put("channel " + i % 30, i);
            last = graphs().put(last, versioned(values), Map.of());
        }
        int whole = 0;
        int sinceWhole = 0;
        int times = 0;
        for (Step step : well().session(last.thread())
                .steps(StepQuery.kinds(StepKind.CHECKPOINT_CHANGE))
                .toList()) {
            if (step.payload().contains("\"whole\":")) {
                whole = step.payload().length();
                sinceWhole = 0;
                times++;
            } else {
                int said = step.payload().length() - step.payload().indexOf("\"delta\":");
                sinceWhole += said;
            }
            assertThat(sinceWhole).isLessThan(2 * whole);
        }
        assertThat(times).as("mostly differences").isBetween(5, 100);
        reopen();
        assertThat(saved(last).checkpoint().values()).isEqualTo(values);
    }

    @Test
    default void fields_of_a_newer_version_are_left_as_they_are_and_its_payloads_refused() {
        CheckpointKey first = graphs().put(newThread(), versioned(Map.of("list", List.of("l".repeat(300)))), Map.of());
        Session session = well().session(first.thread());
        for (Step step : session.steps().toList()) {
            assertThat(step.payload()).doesNotContain("from_the_future");
        }
        Step change = session.steps(StepQuery.kinds(StepKind.CHECKPOINT_CHANGE))
                .findFirst()
                .orElseThrow();
        String future = change.payload().replace(first.id(), "future").replaceFirst("\\{", "{\"from_the_future\":[1],");
        session.append(Draft.of(StepKind.CHECKPOINT_CHANGE, future)
                .withKey(change.key().replace(first.id(), "future"))
                .holding(change.slot().substring(1)));
        CheckpointKey second = first.withId("future");
        assertThat(saved(first.latest()).key()).isEqualTo(second);
        assertThat(saved(second).checkpoint().values())
                .isEqualTo(saved(first).checkpoint().values());
        CheckpointKey third =
                graphs().put(second, versioned(Map.of("list", List.of("l".repeat(300), "more"))), Map.of());
        graphs().prune(List.of(first.thread()), Retention.keepLast(2), Instant.now());
        assertThat(keys(first.thread())).containsExactly(third, second);
        assertThat(session.steps().map(Step::payload)).contains(future);

        session.append(Draft.of(StepKind.CHECKPOINT_CHANGE, change.payload().replace("{\"v\":1", "{\"v\":2"))
                .withKey(change.key().replace(first.id(), "newer")));
        assertThatExceptionOfType(UnsupportedFormatException.class)
                .isThrownBy(() -> graphs().get(first.withId("newer")))
                .withMessageContaining("got version 2");
    }

    @Test
    default void a_checkpoint_whose_content_somebody_erased_is_named_and_may_be_deleted() {
        CheckpointKey first = graphs().put(newThread(), versioned(Map.of("text", "t".repeat(300))), Map.of());
        CheckpointKey second = graphs().put(first, versioned(Map.of("text", "t".repeat(300), "more", 1)), Map.of());
        Session session = well().session(first.thread());
        long value = session.steps(StepQuery.kinds(StepKind.CHECKPOINT_VALUE))
                .findFirst()
                .orElseThrow()
                .position();
        session.erase(value, value, "asked");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> graphs().get(second))
                .withMessageContaining("thread " + first.thread() + " checkpoint " + second.id() + " (position ")
                .withMessageContaining("the content of position " + value + " was erased");
        session.erase(1, session.info().position(), "asked");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> graphs().get(second))
                .withMessageContaining("its content was erased");
        graphs().deleteThread(first.thread());
        assertThat(keys(first.thread())).isEmpty();
        assertThat(saved(graphs().put(first.latest(), versioned(Map.of("a", 1)), Map.of()))
                        .checkpoint()
                        .values())
                .isEqualTo(Map.of("a", 1));
    }
}
