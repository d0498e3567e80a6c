package dev.stepwell.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.journal.JournalModel.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a journal and against plain lists; both must say the same. */
interface ModelContract extends JournalFixture {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    default void whatever_is_done_the_journal_is_what_plain_lists_would_be(long seed) {
        Operations operations = new Operations(new Random(seed));
        JournalModel model = new JournalModel();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 80; i++) {
                operations.one(round % 2 == 0 ? journal() : another(), model);
            }
            compare(operations, reopened(), model);
        }
    }

    private static void compare(Operations operations, Journal journal, JournalModel model) {
        assertThat(journal.follow("", 0, 10_000).steps().stream().map(Entry::of).toList())
                .isEqualTo(model.commits);
        assertThat(journal.verify().findings()).isEmpty();
        model.sessions.forEach((key, session) -> {
            assertThat(entries(journal, key, StepQuery.all())).isEqualTo(session.steps);
            for (int i = 0; i < 20; i++) {
                StepQuery query = operations.query(session.steps.size());
                assertThat(entries(journal, key, query))
                        .as("%s %s", key, query)
                        .isEqualTo(ReadContract.model(Samples.all(journal, key), query).stream()
                                .map(Entry::of)
                                .toList());
            }
            assertThat(journal.slots(key, "").stream().map(Entry::of))
                    .containsExactlyElementsOf(session.slots().values());
            for (String name : Operations.KEYS) {
                int index = session.indexOf(name);
                assertThat(journal.byKey(key, name).map(Entry::of))
                        .isEqualTo(
                                index < 0
                                        ? java.util.Optional.empty()
                                        : java.util.Optional.of(session.steps.get(index)));
            }
            SessionInfo info = journal.session(key).orElseThrow();
            assertThat(info.position()).isEqualTo(session.steps.size());
            assertThat(info.attempt()).isEqualTo(session.attempt);
            assertThat(info.state()).isEqualTo(session.state());
            assertThat(info.labels()).isEqualTo(session.labels());
        });
        List<SessionInfo> listed =
                new ArrayList<>(journal.sessions(SessionQuery.in("n0")).sessions());
        listed.addAll(journal.sessions(SessionQuery.in("n1")).sessions());
        assertThat(listed)
                .extracting(SessionInfo::session)
                .containsExactlyInAnyOrderElementsOf(model.sessions.keySet());
    }

    private static List<Entry> entries(Journal journal, SessionKey key, StepQuery query) {
        return journal.steps(key, query).map(Entry::of).toList();
    }

    /** Draws what to do from few names, so that they meet often. */
    final class Operations {
        static final List<String> KEYS =
                IntStream.range(0, 30).mapToObj(i -> "k" + i).toList();
        private static final List<StepKind> KINDS =
                List.of(StepKind.MESSAGE, StepKind.NOTE, StepKind.LABELS, StepKind.OUTCOME, StepKind.ATTEMPT_ENDED);
        private static final String LARGE = Samples.compressible(40_000);

        private final Random random;

        Operations(Random random) {
            this.random = random;
        }

        void one(Journal journal, JournalModel model) {
            SessionKey key = new SessionKey("n" + random.nextInt(2), "s" + random.nextInt(5));
            JournalModel.Session session = model.sessions.get(key);
            if (session != null && random.nextInt(12) == 0) {
                int position = 1 + random.nextInt(session.steps.size());
                SessionKey to = new SessionKey(key.namespace(), "s" + random.nextInt(8));
                if (!to.equals(key)) {
                    Draft record = Draft.of(
                            StepKind.FORKED, "{\"session\":\"" + key.id() + "\",\"position\":" + position + "}");
                    assertThat(outcome(() -> List.of(Entry.of(journal.fork(key, position, to)))))
                            .as("fork %s at %s into %s", key, position, to)
                            .isEqualTo(outcome(() -> List.of(model.fork(key, position, to, record))));
                }
                return;
            }
            if (session != null && random.nextInt(20) == 0) {
                long from = 1L + session.inherited + random.nextInt(session.steps.size() - session.inherited);
                long to = Math.min(session.steps.size(), from + random.nextInt(4));
                Step record = journal.erase(key, from, to, "r");
                model.erase(key, from, to, Draft.of(record.kind(), record.payload()));
                return;
            }
            Append append =
                    append(key, session == null ? 0 : session.steps.size(), session == null ? 0 : session.attempt);
            assertThat(outcome(
                            () -> journal.append(append).stream().map(Entry::of).toList()))
                    .as("%s", append)
                    .isEqualTo(outcome(() -> model.append(append)));
        }

        private interface Appending {
            List<Entry> run();
        }

        private static Object outcome(Appending append) {
            try {
                return append.run();
            } catch (StepwellException e) {
                return e.getClass();
            }
        }

        private Append append(SessionKey key, int position, long attempt) {
            List<Draft> drafts = new ArrayList<>();
            Map<String, Draft> keyed = new HashMap<>();
            if (random.nextInt(15) == 0) {
                drafts.add(Draft.of(StepKind.ATTEMPT_STARTED, "{}"));
            }
            int count = drafts.size() + 1 + random.nextInt(3);
            while (drafts.size() < count) {
                Draft draft = draft();
                if (draft.key().isEmpty() || keyed.putIfAbsent(draft.key(), draft) == null) {
                    drafts.add(draft);
                }
            }
            long by = drafts.get(0).kind().equals(StepKind.ATTEMPT_STARTED)
                    ? Append.NEW_ATTEMPT
                    : random.nextInt(3) == 0 ? Math.max(0, attempt - random.nextInt(2)) : Append.NO_ATTEMPT;
            long expected = random.nextInt(4) == 0 ? Math.max(0, position - random.nextInt(2)) : Append.ANY;
            return new Append(key, drafts, expected, by);
        }

        private Draft draft() {
            StepKind kind = KINDS.get(random.nextInt(KINDS.size()));
            String payload = random.nextInt(12) == 0 ? LARGE : "{\"n\":" + random.nextInt(4) + "}";
            Draft draft = Draft.of(kind, payload);
            if (random.nextInt(2) == 0) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                draft = Draft.of(StepKind.NOTE, "\"" + (random.nextInt(8) == 0 ? "other" : key) + "\"")
                        .withKey(key);
            }
            draft = random.nextInt(3) == 0 ? draft.holding("slot" + random.nextInt(4)) : draft;
            draft = random.nextInt(9) == 0 ? draft.releasing("slot" + random.nextInt(4)) : draft;
            return random.nextInt(3) == 0
                    ? draft.withLabels(
                            Map.of("l" + random.nextInt(5), random.nextBoolean() ? "v" + random.nextInt(3) : ""))
                    : draft;
        }

        StepQuery query(int size) {
            long from = 1L + random.nextInt(size);
            long to = from + random.nextInt(size);
            List<Set<StepKind>> kinds = List.of(
                    Set.of(),
                    Set.of(StepKind.NOTE),
                    Set.of(StepKind.ATTEMPT_STARTED),
                    Set.of(StepKind.NOTE, StepKind.LABELS));
            return new StepQuery(from, to, kinds.get(random.nextInt(kinds.size())), random.nextBoolean());
        }
    }
}
