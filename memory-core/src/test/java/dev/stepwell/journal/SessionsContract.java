package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.attempt;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Listing sessions, and their labels. */
interface SessionsContract extends JournalFixture {

    private static Draft labels(Map<String, String> labels) {
        return Draft.of(StepKind.LABELS, "{}").withLabels(labels);
    }

    private List<String> ids(SessionQuery query) {
        return journal().sessions(query).sessions().stream()
                .map(info -> info.session().id())
                .toList();
    }

    @Test
    default void a_session_says_where_it_stands() {
        AtomicLong seconds = new AtomicLong(1_000);
        Journal clocked =
                another(JournalOptions.defaults().clock(() -> Instant.ofEpochSecond(seconds.getAndIncrement())));
        clocked.append(Append.to(SESSION, message(1)));
        clocked.append(Append.to(OTHER, message(1)));
        Step last = clocked.append(attempt(SESSION, "w")).get(0);

        assertThat(journal().session(SESSION))
                .contains(new SessionInfo(
                        SESSION,
                        2,
                        3,
                        last.hash(),
                        1,
                        SessionInfo.State.RUNNING,
                        Instant.ofEpochSecond(1_000),
                        Instant.ofEpochSecond(1_002),
                        Map.of(),
                        List.of()));
        assertThat(journal().sessions(SessionQuery.in("default")).sessions())
                .contains(journal().session(SESSION).orElseThrow());
    }

    @Test
    default void labels_are_set_replaced_and_removed_and_sessions_found_by_them() {
        journal().append(Append.to(SESSION, labels(Map.of("team", "red", "run", "1"))));
        journal().append(Append.to(OTHER, labels(Map.of("team", "red"))));
        journal().append(Append.to(ELSEWHERE, labels(Map.of("team", "red"))));
        journal().append(Append.to(SESSION, labels(Map.of("run", "2", "new", "yes"))));
        journal().append(Append.to(SESSION, labels(Map.of("new", ""))));
        journal().append(Append.to(SESSION, message(1).withLabels(Map.of("team", "a step's own label"))));

        for (Journal each : List.of(another(), reopened())) {
            assertThat(each.session(SESSION).orElseThrow().labels()).isEqualTo(Map.of("team", "red", "run", "2"));
        }
        SessionQuery here = SessionQuery.in("default");
        assertThat(ids(here.label("team", "red"))).containsExactly("run-2", "run-1");
        assertThat(ids(here.label("team", "red").label("run", "2"))).containsExactly("run-1");
        assertThat(ids(here.label("run", "1"))).isEmpty();
        assertThat(ids(here.label("new", "yes"))).isEmpty();
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_session_has_at_most_64_labels() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < Limits.LABELS_MAX; i++) {
            many.put("label " + i, "v");
        }
        journal().append(Append.to(SESSION, labels(many)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().append(Append.to(SESSION, labels(Map.of("one more", "v")))))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("at most 64 labels, got 65");
        journal().append(Append.to(SESSION, labels(Map.of("label 0", "", "one more", "v"))));
        assertThat(journal().session(SESSION).orElseThrow().labels()).hasSize(64);
    }

    @Test
    default void pages_list_every_session_once_newest_first() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            journal().append(Append.to(new SessionKey("default", "s" + i), message(i)));
            journal().append(Append.to(new SessionKey("tenant-b", "t" + i), message(i)));
            newestFirst.add(0, "s" + i);
        }
        journal().append(Append.to(new SessionKey("default", "s3"), message(9)));

        for (int limit : new int[] {1, 7, 24, 25, 26}) {
            List<String> listed = new ArrayList<>();
            SessionQuery query = SessionQuery.in("default").limit(limit);
            SessionQuery.Page page = journal().sessions(query);
            while (true) {
                assertThat(page.sessions()).hasSizeLessThanOrEqualTo(limit);
                page.sessions().forEach(info -> listed.add(info.session().id()));
                if (page.cursor().isEmpty()) {
                    break;
                }
                page = journal().sessions(query.after(page));
            }
            assertThat(listed).as("pages of %s", limit).isEqualTo(newestFirst);
        }
        assertThat(ids(SessionQuery.in("tenant-c"))).isEmpty();
    }

    @Test
    default void sessions_are_found_by_state_and_by_the_time_of_their_last_step() {
        AtomicLong seconds = new AtomicLong(1_000);
        Journal clocked =
                another(JournalOptions.defaults().clock(() -> Instant.ofEpochSecond(seconds.getAndIncrement())));
        clocked.append(Append.to(new SessionKey("default", "idle"), message(1)));
        clocked.append(attempt(new SessionKey("default", "running"), "w"));
        clocked.append(Append.to(new SessionKey("default", "ended"), Draft.of(StepKind.OUTCOME, "{}")));

        SessionQuery here = SessionQuery.in("default");
        for (SessionInfo.State state : SessionInfo.State.values()) {
            assertThat(ids(here.state(state))).containsExactly(state.name().toLowerCase(java.util.Locale.ROOT));
        }
        assertThat(ids(here.since(Instant.ofEpochSecond(1_001)))).containsExactly("ended", "running");
        assertThat(ids(here.before(Instant.ofEpochSecond(1_001)))).containsExactly("idle");
        assertThat(ids(here.since(Instant.ofEpochSecond(1_001)).before(Instant.ofEpochSecond(1_002))))
                .containsExactly("running");
        assertThat(ids(here.since(Instant.ofEpochSecond(1_000, 1)))).containsExactly("ended", "running");
        assertThat(ids(here.before(Instant.ofEpochSecond(1_000, 1)))).containsExactly("idle");
    }
}
