package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What stands before a step in its session: what "it" and "that one" in a message mean is said there.
 *
 * <p>Remembers the last steps of the sessions it met lately. For one thread at a time.
 */
final class Surroundings {

    /** How many steps before count. */
    static final int REACH = 2;

    private static final int LOOK_BACK = 64; // steps, past those that are not searched
    private static final int SESSIONS_MAX = 1_000;

    private final Journal journal;
    private final Map<SessionKey, List<Said>> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, List<Said>> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    Surroundings(Journal journal) {
        this.journal = journal;
    }

    /** A step and what of it is searched. */
    record Said(Step step, StepText text) {

        static Said of(Step step) {
            return new Said(step, StepText.of(step));
        }

        boolean isSearched() {
            return !text.lines().isEmpty();
        }
    }

    /**
     * A step to index.
     *
     * @param step the step
     * @param text what of it is searched
     * @param before the searched steps right before it in its session, the nearest first; at most {@link #REACH}
     */
    record Window(Step step, StepText text, List<Said> before) {

        /** {@return the words of the steps before and its own} */
        String context() {
            StringBuilder all = new StringBuilder();
            for (Said said : before.reversed()) {
                all.append(said.text().clipped(CONTEXT_PIECES)).append('\n');
            }
            return all.append(text.clipped(CONTEXT_PIECES)).toString();
        }

        /** {@return what is embedded of it, a text for each vector} A short message says little without the one before. */
        List<Embedded> embedded() {
            List<Passage> passages = text.passages();
            if (passages.size() == 1 && step.is(StepKind.MESSAGE) && !before.isEmpty()) {
                Passage only = passages.get(0);
                int room = Passages.PIECES_MAX - WordPieces.count(only.embedded());
                String earlier = room < ROOM_MIN ? "" : before.get(0).text().clipped(room);
                return List.of(
                        new Embedded(only, earlier.isEmpty() ? only.embedded() : only.embedded() + "\n" + earlier));
            }
            return passages.stream()
                    .limit(StepText.EMBEDDED_MAX)
                    .map(passage -> new Embedded(passage, passage.embedded()))
                    .toList();
        }

        private static final int CONTEXT_PIECES = 120;
        private static final int ROOM_MIN = 10;
    }

    /** A passage, and the text whose vector stands for it. */
    record Embedded(Passage passage, String text) {}

    /** {@return the window of the next step, which is then before those that follow} */
    Window next(Step step) {
        Said said = Said.of(step);
        List<Said> before = last.computeIfAbsent(step.session(), session -> before(step));
        Window window = new Window(step, said.text(), List.copyOf(before));
        if (said.isSearched()) {
            before.add(0, said);
            if (before.size() > REACH) {
                before.remove(REACH);
            }
        }
        return window;
    }

    /** {@return the window of a step, as the journal has it now} */
    Window of(Step step) {
        return new Window(step, StepText.of(step), List.copyOf(before(step)));
    }

    private List<Said> before(Step step) {
        if (step.position() == 1) {
            return new ArrayList<>();
        }
        StepQuery back = StepQuery.all().to(step.position() - 1).backwards();
        try (Stream<Step> steps = journal.steps(step.session(), back)) {
            return new ArrayList<>(steps.limit(LOOK_BACK)
                    .map(Said::of)
                    .filter(Said::isSearched)
                    .limit(REACH)
                    .toList());
        }
    }

    void forget(SessionKey session) {
        last.remove(session);
    }
}
