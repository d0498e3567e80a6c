package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What stands before a step in its session: what "it" and "that one" in a message mean is said there.
 *
 * <p>Remembers the last steps of the sessions it met lately. For one thread at a time.
 */
final class Surroundings {

    /** How many steps before count. */
    static final int REACH = 2;

    private static final int LOOK_BACK = 64; // positions
    private static final int SESSIONS_MAX = 1_000;

    private final Journal journal;
    private final Map<SessionKey, Recent> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, Recent> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    Surroundings(Journal journal) {
        this.journal = journal;
    }

    /** A step and what of it is searched. */
    record Said(Step step, StepText text, Set<String> identifiers) {

        static Said of(Step step) {
            StepText text = StepText.of(step);
            return new Said(step, text, Identifiers.in(text.lines()));
        }

        boolean isSearched() {
            return !text.lines().isEmpty();
        }
    }

    /**
     * A step to index.
     *
     * @param said the step
     * @param before the searched steps right before it in its session, the nearest first; at most {@link #REACH}
     * @param novelty how many identifiers stand in it that stand in none of the {@value #LOOK_BACK} positions before
     */
    record Window(Said said, List<Said> before, int novelty) {

        private static final int CONTEXT_PIECES = 120;
        private static final int ROOM_MIN = 10;

        Step step() {
            return said.step();
        }

        StepText text() {
            return said.text();
        }

        /** {@return the words of the steps before and its own} */
        String context() {
            StringBuilder all = new StringBuilder();
            for (Said each : before.reversed()) {
                all.append(each.text().clipped(CONTEXT_PIECES)).append('\n');
            }
            return all.append(text().clipped(CONTEXT_PIECES)).toString();
        }

        /**
         * Returns what is embedded of it. What is short says little by itself: a message gets the step before it along,
         * and what a tool returned the arguments of the call.
         */
        Embedded embedded() {
            List<Passage> passages = text().passages();
            if (passages.size() == 1) {
                String only = passages.get(0).embedded();
                String more = beside(Passages.PIECES_MAX - WordPieces.count(only));
                return new Embedded(List.of(more.isEmpty() ? only : only + "\n" + more), 0);
            }
            List<String> texts = passages.stream()
                    .limit(StepText.EMBEDDED_MAX)
                    .map(Passage::embedded)
                    .toList();
            return new Embedded(texts, passages.size() - texts.size());
        }

        private String beside(int room) {
            if (room < ROOM_MIN) {
                return "";
            }
            if (!text().about().isEmpty()) {
                return Passages.clipped("", List.of(text().about()), room);
            }
            return step().is(StepKind.MESSAGE) && !before.isEmpty()
                    ? before.get(0).text().clipped(room)
                    : "";
        }
    }

    /**
     * The texts whose vectors stand for a step.
     *
     * @param texts one for each passage, in order
     * @param leftOut how many further passages the step has
     */
    record Embedded(List<String> texts, int leftOut) {}

    /** The last steps of a session that say something, the nearest first, none more than {@link #LOOK_BACK} back. */
    private static final class Recent {

        private final Deque<Said> steps = new ArrayDeque<>();

        Window window(Step step) {
            Said said = Said.of(step);
            steps.removeIf(earlier -> earlier.step().position() < step.position() - LOOK_BACK);
            Set<String> novel = new HashSet<>(said.identifiers());
            steps.forEach(earlier -> novel.removeAll(earlier.identifiers()));
            return new Window(said, steps.stream().limit(REACH).toList(), novel.size());
        }

        void add(Said said) {
            if (said.isSearched()) {
                steps.addFirst(said);
            }
        }
    }

    /** {@return the window of the next step, which is then before those that follow} */
    Window next(Step step) {
        Recent recent = sessions.computeIfAbsent(step.session(), session -> before(step));
        Window window = recent.window(step);
        recent.add(window.said());
        return window;
    }

    /** {@return the window of a step, as the journal has it now} */
    Window of(Step step) {
        return before(step).window(step);
    }

    private Recent before(Step step) {
        Recent recent = new Recent();
        if (step.position() > 1) {
            long from = Math.max(1, step.position() - LOOK_BACK);
            try (Stream<Step> steps = journal.steps(step.session(), StepQuery.range(from, step.position() - 1))) {
                steps.forEach(earlier -> recent.add(Said.of(earlier)));
            }
        }
        return recent;
    }

    /** Forgets the steps met lately: some are erased, and forks have them in common. */
    void forget() {
        sessions.clear();
    }
}
